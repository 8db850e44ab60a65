#include "store.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "keys.h"
#include "lock.h"
#include "seal.h"

/* Numbers of errors that no system has, as is LK_TOLD. DISPLACED: another process took the lock while this one slept. */
enum { DISPLACED = -1, NOT_WHAT_WAS_WRITTEN = -2 };
static const char *const names[2] = {"license", "license.copy"};

typedef enum { ABSENT, GOOD, UNREADABLE, NEWER } copy_state;

typedef struct copy {
  copy_state state;
  lk_chars bytes;
  lk_evidence evidence;
  int64_t generation;
} copy;

void lk_fault(latchkey_fault *fault, latchkey_fault_kind kind, const char *format, ...) {
  va_list arguments;
  fault->kind = kind;
  va_start(arguments, format);
  vsnprintf(fault->sentence, sizeof fault->sentence, format, arguments);
  va_end(arguments);
}

static const char *advice_for(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return "it belongs to another user; run this as the user who made it, or choose another folder.";
    case EROFS:
      return "the file system is read-only; choose another folder.";
    case ENOSPC:
    case EDQUOT:
      return "the disk is full; make room and try again.";
    case ENOTDIR:
    case EEXIST:
      return "a file stands where the folder should be; move it away, or choose another folder.";
    default:
      return "the system says that it failed; try again, or choose another folder.";
  }
}

static bool not_readable(const lk_store *store, int error, latchkey_fault *fault) {
  lk_fault(fault, LATCHKEY_NOT_READABLE, "The stored license in %s cannot be read: %s", store->folder, advice_for(error));
  return false;
}

static bool not_writable(const lk_store *store, int error, latchkey_fault *fault) {
  lk_fault(fault, LATCHKEY_NOT_WRITABLE, "Nothing can be stored in %s: %s", store->folder, advice_for(error));
  return false;
}

static int read_copy(const lk_store *store, const char *name, const lk_chars *key, copy *copy) {
  *copy = (struct copy){0};
  int error = lk_folder_read(store->folder, name, &copy->bytes);
  if (error != 0) return error == ENOENT ? 0 : error;
  copy->state = UNREADABLE;
  if (key->length != LK_KEY_BYTES) return 0;
  lk_chars record = lk_unseal((const uint8_t *)key->data, store->product, &copy->bytes);
  if (record.data == NULL) return 0;
  lk_record_state state = lk_evidence_decode(&record, &copy->evidence, &copy->generation);
  copy->state = state == LK_RECORD_GOOD ? GOOD : state == LK_RECORD_NEWER ? NEWER : UNREADABLE;
  free(record.data);
  return 0;
}

static void free_copies(copy copies[2]) {
  for (int i = 0; i < 2; i++) {
    free(copies[i].bytes.data);
    lk_evidence_free(&copies[i].evidence);
  }
}

static const copy *newest(const copy copies[2]) {
  const copy *best = NULL;
  for (int i = 0; i < 2; i++)
    if (copies[i].state == GOOD && (best == NULL || copies[i].generation > best->generation)) best = &copies[i];
  return best;
}

static bool read_copies(const lk_store *store, copy copies[2], lk_kept *kept, latchkey_fault *fault) {
  lk_chars key = {0};
  int error = lk_key_read(store, &key, fault);
  memset(copies, 0, 2 * sizeof *copies);
  for (int i = 0; i < 2 && error == 0; i++) error = read_copy(store, names[i], &key, &copies[i]);
  free(key.data);
  if (error != 0) return error != LK_TOLD && not_readable(store, error, fault);
  if (copies[0].state == NEWER || copies[1].state == NEWER) {
    lk_fault(fault, LATCHKEY_NEWER, "The stored license was written by a newer version of this application; update this one.");
    return false;
  }
  const copy *best = newest(copies);
  bool damaged = copies[0].state == UNREADABLE || copies[1].state == UNREADABLE;
  kept->damage = !damaged ? LK_DAMAGE_NONE : best == NULL ? LK_DAMAGE_LOST : LK_DAMAGE_REPAIRED;
  kept->evidence = best == NULL ? (lk_evidence){0} : lk_evidence_copy(&best->evidence);
  return true;
}

