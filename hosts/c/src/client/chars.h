/* Growing text. Memory that is not there ends the program: what is built here is small, and half a text is worse than none. */
#ifndef LATCHKEY_CHARS_H
#define LATCHKEY_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  char *data; /* always ends in a zero byte that is not counted */
  size_t length;
} lk_chars;

void *lk_memory(size_t size);
void *lk_more_memory(void *old, size_t size);
char *lk_copy(const char *text);
char *lk_copy_part(const char *text, size_t length);
char *lk_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

void lk_append(lk_chars *chars, const char *bytes, size_t length);
void lk_append_format(lk_chars *chars, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* UTF-8 in which whatever is none was replaced, as every host does it: one U+FFFD for each longest beginning of a symbol; no byte order mark. */
lk_chars lk_utf8(const uint8_t *bytes, size_t length);
/* The same from UTF-16. */
lk_chars lk_utf8_from_utf16(const uint8_t *bytes, size_t length, bool big_endian);

bool lk_starts_with(const char *text, const char *beginning);
bool lk_ends_with_ignoring_case(const char *text, const char *ending);

void lk_hex(const uint8_t *bytes, size_t length, char *text);
/* 64 hexadecimal digits, or base64 or base64url of exactly `length` bytes. */
bool lk_bytes_from_hex(const char *text, uint8_t *bytes, size_t length);
bool lk_bytes_from_base64(const char *text, uint8_t *bytes, size_t length);
char *lk_base64url(const uint8_t *bytes, size_t length);

#endif
