#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "latchkey.h"
#include "module-digest.h"
#include "module.h"
#include "record.h"

/* The module refuses anything above 16,384 bytes for its length, so one byte more is enough to hand on. */
enum { MAX_TEXT_BYTES = 16384, MAX_KEY_BYTES = 128 };
enum { SECRET = 1, LOCK = 2, PENDING = 4, HOST = 8 };

struct latchkey {
  module module;
  latchkey_problem problem;
  uint8_t *answer; /* a copy of the last answer, in which the problem's texts lie */
};

const char *latchkey_module_sha256(void) { return LATCHKEY_MODULE_SHA256; }

static bool same_digest(const char *demanded) {
  const char *actual = LATCHKEY_MODULE_SHA256;
  for (; *actual != 0; actual++, demanded++)
    if (tolower((unsigned char)*demanded) != *actual) return false;
  return *demanded == 0;
}

latchkey *latchkey_load(const char *sha256) {
  if (sha256 != NULL && !same_digest(sha256)) return NULL;
  latchkey *verifier = calloc(1, sizeof *verifier);
  if (verifier == NULL) return NULL;
  if (lk_module_open(&verifier->module)) {
    verifier->answer = malloc(verifier->module.output_capacity);
    if (verifier->answer != NULL) return verifier;
    lk_module_close(&verifier->module);
  }
  free(verifier);
  return NULL;
}

void latchkey_free(latchkey *verifier) {
  if (verifier == NULL) return;
  lk_module_close(&verifier->module);
  free(verifier->answer);
  free(verifier);
}

const latchkey_problem *latchkey_last_problem(const latchkey *verifier) { return &verifier->problem; }

static uint32_t fail(latchkey *verifier, uint32_t code, const char *name, const char *sentence) {
  verifier->problem = (latchkey_problem){code, name, sentence, 0, 0, 0, -1};
  return code;
}

static uint32_t no_memory(latchkey *verifier) {
  return fail(verifier, LATCHKEY_NO_MEMORY, "no-memory", "There is no memory left.");
}

static record_writer input_of(latchkey *verifier) {
  return (record_writer){verifier->module.input, verifier->module.input_capacity, 0, false};
}

/* Calls, and says how long the answer in the module's output is; -1 with the problem when there is none. */
static int64_t call(latchkey *verifier, module_call *function, const record_writer *input) {
  if (input->full) {
    fail(verifier, LATCHKEY_BAD_INPUT, "bad-input", "The arguments need more room than there is.");
    return -1;
  }
  int64_t length = lk_module_answer(&verifier->module, function, (uint32_t)input->length);
  if (length < 0) fail(verifier, LATCHKEY_BAD_MODULE, "bad-module", "The module is broken; nothing that it says counts.");
  return length;
}

/* Calls, and reads the head of the answer; what follows is to be read from `answer` when 0 is returned. */
static uint32_t ask(latchkey *verifier, module_call *function, const record_writer *input, record_reader *answer) {
  int64_t length = call(verifier, function, input);
  if (length < 0) return verifier->problem.code;
  memcpy(verifier->answer, verifier->module.output, (size_t)length);
  *answer = (record_reader){verifier->answer, (size_t)length, 0, false};
  verifier->problem = lk_read_head(answer);
  return verifier->problem.code;
}

static uint32_t ask_about_key(latchkey *verifier, module_call *function, const uint8_t *key, size_t length) {
  record_writer input = input_of(verifier);
  record_reader answer;
  /* A key of a wrong length stays of a wrong length. */
  lk_write_bytes(&input, key, length > MAX_KEY_BYTES ? MAX_KEY_BYTES : length);
  return ask(verifier, function, &input, &answer);
}

uint32_t latchkey_trust(latchkey *verifier, const uint8_t *public_key, size_t length) {
  return ask_about_key(verifier, Z_latchkeyZ_trust_key, public_key, length);
}

uint32_t latchkey_check_key(latchkey *verifier, const uint8_t *public_key, size_t length) {
  return ask_about_key(verifier, Z_latchkeyZ_check_key, public_key, length);
}

static void write_code(record_writer *input, const char *text, size_t length) {
  lk_write_data(input, text, length > MAX_TEXT_BYTES ? MAX_TEXT_BYTES + 1 : length);
}

static void write_components(record_writer *input, const uint8_t *components, size_t count) {
  if (count > input->capacity / 16) input->full = true;
  else lk_write_data(input, components, count * 16);
}

