/*
 * Linux: everything is a file, in /etc, /sys, /proc and udev's own notes. No command is run and root is not needed; what only root may
 * read (the DMI serials) is simply absent for everybody else.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "disks-linux.h"
#include "machine.h"

static char *read_file(const lk_source *source, const char *path) { return lk_source_read(source, path, NULL); }

/* `format` has one %s, into which `part` goes. */
static char *read_at(const lk_source *source, const char *folder, const char *name) {
  char *path = lk_format("%s/%s", folder, name);
  char *text = read_file(source, path);
  free(path);
  return text;
}

static char *trimmed(char *text) {
  if (text == NULL) return NULL;
  size_t begin = strspn(text, " \t\r\n\v\f"), end = strlen(text);
  while (end > begin && isspace((unsigned char)text[end - 1])) end--;
  char *copy = lk_copy_part(text + begin, end - begin);
  free(text);
  return copy;
}

/* What stands behind `beginning` in the first line that begins with it; NULL when no line does. */
static char *line_behind(const char *text, const char *beginning) {
  for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (lk_starts_with(line, beginning)) {
      const char *value = line + strlen(beginning);
      return lk_copy_part(value, strcspn(value, "\n"));
    }
  }
  return NULL;
}

static void found_file(latchkey_machine *machine, const lk_source *source, const char *kind, const char *path, const char *name) {
  size_t length = 0;
  char *text = lk_source_read(source, path, &length);
  lk_found(machine, kind, name, text, length);
}

static void machine_id(const lk_source *source, latchkey_machine *machine) {
  found_file(machine, source, "machine-id", "/etc/machine-id", "/etc/machine-id");
  found_file(machine, source, "machine-id", "/var/lib/dbus/machine-id", "/var/lib/dbus/machine-id");
}

static void board(const lk_source *source, latchkey_machine *machine) {
  static const char *const names[] = {"product_uuid", "board_serial", "product_serial"};
  for (size_t i = 0; i < 3; i++) {
    char *path = lk_format("/sys/class/dmi/id/%s", names[i]), *name = lk_format("DMI %s", names[i]);
    found_file(machine, source, "board", path, name);
    free(path);
    free(name);
  }
}

/* The one word behind `Serial :`, alone on its line. */
static char *serial_line(const char *text) {
  for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (!lk_starts_with(line, "Serial")) continue;
    const char *at = line + 6;
    at += strspn(at, " \t\r\n\v\f");
    if (*at != ':') continue;
    at++;
    at += strspn(at, " \t\r\n\v\f");
    size_t length = strcspn(at, " \t\r\n\v\f");
    if (length > 0 && (at[length] == '\n' || at[length] == 0)) return lk_copy_part(at, length);
  }
  return NULL;
}

/* A serial number of the processor itself, as ARM boards have it: a `Serial` line, or the device tree's. */
static void processor(const lk_source *source, latchkey_machine *machine) {
  char *info = read_file(source, "/proc/cpuinfo");
  lk_found_text(machine, "cpu", "/proc/cpuinfo", info == NULL ? NULL : serial_line(info));
  free(info);
  found_file(machine, source, "cpu", "/sys/firmware/devicetree/base/serial-number", "device tree");
}

/* The disk with the root file system. */

/* Btrfs and the like number their mounts themselves; they still name the device they are on. */
static char *named_device(const lk_source *source, const char *path) {
  if (path == NULL || !lk_starts_with(path, "/dev/")) return NULL;
  char *device = lk_source_resolve(source, path);
  if (device == NULL) device = lk_copy(path);
  char *named = lk_format("/sys/class/block/%s", strrchr(device, '/') + 1);
  char *resolved = lk_source_resolve(source, named);
  free(device);
  free(named);
  return resolved;
}

/* proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, options, any optional fields, "-", type, source, … */
static char *device_of_mount(const lk_source *source, const char *line, size_t length) {
  char *number = lk_field_of(line, length, 2), *from = NULL;
  for (size_t i = 0; from == NULL; i++) {
    char *field = lk_field_of(line, length, i);
    if (field == NULL) break;
    if (strcmp(field, "-") == 0) from = lk_field_of(line, length, i + 2);
    bool end = strcmp(field, "-") == 0;
    free(field);
    if (end) break;
  }
  char *path = lk_format("/sys/dev/block/%s", number == NULL ? "" : number);
  char *device = lk_source_resolve(source, path);
  if (device == NULL) device = named_device(source, from);
  free(number);
  free(from);
  free(path);
  return device;
}

