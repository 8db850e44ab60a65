/* Load, trust, check: what every application needs. */
#include <ctype.h>
#include <stdlib.h>

#include "call.h"
#include "module-digest.h"

enum { MAX_KEY_BYTES = 128 };
enum { SECRET = 1, LOCK = 2, PENDING = 4, HOST = 8 };

const char *latchkey_module_sha256(void) { return LATCHKEY_MODULE_SHA256; }

static bool same_digest(const char *demanded) {
  const char *actual = LATCHKEY_MODULE_SHA256;
  for (; *actual != 0; actual++, demanded++)
    if (tolower((unsigned char)*demanded) != *actual) return false;
  return *demanded == 0;
}

latchkey_verifier *latchkey_load(const char *sha256) {
  if (sha256 != NULL && !same_digest(sha256)) return NULL;
  latchkey_verifier *verifier = calloc(1, sizeof *verifier);
  if (verifier == NULL) return NULL;
  if (lk_module_open(&verifier->module)) {
    verifier->answer = malloc(verifier->module.output_capacity);
    if (verifier->answer != NULL) return verifier;
    lk_module_close(&verifier->module);
  }
  free(verifier);
  return NULL;
}

void latchkey_free(latchkey_verifier *verifier) {
  if (verifier == NULL) return;
  lk_module_close(&verifier->module);
  free(verifier->answer);
  free(verifier);
}

const latchkey_problem *latchkey_last_problem(const latchkey_verifier *verifier) { return &verifier->problem; }

/* A key or signature of a wrong length stays of a wrong length, and fits. */
static size_t fitted(size_t length) { return length > MAX_KEY_BYTES ? MAX_KEY_BYTES : length; }

static uint32_t ask_about_key(latchkey_verifier *verifier, module_call *function, const uint8_t *key, size_t length) {
  record_writer input = lk_begin(verifier);
  record_reader answer;
  lk_write_bytes(&input, key, fitted(length));
  return lk_end(verifier, lk_ask(verifier, function, &input, &answer));
}

uint32_t latchkey_trust(latchkey_verifier *verifier, const uint8_t *public_key, size_t length) {
  return ask_about_key(verifier, Z_latchkeyZ_trust_key, public_key, length);
}

uint32_t latchkey_check_key(latchkey_verifier *verifier, const uint8_t *public_key, size_t length) {
  return ask_about_key(verifier, Z_latchkeyZ_check_key, public_key, length);
}

static void write_evidence(record_writer *input, const latchkey_evidence *evidence) {
  const uint8_t *lock = evidence->secret != NULL ? evidence->secret : evidence->lock;
  uint32_t flags = evidence->secret != NULL ? SECRET : lock != NULL ? LOCK : 0;
  if (evidence->pending != NULL) flags |= PENDING;
  if (evidence->host != NULL) flags |= HOST;
  lk_write_f64(input, evidence->now_seconds);
  lk_write_f64(input, evidence->running_seconds);
  lk_write_bytes(input, evidence->witness, 16);
  lk_write_u32(input, flags);
  lk_write_bytes(input, lock, 16);
  lk_write_bytes(input, evidence->pending, 16);
  lk_write_text(input, evidence->product);
  lk_write_text(input, evidence->host);
  lk_write_components(input, evidence->components, evidence->component_count);
}

latchkey_verdict *latchkey_check(latchkey_verifier *verifier, const char *code, size_t length, const latchkey_evidence *evidence) {
  record_writer input = lk_begin(verifier);
  latchkey_verdict *verdict = NULL;
  write_evidence(&input, evidence);
  lk_write_code(&input, code, length);
  int64_t answered = lk_call(verifier, Z_latchkeyZ_check, &input);
  if (answered >= 0) {
    verdict = lk_read_verdict(verifier->module.output, (size_t)answered);
    if (verdict == NULL) lk_no_memory(verifier);
  }
  lk_end(verifier, 0);
  return verdict;
}

bool latchkey_verify_signature(latchkey_verifier *verifier, const uint8_t *public_key, size_t key_length, const uint8_t *message,
                               size_t message_length, const uint8_t *signature, size_t signature_length) {
  record_writer input = lk_begin(verifier);
  record_reader answer;
  lk_write_data(&input, public_key, fitted(key_length));
  lk_write_data(&input, message, message_length);
  lk_write_data(&input, signature, fitted(signature_length));
  return lk_end(verifier, lk_ask(verifier, Z_latchkeyZ_verify_signature, &input, &answer)) == LATCHKEY_OK;
}

bool latchkey_describe(latchkey_verifier *verifier, uint32_t status, uint32_t detail, latchkey_problem *description) {
  record_writer input = lk_begin(verifier);
  record_reader answer;
  lk_write_u32(&input, status);
  lk_write_u32(&input, detail);
  bool known = lk_ask(verifier, Z_latchkeyZ_describe, &input, &answer) == status;
  if (known) *description = verifier->problem;
  lk_end(verifier, 0);
  return known;
}
