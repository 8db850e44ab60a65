/* The command line of `latchkey`. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "folder.h"

typedef struct {
  const char *name;
  const char *commands; /* which commands know it; NULL: all of them */
} known_option;

static const known_option known_options[] = {
    {"product", NULL}, {"key", NULL},        {"config", NULL},     {"store", NULL},    {"json", NULL},
    {"help", NULL},    {"to", "request release"}, {"label", "request"}, {"new", "request"}, {"qr", "request release"},
    {"no-qr", "request release"}, {"portal", "request"}, {"from", "install"}, {"stick", "install"},
    {"yes", "release"},    {"taken", "release"},  {"show-values", "components"},
};

static const char *const commands[] = {"request", "install", "status", "release", "components"};

/* The place of a flag; NULL for an option that takes a value or does not exist. */
static bool *flag_of(command_options *options, const char *name) {
  if (strcmp(name, "json") == 0) return &options->json;
  if (strcmp(name, "help") == 0) return &options->help;
  if (strcmp(name, "new") == 0) return &options->new_request;
  if (strcmp(name, "stick") == 0) return &options->stick;
  if (strcmp(name, "yes") == 0) return &options->yes;
  if (strcmp(name, "taken") == 0) return &options->taken;
  if (strcmp(name, "show-values") == 0) return &options->show_values;
  return NULL;
}

static const char **text_of(command_options *options, const char *name) {
  if (strcmp(name, "product") == 0) return &options->product;
  if (strcmp(name, "label") == 0) return &options->label;
  if (strcmp(name, "portal") == 0) return &options->portal;
  return NULL;
}

static char **path_of(command_options *options, const char *name) {
  if (strcmp(name, "config") == 0) return &options->config;
  if (strcmp(name, "store") == 0) return &options->store;
  if (strcmp(name, "to") == 0) return &options->to;
  if (strcmp(name, "from") == 0) return &options->from;
  return NULL;
}

void free_options(command_options *options) {
  free(options->config);
  free(options->store);
  free(options->to);
  free(options->from);
}

static const known_option *find_option(const char *name) {
  for (size_t i = 0; i < sizeof known_options / sizeof *known_options; i++)
    if (strcmp(known_options[i].name, name) == 0) return &known_options[i];
  return NULL;
}

static bool set_value(command_options *options, const char *name, const char *value, char **wrong) {
  const char **text = text_of(options, name);
  char **path = path_of(options, name);
  if (text != NULL) *text = value;
  else if (path != NULL) free(*path), *path = lk_absolute_path(value);
  else if (options->key_count < MOST_KEYS) options->keys[options->key_count++] = value;
  else return *wrong = lk_format("At most %d keys can be trusted.", MOST_KEYS), false;
  return true;
}

/* Takes one option, and its value from the next word when it has none behind an equals sign. `used` counts the words. */
static bool take_option(int count, char **words, command_options *options, int *used, char **wrong) {
  const char *word = words[0] + 2, *equals = strchr(word, '=');
  char *name = lk_copy_part(word, equals == NULL ? strlen(word) : (size_t)(equals - word));
  bool *flag = flag_of(options, name), good = false;
  bool qr = strcmp(name, "qr") == 0 || strcmp(name, "no-qr") == 0;
  *used = 1;
  if (find_option(name) == NULL) {
    *wrong = lk_format("Unknown option '--%s'.", name);
  } else if (flag != NULL || qr) {
    if (equals != NULL) *wrong = lk_format("Option '--%s' does not take a value.", name);
    else if (qr) options->qr = strcmp(name, "qr") == 0;
    else *flag = true;
    good = equals == NULL;
  } else if (equals != NULL) {
    good = set_value(options, name, equals + 1, wrong);
  } else if (count > 1 && words[1][0] != '-') {
    *used = 2;
    good = set_value(options, name, words[1], wrong);
  } else {
    *wrong = lk_format("Option '--%s' needs a value behind it.", name);
  }
  free(name);
  return good;
}

static bool is_command(const char *word) {
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    if (strcmp(commands[i], word) == 0) return true;
  return false;
}

/* The first option that was given and that the command does not know. */
static const char *stranger(const command_options *options) {
  const struct {
    const char *name;
    bool given;
  } given[] = {{"to", options->to != NULL},         {"label", options->label != NULL}, {"new", options->new_request},
               {"qr", options->qr >= 0},            {"from", options->from != NULL},   {"yes", options->yes},
               {"portal", options->portal != NULL}, {"stick", options->stick},         {"taken", options->taken},
               {"show-values", options->show_values}};
  for (size_t i = 0; i < sizeof given / sizeof *given; i++)
    if (given[i].given && strstr(find_option(given[i].name)->commands, options->command) == NULL) return given[i].name;
  return NULL;
}

static bool makes_sense(const command_options *options, const char *too_much, char **wrong) {
  if (options->command == NULL) return true;
  if (!is_command(options->command)) *wrong = lk_format("There is no command \"%s\".", options->command);
  else if (options->help) return true;
  else if (stranger(options) != NULL) *wrong = lk_format("\"%s\" has no option --%s.", options->command, stranger(options));
  else if (options->operand != NULL && strcmp(options->command, "install") != 0) *wrong = lk_format("\"%s\" is too much.", options->operand);
  else if (too_much != NULL) *wrong = lk_format("\"%s\" is too much.", too_much);
  else if ((options->from != NULL) + options->stick + (options->operand != NULL) > 1)
    *wrong = lk_copy("Either a file, or --from FOLDER, or --stick, and only one of them.");
  else if (options->taken && (options->yes || options->to != NULL))
    *wrong = lk_copy("--taken stands alone: it says that the portal has the receipt.");
  return *wrong == NULL;
}

bool parse_command_line(int count, char **words, command_options *options, char **wrong) {
  const char *too_much = NULL;
  bool only_operands = false;
  *options = (command_options){.qr = -1};
  *wrong = NULL;
  for (int i = 0, used = 1; i < count; i += used) {
    used = 1;
    if (!only_operands && strcmp(words[i], "--") == 0) only_operands = true;
    else if (!only_operands && strcmp(words[i], "-h") == 0) options->help = true;
    else if (!only_operands && lk_starts_with(words[i], "--")) {
      if (!take_option(count - i, words + i, options, &used, wrong)) return false;
    } else if (!only_operands && words[i][0] == '-' && words[i][1] != 0) {
      *wrong = lk_format("Unknown option '%s'.", words[i]);
      return false;
    } else if (options->command == NULL) options->command = words[i];
    else if (options->operand == NULL) options->operand = words[i];
    else too_much = words[i];
  }
  return makes_sense(options, too_much, wrong);
}
