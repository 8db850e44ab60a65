#include "folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seal.h"

enum { OWNER_ONLY_FOLDER = 0700, OWNER_ONLY_FILE = 0600, OTHERS = 0077 };
/* A record has a few kilobytes; what is longer was not written by us. */
enum { LONGEST_FILE_BYTES = 262144 };

static const char *home_folder(void) {
  const char *home = getenv("HOME");
  if (home != NULL && home[0] != 0) return home;
  const struct passwd *user = getpwuid(getuid());
  return user == NULL ? NULL : user->pw_dir;
}

static char *state_root(void) {
  const char *home = home_folder();
#ifdef __APPLE__
  return home == NULL ? NULL : lk_format("%s/Library/Application Support/Latchkey", home);
#else
  /* XDG Base Directory Specification: a relative path is invalid and ignored. */
  const char *state = getenv("XDG_STATE_HOME");
  if (state != NULL && state[0] == '/') return lk_format("%s/latchkey", state);
  return home == NULL ? NULL : lk_format("%s/.local/state/latchkey", home);
#endif
}

char *lk_state_folder(const char *product) {
  char *root = state_root(), name[33], digest_text[65];
  uint8_t digest[32];
  size_t length = 0;
  if (root == NULL) return NULL;
  for (const char *c = product; *c != 0 && length < 32; c++) {
    bool plain = (*c & 0x80) == 0 && (isalnum((unsigned char)*c) || *c == '.' || *c == '-');
    if (plain) name[length++] = *c;
    else if (c == product || name[length - 1] != '_' || length == 0) name[length++] = '_';
  }
  name[length] = 0;
  lk_sha256(product, strlen(product), digest);
  lk_hex(digest, sizeof digest, digest_text);
  char *folder = lk_format("%s/%s-%.8s", root, name, digest_text);
  free(root);
  return folder;
}

char *lk_absolute_path(const char *path) {
  char *folder = path[0] == '/' ? NULL : getcwd(NULL, 0);
  char *rest = lk_format("%s/%s", folder == NULL ? "" : folder, path), *kept = NULL;
  lk_chars absolute = {0};
  for (char *part = strtok_r(rest, "/", &kept); part != NULL; part = strtok_r(NULL, "/", &kept)) {
    if (strcmp(part, ".") == 0) continue;
    if (strcmp(part, "..") != 0) {
      lk_append_format(&absolute, "/%s", part);
    } else if (absolute.length > 0) {
      absolute.length = (size_t)(strrchr(absolute.data, '/') - absolute.data);
      absolute.data[absolute.length] = 0;
    }
  }
  free(folder);
  free(rest);
  if (absolute.length > 0) return absolute.data;
  free(absolute.data);
  return lk_copy("/");
}

int lk_folder_prepare(const char *folder) {
  char *path = lk_copy(folder);
  int error = 0;
  for (char *at = path + 1; error == 0; at++) {
    if (*at != '/' && *at != 0) continue;
    char kept = *at;
    *at = 0;
    struct stat there;
    if (mkdir(path, OWNER_ONLY_FOLDER) != 0 && errno != EEXIST) error = stat(path, &there) == 0 ? 0 : errno;
    *at = kept;
    if (kept == 0) break;
  }
  free(path);
  struct stat state;
  if (error != 0) return error;
  if (stat(folder, &state) != 0) return errno;
  if (!S_ISDIR(state.st_mode)) return ENOTDIR;
  /* Where permissions cannot be changed, on a read-only disk or a stick without any, a customer's license is read all the same. */
  if ((state.st_mode & OTHERS) != 0) (void)!chmod(folder, OWNER_ONLY_FOLDER);
  return 0;
}

static char *path_of(const char *folder, const char *name) { return lk_format("%s/%s", folder, name); }

static int read_open_file(int file, lk_chars *bytes) {
  struct stat state;
  if (fstat(file, &state) != 0) return errno;
  lk_append(bytes, "", 0);
  if (!S_ISREG(state.st_mode) || state.st_size > LONGEST_FILE_BYTES) return 0;
  if ((state.st_mode & OTHERS) != 0 && state.st_uid == getuid()) (void)!fchmod(file, OWNER_ONLY_FILE); /* as above */
  char part[4096];
  ssize_t count;
  while ((count = read(file, part, sizeof part)) > 0 && bytes->length <= LONGEST_FILE_BYTES) lk_append(bytes, part, (size_t)count);
  return count < 0 ? errno : 0;
}

int lk_folder_read(const char *folder, const char *name, lk_chars *bytes) {
  char *path = path_of(folder, name);
  int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), error = file < 0 ? errno : 0;
  *bytes = (lk_chars){0};
  if (error == ELOOP) { /* a link: none of our files, and thus damage */
    lk_append(bytes, "", 0);
    error = 0;
  } else if (error == 0) {
    error = read_open_file(file, bytes);
  }
  if (file >= 0) close(file);
  free(path);
  return error;
}

static int write_whole(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(file, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 ? EIO : errno;
    bytes += count;
    length -= (size_t)count;
  }
  return fsync(file) == 0 ? 0 : errno;
}

int lk_folder_create(const char *folder, const char *name, const void *bytes, size_t length) {
  char *path = path_of(folder, name);
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_ONLY_FILE), error = file < 0 ? errno : 0;
  free(path);
  if (error != 0) return error;
  error = write_whole(file, bytes, length);
  if (close(file) != 0 && error == 0) error = errno;
  return error;
}

static int sync_folder(const char *folder) {
  int file = open(folder, O_RDONLY | O_CLOEXEC), error = file < 0 ? errno : 0;
  if (error == 0 && fsync(file) != 0) error = errno;
  if (file >= 0) close(file);
  return error;
}

int lk_folder_rename(const char *folder, const char *from, const char *to) {
  char *old_path = path_of(folder, from), *new_path = path_of(folder, to);
  int error = rename(old_path, new_path) == 0 ? 0 : errno;
  free(old_path);
  free(new_path);
  return error == 0 ? sync_folder(folder) : error;
}

int lk_folder_remove(const char *folder, const char *name) {
  char *path = path_of(folder, name);
  int error = unlink(path) == 0 || errno == ENOENT ? 0 : errno;
  free(path);
  return error;
}

int lk_folder_clear(const char *folder, const char *ending) {
  DIR *entries = opendir(folder);
  if (entries == NULL) return errno;
  int error = 0;
  for (struct dirent *entry; error == 0 && (entry = readdir(entries)) != NULL;)
    if (lk_ends_with_ignoring_case(entry->d_name, ending)) error = lk_folder_remove(folder, entry->d_name);
  closedir(entries);
  return error;
}

int lk_folder_place(const char *folder, const char *name, const void *bytes, size_t length) {
  uint8_t random[16];
  char id[33];
  if (!lk_random(random, sizeof random)) return EIO;
  lk_hex(random, sizeof random, id);
  char *temporary = lk_format("%s.%s.tmp", name, id);
  int error = lk_folder_create(folder, temporary, bytes, length);
  if (error == 0) error = lk_folder_rename(folder, temporary, name);
  free(temporary);
  return error;
}

int lk_folder_put_aside(const char *folder, const char *name, const lk_chars *bytes) {
  uint8_t digest[32];
  char text[65];
  lk_sha256(bytes->data, bytes->length, digest);
  lk_hex(digest, sizeof digest, text);
  char *aside = lk_format("%s.damaged-%.8s", name, text);
  int error = lk_folder_rename(folder, name, aside);
  free(aside);
  return error;
}
