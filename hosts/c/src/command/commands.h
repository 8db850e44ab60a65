#ifndef LATCHKEY_COMMANDS_H
#define LATCHKEY_COMMANDS_H

#include "command.h"

/* Everything that a command works with. `wrong` is what cannot be done on this machine. */
typedef struct {
  const command_options *options;
  latchkey_license *license;
  const char *product;
  const lk_source *source; /* the machine on which the command runs */
  latchkey_fault fault;
  char *wrong;
} desk;

void print_json(json_t *json);
int complain(const char *sentence, int code);
/* Says what is wrong, and which exit code that has. */
int fail(desk *desk);

/* The code for this machine among the `.lic` files of folders: the answer to the pending request, else the latest that is accepted.
 * NULL with `refused` when none is, and with what is wrong otherwise. */
char *find_code(desk *desk, char *const *folders, size_t folder_count, size_t *length, bool *refused);

int install_command(desk *desk);
int components_command(desk *desk);

#endif
