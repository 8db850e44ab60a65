/* The command `latchkey`, in its parts. The options, the JSON and the exit codes are those of every host (hosts/node/help.ts). */
#ifndef LATCHKEY_COMMAND_H
#define LATCHKEY_COMMAND_H

#include <jansson.h>

#include "chars.h"
#include "latchkey-client.h"
#include "source.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_WRONG_USAGE = 2, EXIT_MACHINE = 3 };
enum { MOST_KEYS = 32 };

typedef struct {
  const char *command; /* NULL: none was given */
  const char *operand;
  const char *product, *label, *portal;
  char *config, *store, *to, *from; /* absolute */
  const char *keys[MOST_KEYS];
  size_t key_count;
  bool json, help, new_request, stick, yes, taken, show_values;
  int qr; /* 1 and 0 as it was said; -1: it was not */
} command_options;

/* False with a sentence when the command line makes no sense. */
bool parse_command_line(int count, char **words, command_options *options, char **wrong);
void free_options(command_options *options);

const char *help_for(const char *command);

/* What the command needs to be told: the product and whom to trust. There is no default for either. */
typedef struct {
  char *product;
  uint8_t public_keys[MOST_KEYS][32];
  size_t public_key_count;
} command_config;
bool read_config(const command_options *options, command_config *config, char **wrong);

/* Codes that travel as files. Each returns NULL with a sentence when it cannot be done. */
char *read_code_file(const char *path, size_t *length, char **wrong);
char *write_code_file(const char *folder, const char *product, const latchkey_spelled *spelled, const char *ending, char **wrong);
char **license_files_in(const char *folder, size_t *count, char **wrong);

/* Verdicts and machines in words. The sentences about licenses are the module's. */
void print_verdict(const latchkey_verdict *verdict);
void print_standing(const latchkey_standing *standing);
void print_row(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* NULL for an ordinary computer. */
char *nature_in_words(const latchkey_machine *machine);

/* Pictures for a phone. That of a link opens the portal, with the request where no server sees it. */
void print_picture(const char *code, bool on_terminal);
void print_picture_of_link(const char *link, bool on_terminal);

/* The address of the vendor's portal as links begin with it; NULL with a sentence when it is none. */
char *read_portal(const char *text, char **wrong);
/* What stands behind the # is never sent to a server. */
char *link_to(const char *portal, const char *code);

/* The verdict in the members that every host has; `with_witness` for the tests, which compare it as well. */
json_t *verdict_in_json(const latchkey_verdict *verdict, bool with_witness);
json_t *nature_in_json(const latchkey_machine *machine);
json_t *hex_in_json(const uint8_t *bytes, size_t length);
void put_place(json_t *record, uint32_t row, uint32_t group, int64_t offset);

/* Runs the command line on a machine; lk_this_machine() is this one. */
int run_command_line(int count, char **words, const lk_source *source);

#endif
