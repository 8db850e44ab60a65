/* The removable drives that are plugged in, for whoever has the code on a stick and does not know where the system shows it. Linux and macOS, for
 * which this client is made. */
#include "drives.h"

#include <stdlib.h>
#include <string.h>

#include "disks-linux.h"

/* Adds a folder, unless it is there already: several mounts may lie over one another. Takes `folder`. */
static void add_folder(char ***folders, size_t *count, char *folder) {
  for (size_t i = 0; i < *count; i++) {
    if (strcmp((*folders)[i], folder) != 0) continue;
    free(folder);
    return;
  }
  *folders = lk_more_memory(*folders, (*count + 1) * sizeof **folders);
  (*folders)[(*count)++] = folder;
}

/* proc_pid_mountinfo(5): blanks and backslashes are written in octal. In place. */
static void unescape(char *text) {
  char *to = text;
  for (const char *from = text; *from != 0; to++) {
    bool octal = from[0] == '\\' && strspn(from + 1, "01234567") >= 3;
    *to = octal ? (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + from[3] - '0') : *from;
    from += octal ? 4 : 1;
  }
  *to = 0;
}

/* A disk that says that it can be taken out, or that hangs on USB, as sticks of some makers do without saying so. */
static bool is_removable(const lk_source *source, const char *device_number) {
  char *path = lk_format("/sys/dev/block/%s", device_number), *disk = lk_whole_disk(source, lk_source_resolve(source, path));
  char *file = lk_format("%s/removable", disk == NULL ? "" : disk), *says = disk == NULL ? NULL : lk_source_read(source, file, NULL);
  bool removable = disk != NULL && ((says != NULL && says[0] == '1') || lk_is_on_usb(disk));
  free(path);
  free(disk);
  free(file);
  free(says);
  return removable;
}

static void add_linux_mounts(const lk_source *source, char ***folders, size_t *count) {
  char *mounts = lk_source_read(source, "/proc/self/mountinfo", NULL);
  for (const char *line = mounts; line != NULL && *line != 0;) {
    size_t length = strcspn(line, "\n");
    char *device = lk_field_of(line, length, 2), *point = lk_field_of(line, length, 4);
    if (point != NULL && strcmp(point, "/") != 0 && is_removable(source, device)) {
      unescape(point);
      add_folder(folders, count, lk_format("%s%s", source->root, point));
    }
    free(device);
    free(point);
    line += length + (line[length] == '\n');
  }
  free(mounts);
}

/* Everything that is mounted for people stands in /Volumes; the system's own volume is a link there. */
static void add_mac_volumes(const lk_source *source, char ***folders, size_t *count) {
  size_t name_count;
  char **names = lk_source_list(source, "/Volumes", &name_count);
  for (size_t i = 0; i < name_count; i++) {
    char *path = lk_format("/Volumes/%s", names[i]), *resolved = lk_source_resolve(source, path);
    if (resolved != NULL && strcmp(resolved, path) == 0) add_folder(folders, count, lk_format("%s%s", source->root, path));
    free(path);
    free(resolved);
    free(names[i]);
  }
  free(names);
}

char **lk_removable_drives(const lk_source *source, size_t *count) {
  char **folders = NULL;
  *count = 0;
  if (strcmp(source->platform, "linux") == 0 || strcmp(source->platform, "android") == 0) add_linux_mounts(source, &folders, count);
  if (strcmp(source->platform, "darwin") == 0) add_mac_volumes(source, &folders, count);
  return folders;
}
