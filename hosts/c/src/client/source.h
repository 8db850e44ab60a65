/* Where a machine's identifiers are read: files under a root, and a few commands of the system. Both are arguments of everything in machine*.c,
 * so that a recorded machine is read by the same code as this one. */
#ifndef LATCHKEY_SOURCE_H
#define LATCHKEY_SOURCE_H

#include "chars.h"

typedef struct {
  const char *platform; /* "linux", "darwin" or "win32" */
  const char *root;     /* "" for this machine, a copy of another's files for a test */
  /* What a command prints; NULL when it is absent, fails, or takes too long. The arguments end in NULL. */
  char *(*run)(const void *context, const char *command, const char *const *arguments);
  const void *context;
} lk_source;

lk_source lk_this_machine(void);

/* The text of a file; NULL when it is absent or may not be read, which is the same to us: nothing here needs root. */
char *lk_source_read(const lk_source *source, const char *path, size_t *length);
/* The first name in a folder by the alphabet, or each one in turn; `name` NULL begins. NULL at the end. */
char **lk_source_list(const lk_source *source, const char *folder, size_t *count);
/* The path with every link followed, without the root; NULL when it leads nowhere. */
char *lk_source_resolve(const lk_source *source, const char *path);

#endif
