/*
 * The sealed store: two copies of one record and the key that seals them, in a folder of their owner. The files are those of every host.
 *
 * Every change is one transaction under a lock: read, change, write the first copy, write the second, read back. A copy is written beside its place,
 * brought to disk, and renamed over the old one, so at every instant there is at least one whole copy, old or new; the higher generation counts. What
 * does not open (changed, cut, of another product) is put aside, never deleted and never believed. If no copy opens, the store is empty and says so.
 */
#ifndef LATCHKEY_STORE_H
#define LATCHKEY_STORE_H

#include "evidence.h"
#include "latchkey-client.h"

/* What has happened to the files since they were last written: nothing, one copy replaced the other, or nothing could be opened. */
typedef enum { LK_DAMAGE_NONE, LK_DAMAGE_REPAIRED, LK_DAMAGE_LOST } lk_damage;

typedef struct {
  lk_evidence evidence;
  lk_damage damage;
} lk_kept;

typedef struct {
  char *folder;
  char *product;
  const latchkey_keychain *keychain; /* NULL: the key lies in the folder */
} lk_store;

/* What is stored, without changing anything on disk. */
bool lk_store_read(const lk_store *store, lk_kept *kept, latchkey_fault *fault);

/*
 * Reads, lets `change` change the evidence (true: store it), stores it, and reads it back. `change` may be called again, if another process was
 * faster; only what it did last has happened. It may also fail, with the fault.
 */
typedef enum { LK_CHANGE_FAILED, LK_CHANGE_NOTHING, LK_CHANGE_STORE } lk_change;
typedef lk_change lk_changer(void *context, lk_kept *kept, latchkey_fault *fault);
bool lk_store_update(const lk_store *store, lk_changer *change, void *context, latchkey_fault *fault);

void lk_fault(latchkey_fault *fault, latchkey_fault_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
