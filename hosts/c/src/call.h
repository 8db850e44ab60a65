/* One call of the module: the record that goes in, the answer that comes out. */
#ifndef LATCHKEY_CALL_H
#define LATCHKEY_CALL_H

#include "answer.h"
#include "latchkey.h"
#include "module.h"
#include "record.h"

struct latchkey_verifier {
  module module;
  latchkey_problem problem;
  uint8_t *answer; /* a copy of the last answer, in which the problem's texts lie */
};

/* Between these two the verifier is this thread's. */
record_writer lk_begin(latchkey_verifier *verifier);
uint32_t lk_end(latchkey_verifier *verifier, uint32_t status);

/* Calls, and says how long the answer in the module's output is; -1 with the problem when there is none. */
int64_t lk_call(latchkey_verifier *verifier, module_call *function, const record_writer *input);
/* Calls, and reads the head of the answer; what follows is to be read from `answer` when 0 is returned. */
uint32_t lk_ask(latchkey_verifier *verifier, module_call *function, const record_writer *input, record_reader *answer);
/* Begins, writes one text, and asks; for the calls that take nothing else. */
uint32_t lk_ask_about_text(latchkey_verifier *verifier, module_call *function, const char *text, size_t length, record_reader *answer);

/* A code or another text: what is longer than the module reads is handed on one byte too long, and refused for its length. */
void lk_write_code(record_writer *input, const char *text, size_t length);
void lk_write_components(record_writer *input, const uint8_t *components, size_t count);

uint32_t lk_no_memory(latchkey_verifier *verifier);
/* A copy of the next text, the caller's to free; NULL when there is no memory. */
char *lk_take_text(record_reader *answer);

#endif
