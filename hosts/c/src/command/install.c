/* `latchkey install`: from a paste, a file, or folders in which the code for this machine is found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "drives.h"
#include "folder.h"

/* Standard input to its end or, from a person, to an empty line or the end of a code's block. */
static char *read_input(bool pasted, size_t *length) {
  lk_chars text = {0};
  char *line = NULL;
  size_t size = 0;
  ssize_t count;
  lk_append(&text, "", 0);
  while ((count = getline(&line, &size, stdin)) >= 0) {
    bool blank = strspn(line, " \t\r\n") == strlen(line);
    if (pasted && blank && text.length > 0) break;
    if (!(pasted && blank)) lk_append(&text, line, (size_t)count);
    if (pasted && strstr(line, "-----END LATCHKEY") != NULL) break;
  }
  free(line);
  *length = text.length;
  return text.data;
}

static char *read_code(desk *desk, size_t *length) {
  const char *operand = desk->options->operand;
  bool from_input = operand != NULL && strcmp(operand, "-") == 0;
  if (operand != NULL && !from_input) {
    char *path = lk_absolute_path(operand), *text = read_code_file(path, length, &desk->wrong);
    free(path);
    return text;
  }
  if (from_input || !isatty(STDIN_FILENO)) return read_input(false, length);
  puts("Paste the activation code, then an empty line:");
  return read_input(true, length);
}

/* The code on a stick or in a folder; NULL with `refused` when none there is accepted, and with what is wrong otherwise. */
static char *code_in_folders(desk *desk, size_t *length, bool *refused) {
  if (desk->options->from != NULL) return find_code(desk, &desk->options->from, 1, length, refused);
  size_t count;
  char **sticks = lk_removable_drives(desk->source, &count), *text = NULL;
  if (count == 0) desk->wrong = lk_copy("No removable drive is plugged in; or name a folder: install --from FOLDER");
  else text = find_code(desk, sticks, count, length, refused);
  for (size_t i = 0; i < count; i++) free(sticks[i]);
  free(sticks);
  return text;
}

int install_command(desk *desk) {
  size_t length = 0;
  bool refused = false, installed;
  latchkey_verdict *verdict;
  char *text = desk->options->from != NULL || desk->options->stick ? code_in_folders(desk, &length, &refused) : read_code(desk, &length);
  if (refused) return EXIT_REFUSED;
  if (text != NULL && strspn(text, " \t\r\n") == length) desk->wrong = lk_copy("No code was given; paste it, or name its file.");
  bool done = desk->wrong == NULL && text != NULL && latchkey_license_install(desk->license, text, length, &installed, &verdict, &desk->fault);
  free(text);
  if (!done) return fail(desk);
  if (desk->options->json) {
    json_t *json = json_object(), *rest = verdict_in_json(verdict, false);
    json_object_set_new(json, "installed", json_boolean(installed));
    json_object_update(json, rest);
    json_decref(rest);
    print_json(json);
  } else {
    puts(installed ? "Installed." : "Not installed; nothing has changed.");
    print_verdict(verdict);
  }
  latchkey_verdict_free(verdict);
  return installed ? EXIT_DONE : EXIT_REFUSED;
}
