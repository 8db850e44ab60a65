#include "source.h"

#include "clock.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Kernel files are short; what is longer is not what we are looking for. */
enum { LONGEST_FILE_BYTES = 65536, LONGEST_OUTPUT_BYTES = 1048576, PATIENCE_SECONDS = 20 };

char *lk_source_read(const lk_source *source, const char *path, size_t *length) {
  char *full = lk_format("%s%s", source->root, path);
  /* O_NONBLOCK: a named pipe in the place of a file must not make us wait for a writer. */
  int file = open(full, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  free(full);
  if (file < 0) return NULL;
  uint8_t *bytes = lk_memory(LONGEST_FILE_BYTES);
  size_t count = 0;
  ssize_t more = 0;
  while (count < LONGEST_FILE_BYTES && (more = read(file, bytes + count, LONGEST_FILE_BYTES - count)) > 0) count += (size_t)more;
  close(file);
  lk_chars chars = more < 0 ? (lk_chars){0} : lk_utf8(bytes, count);
  free(bytes);
  if (length != NULL) *length = chars.length;
  return chars.data;
}

static int by_alphabet(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

char **lk_source_list(const lk_source *source, const char *folder, size_t *count) {
  char *full = lk_format("%s%s", source->root, folder);
  DIR *entries = opendir(full);
  char **names = NULL;
  free(full);
  *count = 0;
  for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    names = lk_more_memory(names, (*count + 1) * sizeof *names);
    names[(*count)++] = lk_copy(entry->d_name);
  }
  if (entries != NULL) closedir(entries);
  if (*count > 0) qsort(names, *count, sizeof *names, by_alphabet);
  return names;
}

char *lk_source_resolve(const lk_source *source, const char *path) {
  char *full = lk_format("%s%s", source->root, path);
  char *resolved = realpath(full, NULL);
  char *root = realpath(source->root[0] == 0 ? "/" : source->root, NULL);
  char *inside = NULL;
  if (resolved != NULL && root != NULL) {
    size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    bool below = strncmp(resolved, root, length) == 0 && (resolved[length] == '/' || resolved[length] == 0);
    if (below) inside = lk_copy(resolved + length);
  }
  free(full);
  free(resolved);
  free(root);
  return inside;
}

static char *read_output(int pipe, pid_t child) {
  uint8_t *bytes = lk_memory(LONGEST_OUTPUT_BYTES);
  size_t count = 0;
  double end = lk_monotonic_seconds() + PATIENCE_SECONDS;
  bool complete = false;
  while (count < LONGEST_OUTPUT_BYTES) {
    struct pollfd ready = {.fd = pipe, .events = POLLIN};
    if (poll(&ready, 1, 1000) < 0 || lk_monotonic_seconds() > end) break;
    if (ready.revents == 0) continue;
    ssize_t more = read(pipe, bytes + count, LONGEST_OUTPUT_BYTES - count);
    complete = more == 0;
    if (more <= 0) break;
    count += (size_t)more;
  }
  if (!complete) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  lk_chars chars = {0};
  if (complete && WIFEXITED(status) && WEXITSTATUS(status) == 0) chars = lk_utf8(bytes, count);
  free(bytes);
  return chars.data;
}

/* Full paths, so that a program of the same name in somebody's PATH is never run. */
static char *run_command(const void *context, const char *command, const char *const *arguments) {
  char *path = lk_format("/usr/sbin/%s", command);
  char *full[16] = {path};
  int ends[2];
  pid_t child;
  char *output = NULL;
  for (size_t i = 0; i < 14 && arguments[i] != NULL; i++) full[i + 1] = (char *)(uintptr_t)arguments[i];
  if (pipe(ends) == 0) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    bool started = posix_spawn(&child, path, &actions, NULL, full, environ) == 0;
    close(ends[1]);
    if (started) output = read_output(ends[0], child);
    close(ends[0]);
    posix_spawn_file_actions_destroy(&actions);
  }
  free(path);
  return output;
}

lk_source lk_this_machine(void) {
#if defined(__APPLE__)
  const char *platform = "darwin";
#elif defined(__linux__)
  const char *platform = "linux";
#else
  const char *platform = "unknown";
#endif
  return (lk_source){platform, "", run_command, NULL};
}
