#include "evidence.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The version of the record. A newer program's record is left alone. */
enum { RECORD_VERSION = 1 };

static void drop(char **text) {
  free(*text);
  *text = NULL;
}

void lk_evidence_drop_request(lk_evidence *evidence) {
  drop(&evidence->request_code);
  drop(&evidence->request_file);
}

void lk_evidence_drop_receipt(lk_evidence *evidence) {
  drop(&evidence->receipt_code);
  drop(&evidence->receipt_file);
}

void lk_evidence_free(lk_evidence *evidence) {
  lk_evidence_drop_request(evidence);
  lk_evidence_drop_receipt(evidence);
  drop(&evidence->code);
  *evidence = (lk_evidence){0};
}

lk_evidence lk_evidence_copy(const lk_evidence *evidence) {
  lk_evidence copy = *evidence;
  copy.code = lk_copy(evidence->code);
  copy.request_code = lk_copy(evidence->request_code);
  copy.request_file = lk_copy(evidence->request_file);
  copy.receipt_code = lk_copy(evidence->receipt_code);
  copy.receipt_file = lk_copy(evidence->receipt_file);
  return copy;
}

static void put_bytes(json_t *record, const char *name, const uint8_t *bytes) {
  char *text = lk_base64url(bytes, 16);
  json_object_set_new(record, name, json_string(text));
  free(text);
}

static json_t *put_spelled(json_t *record, const char *name, const char *code, const char *file) {
  json_t *spelled = json_object();
  json_object_set_new(spelled, "code", json_string(code));
  json_object_set_new(spelled, "file", json_string(file));
  json_object_set_new(record, name, spelled);
  return spelled;
}

lk_chars lk_evidence_encode(const lk_evidence *evidence, int64_t generation) {
  json_t *record = json_object();
  json_object_set_new(record, "version", json_integer(RECORD_VERSION));
  json_object_set_new(record, "generation", json_integer(generation));
  if (evidence->code != NULL) json_object_set_new(record, "code", json_string(evidence->code));
  if (evidence->has_secret) put_bytes(record, "secret", evidence->secret);
  if (evidence->has_witness) put_bytes(record, "witness", evidence->witness);
  if (evidence->request_code != NULL)
    put_bytes(put_spelled(record, "request", evidence->request_code, evidence->request_file), "pending", evidence->pending);
  if (evidence->receipt_code != NULL) put_spelled(record, "receipt", evidence->receipt_code, evidence->receipt_file);
  char *text = json_dumps(record, JSON_COMPACT);
  lk_chars chars = {0};
  lk_append(&chars, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
  json_decref(record);
  free(text);
  return chars;
}

/* An absent member is well; one of another shape is not. */
static bool take_text(const json_t *record, const char *name, char **text) {
  const json_t *member = json_object_get(record, name);
  if (member == NULL) return true;
  *text = lk_copy(json_string_value(member));
  return *text != NULL;
}

static bool take_bytes(const json_t *record, const char *name, uint8_t *bytes, bool *present) {
  const json_t *member = json_object_get(record, name);
  *present = member != NULL;
  if (member == NULL) return true;
  return json_is_string(member) && lk_bytes_from_base64(json_string_value(member), bytes, 16);
}

static bool take_spelled(const json_t *record, const char *name, char **code, char **file) {
  const json_t *member = json_object_get(record, name);
  if (member == NULL) return true;
  return take_text(member, "code", code) && take_text(member, "file", file) && *code != NULL && *file != NULL;
}

static bool take_members(const json_t *record, lk_evidence *evidence) {
  bool pending = false;
  const json_t *request = json_object_get(record, "request");
  return take_text(record, "code", &evidence->code) && take_bytes(record, "secret", evidence->secret, &evidence->has_secret) &&
         take_bytes(record, "witness", evidence->witness, &evidence->has_witness) &&
         take_spelled(record, "request", &evidence->request_code, &evidence->request_file) &&
         take_spelled(record, "receipt", &evidence->receipt_code, &evidence->receipt_file) &&
         (request == NULL || (take_bytes(request, "pending", evidence->pending, &pending) && pending));
}

lk_record_state lk_evidence_decode(const lk_chars *bytes, lk_evidence *evidence, int64_t *generation) {
  json_t *record = json_loadb(bytes->data, bytes->length, 0, NULL);
  json_int_t version = json_integer_value(json_object_get(record, "version"));
  *generation = json_integer_value(json_object_get(record, "generation"));
  *evidence = (lk_evidence){0};
  lk_record_state state = LK_RECORD_UNREADABLE;
  if (version >= 1 && *generation >= 1) {
    if (version > RECORD_VERSION) state = LK_RECORD_NEWER;
    else if (take_members(record, evidence)) state = LK_RECORD_GOOD;
  }
  if (state != LK_RECORD_GOOD) lk_evidence_free(evidence);
  json_decref(record);
  return state;
}
