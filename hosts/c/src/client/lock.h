/*
 * One writer at a time, among processes and languages: a file that only one can create, as every host does it (hosts/README.md). A process that
 * died with it is recognized; one that sleeps with it loses it, notices before it writes, and begins again.
 */
#ifndef LATCHKEY_LOCK_H
#define LATCHKEY_LOCK_H

#include <stdbool.h>

typedef struct {
  const char *folder;
  char *content;
} lk_lock;

/* 0, or the system's number of the error. */
int lk_lock_acquire(const char *folder, lk_lock *lock);
/* False when somebody thought that this process was dead and took it. */
bool lk_lock_is_still_ours(const lk_lock *lock);
void lk_lock_release(lk_lock *lock);

#endif
