/* Records as docs/abi.md draws them: little-endian, unaligned, `data` behind a u32 length. */
#ifndef LATCHKEY_RECORD_H
#define LATCHKEY_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes into the module's input area; what does not fit sets `full` and is not written. */
typedef struct {
  uint8_t *area;
  size_t capacity, length;
  bool full;
} record_writer;

void lk_write_u32(record_writer *record, uint32_t value);
void lk_write_f64(record_writer *record, double value);
/* Exactly `length` bytes; zeros when `bytes` is NULL. */
void lk_write_bytes(record_writer *record, const uint8_t *bytes, size_t length);
void lk_write_data(record_writer *record, const void *bytes, size_t length);
/* NULL is the empty text. */
void lk_write_text(record_writer *record, const char *text);

/* Reads a copy of an output record. What goes beyond its end sets `broken` and reads as nothing. */
typedef struct {
  uint8_t *bytes;
  size_t length, at;
  bool broken;
} record_reader;

uint32_t lk_read_u32(record_reader *record);
int64_t lk_read_i64(record_reader *record);
void lk_read_bytes(record_reader *record, uint8_t *bytes, size_t length);
/* Both point into the record. */
const uint8_t *lk_read_data(record_reader *record, uint32_t *length);
/* A text ends in a zero byte, which none has within. */
const char *lk_read_text(record_reader *record);

#endif
