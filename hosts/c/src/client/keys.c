#include "keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "seal.h"

/* Stands in the file when the key itself is in a keychain, so that no program takes the store for damaged. */
static const char marker[] = {'L', 'K', 'K', '1'};

static bool is_marker(const lk_chars *file) { return file->length == sizeof marker && memcmp(file->data, marker, sizeof marker) == 0; }

static int read_file(const lk_store *store, lk_chars *file) {
  int error = lk_folder_read(store->folder, "key", file);
  return error == ENOENT ? 0 : error;
}

/* The name of this store in a keychain, the same as in every host. */
static void account_of(const lk_store *store, char account[65]) {
  char *folder = lk_absolute_path(store->folder);
  uint8_t digest[32];
  lk_sha256(folder, strlen(folder), digest);
  lk_hex(digest, sizeof digest, account);
  free(folder);
}

static int read_from_keychain(const lk_store *store, lk_chars *key, latchkey_fault *fault) {
  char account[65];
  uint8_t bytes[LK_KEY_BYTES];
  account_of(store, account);
  latchkey_keychain_answer answer = store->keychain->read_key(store->keychain->context, account, bytes);
  if (answer == LATCHKEY_KEYCHAIN_HAS_KEY) lk_append(key, (const char *)bytes, sizeof bytes);
  if (answer == LATCHKEY_KEYCHAIN_HAS_KEY || answer == LATCHKEY_KEYCHAIN_HAS_NONE) return 0;
  lk_fault(fault, LATCHKEY_NOT_READABLE, "The system's keychain does not answer: unlock it and try again.");
  return LK_TOLD;
}

int lk_key_read(const lk_store *store, lk_chars *key, latchkey_fault *fault) {
  int error = read_file(store, key);
  if (error != 0 || !is_marker(key)) return error;
  free(key->data);
  *key = (lk_chars){0};
  if (store->keychain != NULL) return read_from_keychain(store, key, fault);
  lk_fault(fault, LATCHKEY_NOT_READABLE, "The key of the stored license is in the system's keychain, which this program does not open; "
                                         "use the program that stored it.");
  return LK_TOLD;
}

/* First into the keychain, then the file that says so: whatever stops in between leaves a store without records, and loses none. */
static int keep_in_keychain(const lk_store *store, const uint8_t key[LK_KEY_BYTES], latchkey_fault *fault) {
  char account[65];
  account_of(store, account);
  if (store->keychain->write_key(store->keychain->context, account, key)) return lk_folder_place(store->folder, "key", marker, sizeof marker);
  lk_fault(fault, LATCHKEY_NOT_WRITABLE, "Nothing can be stored in the system's keychain: unlock it and try again.");
  return LK_TOLD;
}

static int make_key(const lk_store *store, uint8_t key[LK_KEY_BYTES], latchkey_fault *fault) {
  lk_chars file = {0};
  int error = read_file(store, &file);
  if (error == 0 && file.data != NULL && !is_marker(&file)) error = lk_folder_put_aside(store->folder, "key", &file);
  free(file.data);
  if (error != 0) return error;
  if (!lk_random(key, LK_KEY_BYTES)) return EIO;
  return store->keychain != NULL ? keep_in_keychain(store, key, fault) : lk_folder_place(store->folder, "key", key, LK_KEY_BYTES);
}

int lk_key_or_new(const lk_store *store, uint8_t key[LK_KEY_BYTES], latchkey_fault *fault) {
  lk_chars present = {0};
  int error = lk_key_read(store, &present, fault);
  bool good = error == 0 && present.length == LK_KEY_BYTES;
  if (good) memcpy(key, present.data, LK_KEY_BYTES);
  free(present.data);
  return good || error != 0 ? error : make_key(store, key, fault);
}
