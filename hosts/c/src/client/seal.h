/*
 * The seal around the record: AES-256-GCM, so that any change of the file is noticed. The format is that of every host (hosts/README.md).
 *
 * What it is for: nobody edits a witness or a pending request by accident or with an editor, and a record does not open under another
 * product. What it is not: the key lies beside the record, so whoever may read both can open and seal them. That gains nothing: the license
 * is the vendor's signature, bound to this machine by the module.
 */
#ifndef LATCHKEY_SEAL_H
#define LATCHKEY_SEAL_H

#include "chars.h"

enum { LK_KEY_BYTES = 32 };

bool lk_random(uint8_t *bytes, size_t length);
void lk_sha256(const void *bytes, size_t length, uint8_t digest[32]);

/* NULL data when the cipher or the randomness fails. */
lk_chars lk_seal(const uint8_t *file_key, const char *product, const lk_chars *record);
/* The record; NULL data when this key did not seal exactly these bytes. */
lk_chars lk_unseal(const uint8_t *file_key, const char *product, const lk_chars *sealed);

#endif