bool lk_store_read(const lk_store *store, lk_kept *kept, latchkey_fault *fault) {
  copy copies[2];
  bool done = read_copies(store, copies, kept, fault);
  free_copies(copies);
  return done;
}

static int read_back(const lk_store *store, const char *name, const uint8_t *key, const lk_chars *record) {
  lk_chars sealed = {0}, stored = {0};
  int error = lk_folder_read(store->folder, name, &sealed);
  if (error == 0) stored = lk_unseal(key, store->product, &sealed);
  bool same = stored.data != NULL && stored.length == record->length && memcmp(stored.data, record->data, record->length) == 0;
  free(sealed.data);
  free(stored.data);
  return error != 0 ? error : same ? 0 : NOT_WHAT_WAS_WRITTEN;
}

static int write_copies(const lk_store *store, const lk_lock *lock, const copy copies[2], const lk_evidence *evidence,
                        latchkey_fault *fault) {
  uint8_t key[LK_KEY_BYTES];
  const copy *best = newest(copies);
  int error = lk_folder_clear(store->folder, ".tmp"); /* left-overs of writers that died */
  for (int i = 0; i < 2 && error == 0; i++)
    if (copies[i].state == UNREADABLE) error = lk_folder_put_aside(store->folder, names[i], &copies[i].bytes);
  if (error == 0) error = lk_key_or_new(store, key, fault);
  if (error != 0) return error;
  lk_chars record = lk_evidence_encode(evidence, (best == NULL ? 0 : best->generation) + 1);
  lk_chars sealed = lk_seal(key, store->product, &record);
  if (sealed.data == NULL) error = EIO;
  for (int i = 0; i < 2 && error == 0; i++)
    error = lk_lock_is_still_ours(lock) ? lk_folder_place(store->folder, names[i], sealed.data, sealed.length) : DISPLACED;
  for (int i = 0; i < 2 && error == 0; i++) error = read_back(store, names[i], key, &record);
  free(record.data);
  free(sealed.data);
  return error;
}

/* One copy is damaged, missing or older than the other. After a receipt was made, the older one still holds the secret. */
static bool needs_repair(const copy copies[2]) {
  const copy *best = newest(copies);
  if (best == NULL) return false;
  return copies[0].state != GOOD || copies[1].state != GOOD || copies[0].generation != copies[1].generation;
}

/* 0, an error of writing, or LK_TOLD. */
static int transaction(const lk_store *store, const lk_lock *lock, lk_changer *change, void *context, latchkey_fault *fault) {
  copy copies[2];
  lk_kept kept = {0};
  if (!read_copies(store, copies, &kept, fault)) {
    free_copies(copies);
    return LK_TOLD;
  }
  lk_change changed = change(context, &kept, fault);
  int error = changed == LK_CHANGE_FAILED ? LK_TOLD : 0;
  if (changed == LK_CHANGE_STORE || (changed == LK_CHANGE_NOTHING && needs_repair(copies)))
    error = write_copies(store, lock, copies, &kept.evidence, fault);
  lk_evidence_free(&kept.evidence);
  free_copies(copies);
  return error;
}

bool lk_store_update(const lk_store *store, lk_changer *change, void *context, latchkey_fault *fault) {
  int error = DISPLACED;
  for (int attempt = 1; attempt <= 5 && error == DISPLACED; attempt++) {
    lk_lock lock;
    error = lk_folder_prepare(store->folder);
    if (error == 0) error = lk_lock_acquire(store->folder, &lock);
    if (error != 0) return not_writable(store, error, fault);
    error = transaction(store, &lock, change, context, fault);
    lk_lock_release(&lock);
  }
  if (error == LK_TOLD) return false;
  return error == 0 || not_writable(store, error, fault);
}
