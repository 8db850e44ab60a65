#include "record.h"

#include <string.h>

static uint8_t *claim(record_writer *record, size_t length) {
  if (record->full || length > record->capacity - record->length) {
    record->full = true;
    return NULL;
  }
  record->length += length;
  return record->area + record->length - length;
}

static void write_little_endian(record_writer *record, uint64_t value, size_t length) {
  uint8_t *at = claim(record, length);
  for (size_t i = 0; at != NULL && i < length; i++) at[i] = (uint8_t)(value >> (8 * i));
}

void lk_write_u32(record_writer *record, uint32_t value) { write_little_endian(record, value, 4); }

void lk_write_f64(record_writer *record, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  write_little_endian(record, bits, 8);
}

void lk_write_bytes(record_writer *record, const uint8_t *bytes, size_t length) {
  uint8_t *at = claim(record, length);
  if (at == NULL) return;
  if (bytes == NULL) memset(at, 0, length);
  else memcpy(at, bytes, length);
}

void lk_write_data(record_writer *record, const void *bytes, size_t length) {
  lk_write_u32(record, (uint32_t)length);
  if (length > 0) lk_write_bytes(record, bytes, length);
}

void lk_write_text(record_writer *record, const char *text) { lk_write_data(record, text, text == NULL ? 0 : strlen(text)); }

static uint8_t *take(record_reader *record, size_t length) {
  if (record->broken || length > record->length - record->at) {
    record->broken = true;
    return NULL;
  }
  record->at += length;
  return record->bytes + record->at - length;
}

static uint64_t read_little_endian(record_reader *record, size_t length) {
  const uint8_t *at = take(record, length);
  uint64_t value = 0;
  for (size_t i = 0; at != NULL && i < length; i++) value |= (uint64_t)at[i] << (8 * i);
  return value;
}

uint32_t lk_read_u32(record_reader *record) { return (uint32_t)read_little_endian(record, 4); }

int64_t lk_read_i64(record_reader *record) { return (int64_t)read_little_endian(record, 8); }

void lk_read_bytes(record_reader *record, uint8_t *bytes, size_t length) {
  const uint8_t *at = take(record, length);
  if (at == NULL) memset(bytes, 0, length);
  else memcpy(bytes, at, length);
}

const uint8_t *lk_read_data(record_reader *record, uint32_t *length) {
  *length = lk_read_u32(record);
  const uint8_t *at = take(record, *length);
  if (at == NULL) *length = 0;
  return at;
}

const char *lk_read_text(record_reader *record) {
  uint32_t length;
  const uint8_t *at = lk_read_data(record, &length);
  if (at == NULL) return "";
  /* The text moves to where its length stood, so that its end is ours to mark. */
  uint8_t *text = record->bytes + (at - record->bytes) - 4;
  memmove(text, at, length);
  text[length] = 0;
  return (const char *)text;
}
