/* `latchkey install`: from a paste, a file, or a folder in which the code for this machine is found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"

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
    char *path = absolute_path(operand), *text = read_code_file(path, length, &desk->wrong);
    free(path);
    return text;
  }
  if (from_input || !isatty(STDIN_FILENO)) return read_input(false, length);
  puts("Paste the activation code, then an empty line:");
  return read_input(true, length);
}

/* One `.lic` file: its text, and what it would be worth here. */
typedef struct {
  char *text, *sentence;
  size_t length;
  bool accepted, signed_time;
  int64_t issued_at;
} tried_file;

static bool try_file(desk *desk, const char *path, tried_file *tried) {
  *tried = (tried_file){0};
  tried->text = read_code_file(path, &tried->length, &tried->sentence);
  if (tried->text == NULL) return true;
  latchkey_verdict *verdict;
  if (!latchkey_license_preview(desk->license, tried->text, tried->length, &verdict, &desk->fault)) return false;
  tried->sentence = lk_copy(verdict->sentence);
  tried->accepted = verdict->accepted;
  tried->signed_time = verdict->signed_time;
  tried->issued_at = verdict->accepted ? verdict->claims->issued_at : 0;
  latchkey_verdict_free(verdict);
  return true;
}

static bool is_better(const tried_file *one, const tried_file *other) {
  if (other == NULL || one->signed_time != other->signed_time) return other == NULL || one->signed_time;
  return one->issued_at > other->issued_at;
}

/* The code for this machine among the `.lic` files of a folder: the answer to the pending request, else the latest that is accepted.
 * NULL with `refused` when none is, and with the trouble otherwise. */
static char *find_code(desk *desk, size_t *length, bool *refused) {
  size_t count;
  char **paths = license_files_in(desk->options->from, &count, &desk->wrong);
  if (count == 0 && desk->wrong == NULL)
    desk->wrong = lk_format("There is no .lic file in %s; save it there from the portal.", desk->options->from);
  tried_file *tried = lk_memory(count * sizeof *tried);
  const tried_file *best = NULL;
  bool good = desk->wrong == NULL;
  size_t seen = 0;
  for (; seen < count && good; seen++) {
    good = try_file(desk, paths[seen], &tried[seen]);
    if (good && tried[seen].accepted && is_better(&tried[seen], best)) best = &tried[seen];
  }
  *refused = good && best == NULL;
  if (*refused) fputs("None of these codes is accepted on this machine:\n", stderr);
  for (size_t i = 0; i < seen && *refused; i++) fprintf(stderr, "  %s: %s\n", paths[i], tried[i].sentence);
  char *text = best == NULL ? NULL : lk_copy_part(best->text, best->length);
  *length = best == NULL ? 0 : best->length;
  for (size_t i = 0; i < count; i++) {
    if (i < seen) free(tried[i].text), free(tried[i].sentence);
    free(paths[i]);
  }
  free(tried);
  free(paths);
  return text;
}

int install_command(desk *desk) {
  size_t length = 0;
  bool refused = false, installed;
  latchkey_verdict *verdict;
  char *text = desk->options->from != NULL ? find_code(desk, &length, &refused) : read_code(desk, &length);
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
