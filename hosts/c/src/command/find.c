/* `latchkey install --from` and `--stick`: which of the files in folders has the code for this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

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

/* The license files in all the folders; with what is wrong when a folder cannot be read, or when there are none. */
static char **license_files_in_all(desk *desk, char *const *folders, size_t folder_count, size_t *count) {
  char **all = NULL;
  lk_chars names = {0};
  *count = 0;
  for (size_t i = 0; i < folder_count && desk->wrong == NULL; i++) {
    size_t more;
    char **files = license_files_in(folders[i], &more, &desk->wrong);
    all = lk_more_memory(all, (*count + more) * sizeof *all);
    if (more > 0) memcpy(all + *count, files, more * sizeof *all);
    *count += more;
    free(files);
    lk_append_format(&names, "%s%s", i > 0 ? ", " : "", folders[i]);
  }
  if (*count == 0 && desk->wrong == NULL) desk->wrong = lk_format("There is no .lic file in %s; save it there from the portal.", names.data);
  free(names.data);
  return all;
}

static void complain_of_all(char *const *paths, const tried_file *tried, size_t count) {
  fputs("None of these codes is accepted on this machine:\n", stderr);
  for (size_t i = 0; i < count; i++) fprintf(stderr, "  %s: %s\n", paths[i], tried[i].sentence);
}

char *find_code(desk *desk, char *const *folders, size_t folder_count, size_t *length, bool *refused) {
  size_t count, seen = 0;
  char **paths = license_files_in_all(desk, folders, folder_count, &count);
  tried_file *tried = lk_memory(count * sizeof *tried);
  const tried_file *best = NULL;
  bool good = desk->wrong == NULL;
  for (; seen < count && good; seen++) {
    good = try_file(desk, paths[seen], &tried[seen]);
    if (good && tried[seen].accepted && is_better(&tried[seen], best)) best = &tried[seen];
  }
  *refused = good && best == NULL;
  if (*refused) complain_of_all(paths, tried, seen);
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
