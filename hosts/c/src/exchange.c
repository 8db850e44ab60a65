/* Requests, receipts, license keys and machine values: made, read and respelled. */
#include <stdlib.h>
#include <string.h>

#include "call.h"

enum { SECRET = 1 };

void latchkey_spelled_free(latchkey_spelled *spelled) {
  free(spelled->code);
  free(spelled->file);
  *spelled = (latchkey_spelled){0};
}

static uint32_t take_spelled(latchkey_verifier *verifier, record_reader *answer, latchkey_spelled *spelled) {
  spelled->code = lk_take_text(answer);
  spelled->file = lk_take_text(answer);
  if (!answer->broken && spelled->code != NULL && spelled->file != NULL) return LATCHKEY_OK;
  latchkey_spelled_free(spelled);
  return lk_no_memory(verifier);
}

uint32_t latchkey_create_request(latchkey_verifier *verifier, const latchkey_request *request, latchkey_spelled *spelled) {
  record_writer input = lk_begin(verifier);
  record_reader answer;
  *spelled = (latchkey_spelled){.letter = 'R'};
  lk_write_bytes(&input, request->nonce, 8);
  lk_write_bytes(&input, request->witness, 16);
  lk_write_u32(&input, request->secret != NULL ? SECRET : 0);
  lk_write_bytes(&input, request->secret, 16);
  lk_write_text(&input, request->product);
  lk_write_components(&input, request->components, request->component_count);
  lk_write_text(&input, request->label);
  lk_write_text(&input, request->license_key);
  uint32_t status = lk_ask(verifier, Z_latchkeyZ_create_request, &input, &answer);
  if (status == LATCHKEY_OK) {
    lk_read_bytes(&answer, spelled->pending, sizeof spelled->pending);
    status = take_spelled(verifier, &answer, spelled);
  }
  return lk_end(verifier, status);
}

uint32_t latchkey_create_receipt(latchkey_verifier *verifier, const char *code, size_t length, const uint8_t secret[16],
                                 latchkey_spelled *spelled) {
  record_writer input = lk_begin(verifier);
  record_reader answer;
  *spelled = (latchkey_spelled){.letter = 'D'};
  lk_write_bytes(&input, secret, 16);
  lk_write_code(&input, code, length);
  uint32_t status = lk_ask(verifier, Z_latchkeyZ_create_receipt, &input, &answer);
  if (status == LATCHKEY_OK) status = take_spelled(verifier, &answer, spelled);
  return lk_end(verifier, status);
}

uint32_t latchkey_canonical(latchkey_verifier *verifier, const char *text, size_t length, latchkey_spelled *spelled) {
  record_reader answer;
  *spelled = (latchkey_spelled){0};
  uint32_t status = lk_ask_about_text(verifier, Z_latchkeyZ_canonical, text, length, &answer);
  if (status == LATCHKEY_OK) {
    spelled->letter = (char)lk_read_u32(&answer);
    status = take_spelled(verifier, &answer, spelled);
  }
  return lk_end(verifier, status);
}

/* `normalized` may be NULL. */
static uint32_t make_component(latchkey_verifier *verifier, const char *product, const char *kind, const char *value, size_t length,
                               uint8_t component[16], char **normalized, size_t *normalized_length) {
  record_writer input = lk_begin(verifier);
  record_reader answer;
  lk_write_text(&input, product);
  lk_write_text(&input, kind);
  lk_write_code(&input, value, length);
  uint32_t status = lk_ask(verifier, Z_latchkeyZ_component, &input, &answer), count;
  if (status == LATCHKEY_OK) {
    lk_read_bytes(&answer, component, 16);
    const uint8_t *bytes = lk_read_data(&answer, &count);
    if (normalized != NULL) {
      *normalized_length = count;
      *normalized = calloc(1, count + 1u);
      if (*normalized == NULL) status = lk_no_memory(verifier);
      else if (count > 0) memcpy(*normalized, bytes, count);
    }
  }
  return lk_end(verifier, status);
}

