/* Codes that travel as files: on a stick, in a download folder, out of a mail program. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "folder.h"
#include "seal.h"

/* The module reads 16 KiB; a file may have that in UTF-16, and words of people around it. */
enum { LONGEST_FILE_BYTES = 65536, MOST_FILES = 200 };

static const char *trouble_of(int error) {
  switch (error) {
    case ENOENT:
      return "is not there; is the stick plugged in, and the name right?";
    case ENOTDIR:
      return "is no folder.";
    case EROFS:
      return "is read-only; use another stick, or unlock this one.";
    case EACCES:
    case EPERM:
      return "may not be used by this user; check its permissions.";
    case ENOSPC:
      return "is full; make room and try again.";
    default:
      return "cannot be used: the system says that it failed.";
  }
}

/* Why this is no file with a code; NULL when it may be one. */
static char *objection(const char *path, const struct stat *state) {
  if (S_ISDIR(state->st_mode)) return lk_format("%s is a folder; to look for a code in it: install --from %s", path, path);
  if (!S_ISREG(state->st_mode)) return lk_format("%s is no file with a code.", path);
  if (state->st_size > LONGEST_FILE_BYTES) return lk_format("%s is too large to be a code; choose the .lic file.", path);
  if (state->st_size == 0) return lk_format("%s is empty; copy the file again.", path);
  return NULL;
}

/* UTF-16 with its mark, as Windows' editors write it, is text too. */
static lk_chars text_of(const uint8_t *bytes, size_t length) {
  if (length >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe) return lk_utf8_from_utf16(bytes, length, false);
  if (length >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff) return lk_utf8_from_utf16(bytes, length, true);
  return lk_utf8(bytes, length);
}

char *read_code_file(const char *path, size_t *length, char **wrong) {
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct stat state;
  if (file < 0 || fstat(file, &state) != 0) {
    *wrong = lk_format("%s %s", path, trouble_of(errno));
    if (file >= 0) close(file);
    return NULL;
  }
  uint8_t *bytes = lk_memory(LONGEST_FILE_BYTES);
  size_t count = 0;
  ssize_t more = 0;
  *wrong = objection(path, &state);
  while (*wrong == NULL && count < LONGEST_FILE_BYTES && (more = read(file, bytes + count, LONGEST_FILE_BYTES - count)) > 0)
    count += (size_t)more;
  if (more < 0) *wrong = lk_format("%s %s", path, trouble_of(errno));
  close(file);
  lk_chars text = *wrong == NULL ? text_of(bytes, count) : (lk_chars){0};
  free(bytes);
  *length = text.length;
  return text.data;
}

/* A name that says which machine and which request, so that several share a stick. */
static char *file_name(const char *product, const char *code, const char *ending) {
  char *folder = lk_state_folder(product), digest_text[65];
  uint8_t digest[32];
  lk_sha256(code, strlen(code), digest);
  lk_hex(digest, sizeof digest, digest_text);
  /* The product as a name for files is the folder's, without its digest. */
  char *last = folder == NULL ? lk_copy("license-00000000") : lk_copy(strrchr(folder, '/') + 1);
  last[strlen(last) - 9] = 0;
  char *name = lk_format("%s-%.8s.%s", last, digest_text, ending);
  free(folder);
  free(last);
  return name;
}

/* Whole or not at all, and on the stick when this returns. */
char *write_code_file(const char *folder, const char *product, const latchkey_spelled *spelled, const char *ending, char **wrong) {
  struct stat state;
  if (stat(folder, &state) != 0) return *wrong = lk_format("%s %s", folder, trouble_of(errno)), NULL;
  if (!S_ISDIR(state.st_mode)) return *wrong = lk_format("%s is no folder.", folder), NULL;
  char *name = file_name(product, spelled->code, ending), *temporary = lk_format("%s.tmp", name);
  char *path = lk_format("%s/%s", folder, name), *aside = lk_format("%s/%s", folder, temporary);
  unlink(aside);
  FILE *file = fopen(aside, "wx");
  bool written = file != NULL && fputs(spelled->file, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
  int error = errno;
  if (file != NULL && fclose(file) != 0) written = false;
  if (written && rename(aside, path) != 0) written = false, error = errno;
  if (!written) *wrong = lk_format("%s %s", folder, trouble_of(error));
  free(name);
  free(temporary);
  free(aside);
  if (written) return path;
  free(path);
  return NULL;
}

static int by_alphabet(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* macOS leaves `._name.lic` beside every file on foreign sticks. */
static bool is_license_file(const char *name) { return lk_ends_with_ignoring_case(name, ".lic") && !lk_starts_with(name, "._"); }

/* Adds the license files of one folder in their order; its folders go to `below` where that is given. Links are not followed: a stick is not
 * asked to lead us elsewhere. */
static bool list_folder(const char *folder, char ***files, size_t *count, char ***below, size_t *below_count) {
  DIR *entries = opendir(folder);
  size_t first = *count;
  if (entries == NULL) return false;
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    char *path = lk_format("%s/%s", folder, entry->d_name);
    struct stat state;
    bool there = entry->d_name[0] != 0 && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && lstat(path, &state) == 0;
    if (there && S_ISREG(state.st_mode) && is_license_file(entry->d_name)) {
      *files = lk_more_memory(*files, (*count + 1) * sizeof **files);
      (*files)[(*count)++] = path;
    } else if (there && below != NULL && S_ISDIR(state.st_mode) && *below_count < MOST_FILES) {
      *below = lk_more_memory(*below, (*below_count + 1) * sizeof **below);
      (*below)[(*below_count)++] = path;
    } else {
      free(path);
    }
  }
  closedir(entries);
  if (*count > first) qsort(*files + first, *count - first, sizeof **files, by_alphabet);
  return true;
}

char **license_files_in(const char *folder, size_t *count, char **wrong) {
  char **files = NULL, **below = NULL;
  size_t below_count = 0;
  *count = 0;
  if (!list_folder(folder, &files, count, &below, &below_count)) *wrong = lk_format("%s %s", folder, trouble_of(errno));
  if (below_count > 0) qsort(below, below_count, sizeof *below, by_alphabet);
  for (size_t i = 0; i < below_count; i++) {
    /* A folder on the stick that may not be opened hides nothing that was meant for us. */
    list_folder(below[i], &files, count, NULL, NULL);
    free(below[i]);
  }
  free(below);
  while (*count > MOST_FILES) free(files[--*count]);
  return files;
}
