/* What a Linux runs on: a container, a virtual machine, or a computer. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "machine.h"

void lk_linux_nature(const lk_source *source, latchkey_machine *machine);

static bool exists(const lk_source *source, const char *path) {
  char *text = lk_source_read(source, path, NULL);
  free(text);
  return text != NULL;
}

/* The first of the words in the text, as a regular expression of alternatives would find it. */
static const char *group_in(const char *text) {
  static const char *const words[] = {"docker", "kubepods", "containerd", "lxc", "libpod"};
  const char *best = NULL, *first = NULL;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const char *at = lk_find_word(text, words[i]);
    if (at != NULL && (first == NULL || at < first)) {
      first = at;
      best = words[i];
    }
  }
  return best;
}

/* The container's provider, empty when it does not say; NULL outside of containers. */
static const char *container_provider(const lk_source *source, char **noted) {
  *noted = lk_source_read(source, "/run/systemd/container", NULL);
  if (*noted != NULL) {
    char *end = *noted + strlen(*noted);
    while (end > *noted && isspace((unsigned char)end[-1])) *--end = 0;
    if (**noted != 0) return *noted;
  }
  if (exists(source, "/run/.containerenv")) return "Podman";
  char *groups = lk_source_read(source, "/proc/1/cgroup", NULL);
  const char *group = groups == NULL ? NULL : group_in(groups);
  free(groups);
  if (group != NULL && strcmp(group, "kubepods") == 0) return "Kubernetes";
  if (exists(source, "/.dockerenv")) return "Docker";
  return group;
}

/* Manufacturer, model and firmware as one text. */
static char *dmi_names(const lk_source *source) {
  static const char *const paths[] = {"/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name",
                                      "/sys/class/dmi/id/bios_vendor"};
  lk_chars names = {0};
  for (size_t i = 0; i < 3; i++) {
    char *name = lk_source_read(source, paths[i], NULL);
    lk_append_format(&names, "%s%.*s", i == 0 ? "" : " ", name == NULL ? 0 : (int)strcspn(name, "\n"), name == NULL ? "" : name);
    free(name);
  }
  return names.data;
}

/* Whether the processor says that something stands between it and us. */
static bool is_hypervised(const char *info) {
  for (const char *line = info; line != NULL; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (!lk_starts_with(line, "flags")) continue;
    const char *at = line + 5 + strspn(line + 5, " \t");
    if (*at != ':') continue;
    char *flags = lk_copy_part(at, strcspn(at, "\n"));
    bool found = lk_find_word(flags, "hypervisor") != NULL;
    free(flags);
    if (found) return true;
  }
  return false;
}

/* The hypervisor's name, empty when it does not say; NULL on bare metal. */
static const char *hypervisor_provider(const lk_source *source) {
  char *release = lk_source_read(source, "/proc/sys/kernel/osrelease", NULL);
  bool wsl = release != NULL && strcasestr(release, "microsoft") != NULL;
  free(release);
  if (wsl) return "WSL";
  char *names = dmi_names(source);
  const char *named = lk_hypervisor_named(names);
  free(names);
  if (named != NULL) return named;
  char *type = lk_source_read(source, "/sys/hypervisor/type", NULL);
  bool xen = type != NULL && lk_starts_with(type, "xen") && type[3 + strspn(type + 3, " \r\n")] == 0;
  free(type);
  if (xen) return "Xen";
  char *info = lk_source_read(source, "/proc/cpuinfo", NULL);
  bool hypervised = info != NULL && is_hypervised(info);
  free(info);
  return hypervised ? "" : NULL;
}

void lk_linux_nature(const lk_source *source, latchkey_machine *machine) {
  char *noted = NULL;
  const char *container = container_provider(source, &noted);
  const char *hypervisor = container == NULL ? hypervisor_provider(source) : NULL;
  if (container != NULL) lk_nature(machine, "container", container);
  else if (hypervisor != NULL) lk_nature(machine, "virtual machine", hypervisor);
  free(noted);
}
