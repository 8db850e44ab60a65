/*
 * The key that seals a store: in the file `key`, or in the keychain that the application brings. Only the key is kept there: a record is larger than
 * some keychains take. Both return 0, the system's number of an error, or LK_TOLD when the fault is set already.
 */
#ifndef LATCHKEY_KEYS_H
#define LATCHKEY_KEYS_H

#include "store.h"

enum { LK_TOLD = -3 };

/* No data when there is no key. */
int lk_key_read(const lk_store *store, lk_chars *key, latchkey_fault *fault);
/* The key that is there, or a new one. */
int lk_key_or_new(const lk_store *store, uint8_t key[32], latchkey_fault *fault);

#endif