uint32_t latchkey_component(latchkey_verifier *verifier, const char *product, const char *kind, const char *value, size_t length,
                            uint8_t component[16]) {
  return make_component(verifier, product, kind, value, length, component, NULL, NULL);
}

uint32_t latchkey_normalize(latchkey_verifier *verifier, const char *product, const char *kind, const char *value, size_t length,
                            uint8_t component[16], char **normalized, size_t *normalized_length) {
  *normalized = NULL;
  return make_component(verifier, product, kind, value, length, component, normalized, normalized_length);
}

static void take_components(record_reader *answer, latchkey_decoded_request *request) {
  uint32_t length;
  const uint8_t *bytes = lk_read_data(answer, &length);
  if (length > sizeof request->components) answer->broken = true;
  if (answer->broken) return;
  memcpy(request->components, bytes, length);
  request->component_count = length / 16;
}

static uint32_t take_request(latchkey_verifier *verifier, record_reader *answer, latchkey_decoded_request *request) {
  static const uint8_t none[16] = {0};
  lk_read_bytes(answer, request->nonce, 8);
  lk_read_bytes(answer, request->lock, 16);
  request->has_lock = memcmp(request->lock, none, 16) != 0;
  request->product = lk_take_text(answer);
  take_components(answer, request);
  request->label = lk_take_text(answer);
  request->license_key = lk_take_text(answer);
  request->code = lk_take_text(answer);
  bool whole = request->product != NULL && request->label != NULL && request->license_key != NULL && request->code != NULL;
  if (answer->broken || !whole) {
    latchkey_decoded_request_free(request);
    return lk_no_memory(verifier);
  }
  if (request->license_key[0] == 0) {
    free(request->license_key);
    request->license_key = NULL;
  }
  return LATCHKEY_OK;
}

uint32_t latchkey_decode_request(latchkey_verifier *verifier, const char *text, size_t length, latchkey_decoded_request *request) {
  record_reader answer;
  *request = (latchkey_decoded_request){0};
  uint32_t status = lk_ask_about_text(verifier, Z_latchkeyZ_decode_request, text, length, &answer);
  return lk_end(verifier, status == LATCHKEY_OK ? take_request(verifier, &answer, request) : status);
}

void latchkey_decoded_request_free(latchkey_decoded_request *request) {
  free(request->product);
  free(request->label);
  free(request->license_key);
  free(request->code);
  *request = (latchkey_decoded_request){0};
}

uint32_t latchkey_decode_receipt(latchkey_verifier *verifier, const char *text, size_t length, latchkey_decoded_receipt *receipt) {
  record_reader answer;
  *receipt = (latchkey_decoded_receipt){0};
  uint32_t status = lk_ask_about_text(verifier, Z_latchkeyZ_decode_receipt, text, length, &answer);
  if (status == LATCHKEY_OK) {
    lk_read_bytes(&answer, receipt->token_id, 8);
    lk_read_bytes(&answer, receipt->lock, 16);
    receipt->code = lk_take_text(&answer);
    if (receipt->code == NULL) status = lk_no_memory(verifier);
  }
  return lk_end(verifier, status);
}

void latchkey_decoded_receipt_free(latchkey_decoded_receipt *receipt) {
  free(receipt->code);
  *receipt = (latchkey_decoded_receipt){0};
}

uint32_t latchkey_decode_license_key(latchkey_verifier *verifier, const char *text, size_t length, char **license_key) {
  record_reader answer;
  *license_key = NULL;
  uint32_t status = lk_ask_about_text(verifier, Z_latchkeyZ_decode_license_key, text, length, &answer);
  if (status == LATCHKEY_OK) {
    *license_key = lk_take_text(&answer);
    if (*license_key == NULL) status = lk_no_memory(verifier);
  }
  return lk_end(verifier, status);
}
