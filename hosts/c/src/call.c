#include "call.h"

#include <stdlib.h>
#include <string.h>

/* The module refuses anything above this for its length. */
enum { MAX_TEXT_BYTES = 16384 };

record_writer lk_begin(latchkey_verifier *verifier) {
  lk_module_enter(&verifier->module);
  return (record_writer){verifier->module.input, verifier->module.input_capacity, 0, false};
}

uint32_t lk_end(latchkey_verifier *verifier, uint32_t status) {
  lk_module_leave(&verifier->module);
  return status;
}

static uint32_t fail(latchkey_verifier *verifier, uint32_t code, const char *name, const char *sentence) {
  verifier->problem = (latchkey_problem){code, name, sentence, 0, 0, 0, -1};
  return code;
}

uint32_t lk_no_memory(latchkey_verifier *verifier) {
  return fail(verifier, LATCHKEY_NO_MEMORY, "no-memory", "There is no memory left.");
}

int64_t lk_call(latchkey_verifier *verifier, module_call *function, const record_writer *input) {
  if (input->full) {
    fail(verifier, LATCHKEY_BAD_INPUT, "bad-input", "The arguments need more room than there is.");
    return -1;
  }
  int64_t length = lk_module_answer(&verifier->module, function, (uint32_t)input->length);
  if (length < 0) fail(verifier, LATCHKEY_BAD_MODULE, "bad-module", "The module is broken; nothing that it says counts.");
  return length;
}

uint32_t lk_ask(latchkey_verifier *verifier, module_call *function, const record_writer *input, record_reader *answer) {
  int64_t length = lk_call(verifier, function, input);
  if (length < 0) return verifier->problem.code;
  memcpy(verifier->answer, verifier->module.output, (size_t)length);
  *answer = (record_reader){verifier->answer, (size_t)length, 0, false};
  verifier->problem = lk_read_head(answer);
  return verifier->problem.code;
}

uint32_t lk_ask_about_text(latchkey_verifier *verifier, module_call *function, const char *text, size_t length, record_reader *answer) {
  record_writer input = lk_begin(verifier);
  lk_write_code(&input, text, length);
  return lk_ask(verifier, function, &input, answer);
}

void lk_write_code(record_writer *input, const char *text, size_t length) {
  lk_write_data(input, text, length > MAX_TEXT_BYTES ? MAX_TEXT_BYTES + 1 : length);
}

void lk_write_components(record_writer *input, const uint8_t *components, size_t count) {
  if (count > input->capacity / 16) input->full = true;
  else lk_write_data(input, components, count * 16);
}

char *lk_take_text(record_reader *answer) {
  const char *text = lk_read_text(answer);
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  return copy == NULL ? NULL : memcpy(copy, text, size);
}
