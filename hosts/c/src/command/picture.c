/* A code as a picture on a terminal: QR, two rows of it in one line of text. */
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

enum { BORDER = 2 };

static bool is_dark(const QRcode *picture, int x, int y) {
  bool inside = x >= 0 && y >= 0 && x < picture->width && y < picture->width;
  return inside && (picture->data[y * picture->width + x] & 1) != 0;
}

/* Codes without dashes are alphanumeric, for which QR has a shorter form. */
static char *without_dashes(const char *code) {
  lk_chars symbols = {0};
  lk_append(&symbols, "", 0);
  for (const char *c = code; *c != 0; c++)
    if (*c != '-') lk_append(&symbols, c, 1);
  return symbols.data;
}

/* `on_terminal` sets its own colors, since a picture in light symbols on a dark ground is read by few phones. */
static void draw(const char *symbols, QRecLevel level, bool on_terminal) {
  QRcode *picture = QRcode_encodeString(symbols, 0, level, QR_MODE_8, 1);
  if (picture == NULL) return;
  for (int y = -BORDER; y < picture->width + BORDER; y += 2) {
    if (on_terminal) fputs("\033[38;5;16;48;5;231m", stdout);
    for (int x = -BORDER; x < picture->width + BORDER; x++) {
      bool upper = is_dark(picture, x, y), lower = is_dark(picture, x, y + 1);
      fputs(upper ? (lower ? "█" : "▀") : (lower ? "▄" : " "), stdout);
    }
    fputs(on_terminal ? "\033[0m\n" : "\n", stdout);
  }
  putchar('\n');
  QRcode_free(picture);
}

void print_picture(const char *code, bool on_terminal) {
  char *symbols = without_dashes(code);
  draw(symbols, QR_ECLEVEL_M, on_terminal);
  free(symbols);
}

void print_picture_of_link(const char *link, bool on_terminal) { draw(link, QR_ECLEVEL_L, on_terminal); }

char *link_to(const char *portal, const char *code) {
  char *symbols = without_dashes(code), *link = lk_format("%s#%s", portal, symbols);
  free(symbols);
  return link;
}
