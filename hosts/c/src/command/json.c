/* Answers as JSON, in the members of hosts/js/verdict.ts. Bytes are hexadecimal digits, and what is absent is not there. */
#include <stdlib.h>
#include <string.h>

#include "command.h"

json_t *hex_in_json(const uint8_t *bytes, size_t length) {
  char *text = lk_memory(2 * length + 1);
  lk_hex(bytes, length, text);
  json_t *json = json_string(text);
  free(text);
  return json;
}

static void put_text(json_t *record, const char *name, const char *text) {
  if (text != NULL) json_object_set_new(record, name, json_string(text));
}

static void put_count(json_t *record, const char *name, int64_t value) {
  if (value >= 0) json_object_set_new(record, name, json_integer(value));
}

void put_place(json_t *record, uint32_t row, uint32_t group, int64_t offset) {
  if (row > 0) json_object_set_new(record, "row", json_integer(row));
  if (group > 0) json_object_set_new(record, "group", json_integer(group));
  put_count(record, "offset", offset);
}

static json_t *features_in_json(const latchkey_claims *claims) {
  json_t *features = json_object();
  for (size_t i = 0; i < claims->feature_count; i++) {
    const latchkey_feature *feature = &claims->features[i];
    json_t *value = feature->type == LATCHKEY_GRANTED   ? json_true()
                    : feature->type == LATCHKEY_INTEGER ? json_integer(feature->integer)
                                                        : json_string(feature->text);
    json_object_set_new(features, feature->name, value);
  }
  return features;
}

static json_t *claims_in_json(const latchkey_claims *claims) {
  json_t *json = json_object(), *domains = json_array();
  put_text(json, "licenseId", claims->license_id);
  put_text(json, "product", claims->product);
  json_object_set_new(json, "tokenId", hex_in_json(claims->token_id, sizeof claims->token_id));
  put_count(json, "issuedAt", claims->issued_at);
  put_count(json, "notBefore", claims->not_before);
  put_count(json, "expiresAt", claims->expires_at);
  put_count(json, "refreshAt", claims->refresh_at);
  put_count(json, "checkInBy", claims->check_in_by);
  put_count(json, "renewWindowSeconds", claims->renew_window_seconds);
  put_count(json, "epoch", claims->epoch);
  if (claims->nonce != NULL) json_object_set_new(json, "nonce", hex_in_json(claims->nonce, 8));
  put_text(json, "issuer", claims->issuer);
  put_text(json, "customerId", claims->customer_id);
  put_text(json, "plan", claims->plan);
  for (size_t i = 0; i < claims->domain_count; i++) json_array_append_new(domains, json_string(claims->domains[i]));
  json_object_set_new(json, "domains", domains);
  json_object_set_new(json, "features", features_in_json(claims));
  return json;
}

static json_t *machine_in_json(const latchkey_verdict *verdict) {
  json_t *matched = json_array();
  for (uint32_t i = 0; i < verdict->bound; i++) json_array_append_new(matched, json_boolean(verdict->matched >> i & 1));
  return json_pack("{s:o,s:i,s:i}", "matched", matched, "needed", (int)verdict->needed, "bound", (int)verdict->bound);
}

static void put_accepted(json_t *json, const latchkey_verdict *verdict) {
  json_object_set_new(json, "claims", claims_in_json(verdict->claims));
  put_count(json, "secondsToExpiry", verdict->seconds_to_expiry);
  put_count(json, "daysToExpiry", verdict->days_to_expiry);
  put_count(json, "secondsToCheckIn", verdict->seconds_to_check_in);
  put_count(json, "daysToCheckIn", verdict->days_to_check_in);
  json_object_set_new(json, "renewSoon", json_boolean(verdict->renew_soon));
  if (verdict->bound > 0) json_object_set_new(json, "machine", machine_in_json(verdict));
  json_object_set_new(json, "releasable", json_boolean(verdict->releasable));
  json_object_set_new(json, "signedTime", json_boolean(verdict->signed_time));
}

json_t *verdict_in_json(const latchkey_verdict *verdict, bool with_witness) {
  json_t *json = json_object();
  json_object_set_new(json, "accepted", json_boolean(verdict->accepted));
  put_text(json, "reason", verdict->reason);
  json_object_set_new(json, "code", json_integer(verdict->code));
  put_text(json, "sentence", verdict->sentence);
  json_object_set_new(json, "detail", json_integer(verdict->detail));
  if (with_witness) json_object_set_new(json, "witness", hex_in_json(verdict->witness, sizeof verdict->witness));
  if (verdict->accepted) {
    put_accepted(json, verdict);
  } else {
    put_place(json, verdict->row, verdict->group, verdict->offset);
    put_text(json, "licenseId", verdict->license_id);
    put_count(json, "missedSeconds", verdict->missed_seconds);
    put_count(json, "usedSeconds", verdict->used_seconds);
  }
  return json;
}

json_t *nature_in_json(const latchkey_machine *machine) {
  json_t *json = json_object();
  put_text(json, "form", machine->form);
  put_text(json, "provider", machine->provider);
  return json;
}