latchkey_verdict *latchkey_check(latchkey *verifier, const char *code, size_t length, const latchkey_evidence *evidence) {
  const uint8_t *lock = evidence->secret != NULL ? evidence->secret : evidence->lock;
  uint32_t flags = evidence->secret != NULL ? SECRET : lock != NULL ? LOCK : 0;
  if (evidence->pending != NULL) flags |= PENDING;
  if (evidence->host != NULL) flags |= HOST;
  record_writer input = input_of(verifier);
  lk_write_f64(&input, evidence->now_seconds);
  lk_write_f64(&input, evidence->running_seconds);
  lk_write_bytes(&input, evidence->witness, 16);
  lk_write_u32(&input, flags);
  lk_write_bytes(&input, lock, 16);
  lk_write_bytes(&input, evidence->pending, 16);
  lk_write_text(&input, evidence->product);
  lk_write_text(&input, evidence->host);
  write_components(&input, evidence->components, evidence->component_count);
  write_code(&input, code, length);
  int64_t answered = call(verifier, Z_latchkeyZ_check, &input);
  if (answered < 0) return NULL;
  latchkey_verdict *verdict = lk_read_verdict(verifier->module.output, (size_t)answered);
  if (verdict == NULL) no_memory(verifier);
  return verdict;
}

static char *copy_of(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  return copy == NULL ? NULL : memcpy(copy, text, size);
}

static uint32_t read_spelled(latchkey *verifier, record_reader *answer, latchkey_spelled *spelled) {
  spelled->code = copy_of(lk_read_text(answer));
  spelled->file = copy_of(lk_read_text(answer));
  if (!answer->broken && spelled->code != NULL && spelled->file != NULL) return LATCHKEY_OK;
  latchkey_spelled_free(spelled);
  return no_memory(verifier);
}

void latchkey_spelled_free(latchkey_spelled *spelled) {
  free(spelled->code);
  free(spelled->file);
  *spelled = (latchkey_spelled){0};
}

uint32_t latchkey_create_request(latchkey *verifier, const latchkey_request *request, latchkey_spelled *spelled) {
  record_writer input = input_of(verifier);
  record_reader answer;
  *spelled = (latchkey_spelled){.letter = 'R'};
  lk_write_bytes(&input, request->nonce, 8);
  lk_write_bytes(&input, request->witness, 16);
  lk_write_u32(&input, request->secret != NULL ? SECRET : 0);
  lk_write_bytes(&input, request->secret, 16);
  lk_write_text(&input, request->product);
  write_components(&input, request->components, request->component_count);
  lk_write_text(&input, request->label);
  lk_write_text(&input, request->license_key);
  uint32_t status = ask(verifier, Z_latchkeyZ_create_request, &input, &answer);
  if (status != LATCHKEY_OK) return status;
  lk_read_bytes(&answer, spelled->pending, sizeof spelled->pending);
  return read_spelled(verifier, &answer, spelled);
}

uint32_t latchkey_create_receipt(latchkey *verifier, const char *code, size_t length, const uint8_t secret[16],
                                 latchkey_spelled *spelled) {
  record_writer input = input_of(verifier);
  record_reader answer;
  *spelled = (latchkey_spelled){.letter = 'D'};
  lk_write_bytes(&input, secret, 16);
  write_code(&input, code, length);
  uint32_t status = ask(verifier, Z_latchkeyZ_create_receipt, &input, &answer);
  return status == LATCHKEY_OK ? read_spelled(verifier, &answer, spelled) : status;
}

uint32_t latchkey_component(latchkey *verifier, const char *product, const char *kind, const char *value, size_t length,
                            uint8_t component[16]) {
  record_writer input = input_of(verifier);
  record_reader answer;
  lk_write_text(&input, product);
  lk_write_text(&input, kind);
  write_code(&input, value, length);
  uint32_t status = ask(verifier, Z_latchkeyZ_component, &input, &answer);
  if (status == LATCHKEY_OK) lk_read_bytes(&answer, component, 16);
  return status;
}

uint32_t latchkey_canonical(latchkey *verifier, const char *text, size_t length, latchkey_spelled *spelled) {
  record_writer input = input_of(verifier);
  record_reader answer;
  *spelled = (latchkey_spelled){0};
  write_code(&input, text, length);
  uint32_t status = ask(verifier, Z_latchkeyZ_canonical, &input, &answer);
  if (status != LATCHKEY_OK) return status;
  spelled->letter = (char)lk_read_u32(&answer);
  return read_spelled(verifier, &answer, spelled);
}

bool latchkey_verify_signature(latchkey *verifier, const uint8_t *public_key, size_t key_length, const uint8_t *message,
                               size_t message_length, const uint8_t *signature, size_t signature_length) {
  record_writer input = input_of(verifier);
  record_reader answer;
  lk_write_data(&input, public_key, key_length > MAX_KEY_BYTES ? MAX_KEY_BYTES : key_length);
  lk_write_data(&input, message, message_length);
  lk_write_data(&input, signature, signature_length > MAX_KEY_BYTES ? MAX_KEY_BYTES : signature_length);
  return ask(verifier, Z_latchkeyZ_verify_signature, &input, &answer) == LATCHKEY_OK;
}

bool latchkey_describe(latchkey *verifier, uint32_t status, uint32_t detail, latchkey_problem *description) {
  record_writer input = input_of(verifier);
  record_reader answer;
  lk_write_u32(&input, status);
  lk_write_u32(&input, detail);
  if (ask(verifier, Z_latchkeyZ_describe, &input, &answer) != status) return false;
  *description = verifier->problem;
  return true;
}
