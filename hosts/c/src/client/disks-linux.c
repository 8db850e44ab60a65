#include "disks-linux.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

char *lk_field_of(const char *line, size_t length, size_t wanted) {
  const char *end = line + length;
  for (size_t i = 0; i < wanted; i++) {
    const char *space = memchr(line, ' ', (size_t)(end - line));
    if (space == NULL) return NULL;
    line = space + 1;
  }
  const char *space = memchr(line, ' ', (size_t)(end - line));
  return lk_copy_part(line, (size_t)((space == NULL ? end : space) - line));
}

/* The first of the devices that this one is made of. */
static char *device_below(const lk_source *source, const char *device) {
  char *slaves = lk_format("%s/slaves", device), *below = NULL;
  size_t count = 0;
  char **names = lk_source_list(source, slaves, &count);
  if (count > 0) below = lk_format("%s/%s", slaves, names[0]);
  for (size_t i = 0; i < count; i++) free(names[i]);
  free(names);
  free(slaves);
  return below;
}

static bool is_partition(const lk_source *source, const char *device) {
  char *path = lk_format("%s/partition", device), *text = lk_source_read(source, path, NULL);
  bool there = text != NULL && strchr(device, '/') != NULL;
  free(path);
  free(text);
  return there;
}

char *lk_whole_disk(const lk_source *source, char *device) {
  /* Real stacks are three or four deep; the bound is for a tree of files that is none. */
  for (int depth = 0; device != NULL && depth < 8; depth++) {
    char *below = device_below(source, device);
    if (below != NULL) {
      free(device);
      device = lk_source_resolve(source, below);
      free(below);
    } else if (is_partition(source, device)) {
      *strrchr(device, '/') = 0;
    } else {
      return device;
    }
  }
  free(device);
  return NULL;
}

bool lk_is_on_usb(const char *device) {
  for (const char *at = device; (at = strstr(at, "/usb")) != NULL; at += 4)
    if (isdigit((unsigned char)at[4])) return true;
  return false;
}