/* The block device of `/` in sysfs. Of several mounts over one another the last one counts. */
static char *root_device(const lk_source *source) {
  char *mounts = read_file(source, "/proc/self/mountinfo");
  const char *root = NULL;
  size_t root_length = 0;
  for (const char *line = mounts; line != NULL && *line != 0;) {
    size_t length = strcspn(line, "\n");
    char *point = lk_field_of(line, length, 4);
    if (point != NULL && strcmp(point, "/") == 0) {
      root = line;
      root_length = length;
    }
    free(point);
    line += length + (line[length] == '\n');
  }
  char *device = root == NULL ? NULL : device_of_mount(source, root, root_length);
  free(mounts);
  return device;
}

/* In a container the root is an overlay, which is on no disk: the host's disks can be seen there, but are not ours. */
static void system_disk(const lk_source *source, latchkey_machine *machine) {
  char *disk = lk_whole_disk(source, root_device(source));
  if (disk == NULL || strrchr(disk, '/') == NULL) {
    free(disk);
    return;
  }
  const char *name = strrchr(disk, '/') + 1;
  lk_found_text(machine, "disk", name, read_at(source, disk, "device/serial")); /* NVMe, MMC */
  lk_found_text(machine, "disk", name, read_at(source, disk, "serial"));        /* virtio */
  char *number = trimmed(read_at(source, disk, "dev"));
  char *noted = lk_format("/run/udev/data/b%s", number == NULL ? "" : number), *udev = read_file(source, noted);
  char *from = lk_format("%s (udev)", name);
  /* SATA, SCSI, USB */
  lk_found_text(machine, "disk", from, udev == NULL ? NULL : line_behind(udev, "E:ID_SERIAL_SHORT="));
  free(number);
  free(noted);
  free(udev);
  free(from);
  free(disk);
}

/* Network interfaces. */

/* Bridges, tunnels and containers' ends have no device; what hangs on USB or on an outside port leaves with the dock. */
static bool is_part_of_machine(const lk_source *source, const char *folder) {
  char *link = lk_format("%s/device", folder), *device = lk_source_resolve(source, link);
  bool inside = device != NULL && !lk_is_on_usb(device);
  /* Documentation/ABI/testing/sysfs-devices-removable: ports that firmware marks as facing outside, such as Thunderbolt. */
  char *removable = trimmed(read_at(source, link, "removable"));
  if (removable != NULL && strcmp(removable, "removable") == 0) inside = false;
  free(link);
  free(device);
  free(removable);
  return inside;
}

/* The address behind two letters and an x, in colons; NULL when it is none. */
static char *address_in_name(char *name) {
  char *address = NULL;
  if (name != NULL && strlen(name) == 15 && islower((unsigned char)name[0]) && islower((unsigned char)name[1]) && name[2] == 'x' &&
      strspn(name + 3, "0123456789abcdef") == 12)
    address = lk_format("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", name + 3, name + 5, name + 7, name + 9, name + 11, name + 13);
  free(name);
  return address;
}

/* udev noted the address when the device appeared, before anybody changed it. */
static char *noted_address(const lk_source *source, const char *folder) {
  char *index = trimmed(read_at(source, folder, "ifindex"));
  char *path = lk_format("/run/udev/data/n%s", index == NULL ? "" : index), *noted = read_file(source, path);
  char *address = noted == NULL ? NULL : address_in_name(line_behind(noted, "E:ID_NET_NAME_MAC="));
  free(index);
  free(path);
  free(noted);
  return address;
}

/* An address that the hardware came with. Randomized Wi-Fi and bonded ports show another one, which is worth nothing here. */
static char *permanent_address(const lk_source *source, const char *folder) {
  char *wireless = read_at(source, folder, "phy80211/macaddress");
  if (wireless != NULL) return wireless;
  /* Documentation/ABI/testing/sysfs-class-net: 0 is a permanent address. */
  char *assigned = trimmed(read_at(source, folder, "addr_assign_type"));
  bool permanent = assigned != NULL && strcmp(assigned, "0") == 0;
  free(assigned);
  return permanent ? read_at(source, folder, "address") : noted_address(source, folder);
}

static void addresses(const lk_source *source, latchkey_machine *machine) {
  size_t count = 0, first = machine->finding_count;
  char **names = lk_source_list(source, "/sys/class/net", &count);
  for (size_t i = 0; i < count; i++) {
    char *folder = lk_format("/sys/class/net/%s", names[i]);
    if (is_part_of_machine(source, folder)) lk_found_text(machine, "mac", names[i], permanent_address(source, folder));
    free(folder);
    free(names[i]);
  }
  free(names);
  lk_lowest_first(machine, first);
}

void lk_linux_nature(const lk_source *source, latchkey_machine *machine);

void lk_read_linux(const lk_source *source, latchkey_machine *machine) {
  lk_linux_nature(source, machine);
  machine_id(source, machine);
  board(source, machine);
  system_disk(source, machine);
  addresses(source, machine);
  processor(source, machine);
}
