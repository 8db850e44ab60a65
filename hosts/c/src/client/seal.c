#include "seal.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

/* offset 0: magic "LKS1", also authenticated · 4: nonce, 12 bytes · 16: ciphertext · last 16: tag */
static const uint8_t magic[4] = {'L', 'K', 'S', '1'};
enum { NONCE_AT = 4, NONCE_BYTES = 12, CIPHERTEXT_AT = 16, TAG_BYTES = 16 };

bool lk_random(uint8_t *bytes, size_t length) { return RAND_bytes(bytes, (int)length) == 1; }

void lk_sha256(const void *bytes, size_t length, uint8_t digest[32]) { SHA256(bytes, length, digest); }

/* HKDF-SHA-256 (RFC 5869) without salt, of one block, with the purpose and the product as its info. */
static void sealing_key(const uint8_t *file_key, const char *product, uint8_t key[32]) {
  static const uint8_t no_salt[32] = {0};
  static const char purpose[] = "latchkey/store/1";
  uint8_t extracted[32];
  lk_chars info = {0};
  lk_append(&info, purpose, sizeof purpose); /* with its zero byte */
  lk_append(&info, product, strlen(product));
  lk_append(&info, "\x01", 1);
  HMAC(EVP_sha256(), no_salt, sizeof no_salt, file_key, LK_KEY_BYTES, extracted, NULL);
  HMAC(EVP_sha256(), extracted, sizeof extracted, (const uint8_t *)info.data, info.length, key, NULL);
  free(info.data);
}

/* One pass over `length` bytes; false when the tag does not fit or the cipher fails. */
static bool cipher(bool sealing, const uint8_t key[32], const uint8_t *nonce, const uint8_t *from, size_t length, uint8_t *to,
                   uint8_t *tag) {
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  int made = 0, rest = 0;
  bool done = context != NULL && EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce, sealing) == 1 &&
              EVP_CipherUpdate(context, NULL, &made, magic, sizeof magic) == 1 &&
              EVP_CipherUpdate(context, to, &made, from, (int)length) == 1 &&
              (sealing || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag) == 1) &&
              EVP_CipherFinal_ex(context, to + made, &rest) == 1 &&
              (!sealing || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, tag) == 1);
  EVP_CIPHER_CTX_free(context);
  return done;
}

lk_chars lk_seal(const uint8_t *file_key, const char *product, const lk_chars *record) {
  uint8_t key[32];
  lk_chars sealed = {lk_memory(CIPHERTEXT_AT + record->length + TAG_BYTES + 1), CIPHERTEXT_AT + record->length + TAG_BYTES};
  uint8_t *bytes = (uint8_t *)sealed.data;
  sealing_key(file_key, product, key);
  memcpy(bytes, magic, sizeof magic);
  /* Random nonces: a store would have to be written 2^32 times under one key before a repetition becomes thinkable. */
  bool done = lk_random(bytes + NONCE_AT, NONCE_BYTES) &&
              cipher(true, key, bytes + NONCE_AT, (const uint8_t *)record->data, record->length, bytes + CIPHERTEXT_AT,
                     bytes + CIPHERTEXT_AT + record->length);
  if (done) return sealed;
  free(sealed.data);
  return (lk_chars){0};
}

lk_chars lk_unseal(const uint8_t *file_key, const char *product, const lk_chars *sealed) {
  uint8_t key[32], tag[TAG_BYTES];
  const uint8_t *bytes = (const uint8_t *)sealed->data;
  if (sealed->length < CIPHERTEXT_AT + TAG_BYTES || memcmp(bytes, magic, sizeof magic) != 0) return (lk_chars){0};
  size_t length = sealed->length - CIPHERTEXT_AT - TAG_BYTES;
  lk_chars record = {lk_memory(length + 1), length};
  sealing_key(file_key, product, key);
  memcpy(tag, bytes + CIPHERTEXT_AT + length, TAG_BYTES);
  if (cipher(false, key, bytes + NONCE_AT, bytes + CIPHERTEXT_AT, length, (uint8_t *)record.data, tag)) return record;
  free(record.data);
  return (lk_chars){0};
}
