#ifndef LATCHKEY_COMMANDS_H
#define LATCHKEY_COMMANDS_H

#include "command.h"

/* Everything that a command works with. `wrong` is what cannot be done on this machine. */
typedef struct {
  const command_options *options;
  latchkey_license *license;
  const char *product;
  latchkey_fault fault;
  char *wrong;
} desk;

void print_json(json_t *json);
int complain(const char *sentence, int code);
/* Says what is wrong, and which exit code that has. */
int fail(desk *desk);

int install_command(desk *desk);
int components_command(desk *desk);

#endif
