#include "answer.h"

#include <stdlib.h>
#include <string.h>

enum { ACCEPTED = 1, RENEW_SOON = 2, RELEASABLE = 4, SIGNED_TIME = 8 };
static const uint32_t NOWHERE = 0xffffffff;

latchkey_problem lk_read_head(record_reader *record) {
  latchkey_problem head;
  head.code = lk_read_u32(record);
  head.detail = lk_read_u32(record);
  head.row = lk_read_u32(record);
  head.group = lk_read_u32(record);
  uint32_t offset = lk_read_u32(record);
  head.offset = offset == NOWHERE ? -1 : (int64_t)offset;
  head.name = lk_read_text(record);
  head.sentence = lk_read_text(record);
  return head;
}

/* A verdict with what its pointers lead to. Lists have no bound of their own but the record's: an item takes four bytes of it or more. */
typedef struct {
  latchkey_verdict verdict; /* first, so that its address is the block's */
  latchkey_claims claims;
  const char **domains;
  latchkey_feature *features;
  uint8_t record[];
} verdict_block;

static const char *present(const char *text) { return text[0] == 0 ? NULL : text; }

static void read_domains(verdict_block *block, record_reader *record) {
  uint32_t count = lk_read_u32(record);
  if (count > record->length / 4) record->broken = true;
  block->domains = record->broken ? NULL : calloc(count + 1u, sizeof *block->domains);
  if (block->domains == NULL) record->broken = true;
  for (uint32_t i = 0; i < count && !record->broken; i++) block->domains[i] = lk_read_text(record);
  block->claims.domains = block->domains;
  block->claims.domain_count = count;
}

static void read_features(verdict_block *block, record_reader *record) {
  uint32_t count = lk_read_u32(record);
  if (count > record->length / 4) record->broken = true;
  block->features = record->broken ? NULL : calloc(count + 1u, sizeof *block->features);
  if (block->features == NULL) record->broken = true;
  for (uint32_t i = 0; i < count && !record->broken; i++) {
    latchkey_feature *feature = &block->features[i];
    feature->name = lk_read_text(record);
    feature->type = (latchkey_feature_type)lk_read_u32(record);
    feature->integer = lk_read_i64(record);
    const char *text = lk_read_text(record);
    feature->text = feature->type == LATCHKEY_TEXT ? text : NULL;
  }
  block->claims.features = block->features;
  block->claims.feature_count = count;
}

static void read_claims(verdict_block *block, record_reader *record, const char *license_id) {
  latchkey_claims *claims = &block->claims;
  claims->license_id = license_id;
  claims->issued_at = lk_read_i64(record);
  claims->not_before = lk_read_i64(record);
  claims->expires_at = lk_read_i64(record);
  claims->refresh_at = lk_read_i64(record);
  claims->check_in_by = lk_read_i64(record);
  claims->renew_window_seconds = lk_read_i64(record);
  claims->epoch = lk_read_i64(record);
  lk_read_bytes(record, claims->token_id, sizeof claims->token_id);
  uint32_t length;
  const uint8_t *nonce = lk_read_data(record, &length);
  claims->nonce = length == 8 ? nonce : NULL;
  claims->issuer = present(lk_read_text(record));
  claims->product = lk_read_text(record);
  claims->customer_id = present(lk_read_text(record));
  claims->plan = present(lk_read_text(record));
  read_domains(block, record);
  read_features(block, record);
  block->verdict.claims = claims;
}

static void read_members(verdict_block *block, record_reader *record) {
  latchkey_verdict *verdict = &block->verdict;
  latchkey_problem head = lk_read_head(record);
  verdict->code = head.code;
  verdict->reason = head.name;
  verdict->sentence = head.sentence;
  verdict->detail = head.detail;
  verdict->row = head.row;
  verdict->group = head.group;
  verdict->offset = head.offset;
  uint32_t flags = lk_read_u32(record);
  verdict->accepted = (flags & ACCEPTED) != 0;
  verdict->renew_soon = (flags & RENEW_SOON) != 0;
  verdict->releasable = (flags & RELEASABLE) != 0;
  verdict->signed_time = (flags & SIGNED_TIME) != 0;
  verdict->matched = lk_read_u32(record);
  verdict->needed = lk_read_u32(record);
  verdict->bound = lk_read_u32(record);
  lk_read_bytes(record, verdict->witness, sizeof verdict->witness);
  verdict->missed_seconds = lk_read_i64(record);
  verdict->used_seconds = lk_read_i64(record);
  verdict->seconds_to_expiry = lk_read_i64(record);
  verdict->days_to_expiry = lk_read_i64(record);
  verdict->seconds_to_check_in = lk_read_i64(record);
  verdict->days_to_check_in = lk_read_i64(record);
  verdict->license_id = present(lk_read_text(record));
  if (verdict->accepted) read_claims(block, record, verdict->license_id);
}

latchkey_verdict *lk_read_verdict(const uint8_t *bytes, size_t length) {
  verdict_block *block = calloc(1, sizeof *block + length);
  if (block == NULL) return NULL;
  memcpy(block->record, bytes, length);
  record_reader record = {block->record, length, 0, false};
  read_members(block, &record);
  if (!record.broken) return &block->verdict;
  latchkey_verdict_free(&block->verdict);
  return NULL;
}

void latchkey_verdict_free(latchkey_verdict *verdict) {
  verdict_block *block = (verdict_block *)verdict;
  if (block == NULL) return;
  free(block->domains);
  free(block->features);
  free(block);
}
