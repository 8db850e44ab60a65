#include "chars.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *lk_memory(size_t size) { return lk_more_memory(NULL, size); }

void *lk_more_memory(void *old, size_t size) {
  void *memory = realloc(old, size > 0 ? size : 1);
  if (memory == NULL) abort();
  if (old == NULL) memset(memory, 0, size);
  return memory;
}

char *lk_copy(const char *text) { return text == NULL ? NULL : lk_copy_part(text, strlen(text)); }

char *lk_copy_part(const char *text, size_t length) {
  char *copy = lk_memory(length + 1);
  memcpy(copy, text, length);
  copy[length] = 0;
  return copy;
}

static char *format_text(const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *text = lk_memory((size_t)length + 1);
  vsnprintf(text, (size_t)length + 1, format, arguments);
  return text;
}

char *lk_format(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = format_text(format, arguments);
  va_end(arguments);
  return text;
}

void lk_append(lk_chars *chars, const char *bytes, size_t length) {
  chars->data = lk_more_memory(chars->data, chars->length + length + 1);
  memcpy(chars->data + chars->length, bytes, length);
  chars->length += length;
  chars->data[chars->length] = 0;
}

void lk_append_format(lk_chars *chars, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = format_text(format, arguments);
  va_end(arguments);
  lk_append(chars, text, strlen(text));
  free(text);
}

static void append_symbol(lk_chars *chars, uint32_t symbol) {
  char bytes[4];
  size_t length = symbol < 0x80 ? 1 : symbol < 0x800 ? 2 : symbol < 0x10000 ? 3 : 4;
  static const uint8_t mark[5] = {0, 0, 0xc0, 0xe0, 0xf0};
  for (size_t i = length; i-- > 1; symbol >>= 6) bytes[i] = (char)(0x80 | (symbol & 0x3f));
  bytes[0] = (char)(mark[length] | symbol);
  lk_append(chars, bytes, length);
}

/* How many bytes at `bytes` are one symbol (positive) or the longest beginning of one, which is none (negative). */
static int symbol_at(const uint8_t *bytes, size_t length) {
  uint8_t lead = bytes[0], low = 0x80, high = 0xbf;
  int more = lead < 0x80 ? 0 : lead >= 0xc2 && lead <= 0xdf ? 1 : (lead & 0xf0) == 0xe0 ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : -1;
  if (more < 0) return -1;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  for (int i = 1; i <= more; i++) {
    if ((size_t)i >= length || bytes[i] < low || bytes[i] > high) return -i;
    low = 0x80;
    high = 0xbf;
  }
  return more + 1;
}

lk_chars lk_utf8(const uint8_t *bytes, size_t length) {
  lk_chars chars = {0};
  size_t at = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  lk_append(&chars, "", 0);
  while (at < length) {
    int size = symbol_at(bytes + at, length - at);
    if (size > 0) lk_append(&chars, (const char *)bytes + at, (size_t)size);
    else append_symbol(&chars, 0xfffd);
    at += (size_t)abs(size);
  }
  return chars;
}

lk_chars lk_utf8_from_utf16(const uint8_t *bytes, size_t length, bool big_endian) {
  lk_chars chars = {0};
  uint32_t high = 0;
  lk_append(&chars, "", 0);
  for (size_t at = 0; at + 1 < length; at += 2) {
    uint32_t unit = big_endian ? (uint32_t)(bytes[at] << 8 | bytes[at + 1]) : (uint32_t)(bytes[at + 1] << 8 | bytes[at]);
    if (at == 0 && unit == 0xfeff) continue;
    bool is_low = unit >= 0xdc00 && unit <= 0xdfff;
    if (high != 0 && is_low) {
      append_symbol(&chars, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
      high = 0;
      continue;
    }
    if (high != 0) append_symbol(&chars, 0xfffd);
    high = unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
    if (high == 0) append_symbol(&chars, is_low ? 0xfffd : unit);
  }
  if (high != 0 || length % 2 != 0) append_symbol(&chars, 0xfffd);
  return chars;
}

bool lk_starts_with(const char *text, const char *beginning) { return strncmp(text, beginning, strlen(beginning)) == 0; }

bool lk_ends_with_ignoring_case(const char *text, const char *ending) {
  size_t length = strlen(text), tail = strlen(ending);
  if (tail > length) return false;
  for (size_t i = 0; i < tail; i++)
    if (tolower((unsigned char)text[length - tail + i]) != ending[i]) return false;
  return true;
}

void lk_hex(const uint8_t *bytes, size_t length, char *text) {
  for (size_t i = 0; i < length; i++) snprintf(text + 2 * i, 3, "%02x", bytes[i]);
  text[2 * length] = 0;
}

bool lk_bytes_from_hex(const char *text, uint8_t *bytes, size_t length) {
  if (strlen(text) != 2 * length) return false;
  for (size_t i = 0; i < 2 * length; i++) {
    static const char digits[] = "0123456789abcdef";
    const char *digit = strchr(digits, tolower((unsigned char)text[i]));
    if (digit == NULL || *digit == 0) return false;
    bytes[i / 2] = (uint8_t)(bytes[i / 2] << 4 | (digit - digits));
  }
  return true;
}

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool lk_bytes_from_base64(const char *text, uint8_t *bytes, size_t length) {
  size_t symbols = strlen(text), made = 0;
  uint32_t bits = 0;
  int count = 0;
  while (symbols > 0 && text[symbols - 1] == '=') symbols--;
  for (size_t i = 0; i < symbols; i++) {
    char symbol = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    const char *digit = strchr(base64url, symbol);
    if (digit == NULL || *digit == 0) return false;
    bits = bits << 6 | (uint32_t)(digit - base64url);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    if (made == length) return false;
    bytes[made++] = (uint8_t)(bits >> count);
  }
  return made == length && count < 6;
}

char *lk_base64url(const uint8_t *bytes, size_t length) {
  char *text = lk_memory(length / 3 * 4 + 5);
  size_t made = 0;
  uint32_t bits = 0;
  int count = 0;
  for (size_t i = 0; i < length; i++) {
    bits = bits << 8 | bytes[i];
    for (count += 8; count >= 6; count -= 6) text[made++] = base64url[bits >> (count - 6) & 63];
  }
  if (count > 0) text[made++] = base64url[bits << (6 - count) & 63];
  return text;
}
