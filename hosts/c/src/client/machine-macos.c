/* macOS: four commands of the system, read-only, none of which needs root. */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "machine.h"

/* A property in ioreg's listing: `"name" = "value"`, or `"name" = <"value">` for one that is data. Empty when it is absent. */
static char *property(const char *listing, const char *name) {
  char *beginning = lk_format("\"%s\" = ", name);
  const char *at = listing == NULL ? NULL : listing;
  char *value = NULL;
  while (at != NULL && value == NULL && (at = strstr(at, beginning)) != NULL) {
    at += strlen(beginning);
    const char *quote = at + (*at == '<');
    if (*quote == '"' && strchr(quote + 1, '"') != NULL) value = lk_copy_part(quote + 1, strcspn(quote + 1, "\""));
  }
  free(beginning);
  return value == NULL ? lk_copy("") : value;
}

/* The disk's name (`disk3`, without the partition) in the text of a key in diskutil's list of properties. */
static char *disk_in(const char *list, const char *key, bool partition) {
  char *element = lk_format("<key>%s</key>", key);
  for (const char *at = list; at != NULL && (at = strstr(at, element)) != NULL;) {
    at += strlen(element);
    const char *text = at + strspn(at, " \t\r\n\v\f");
    if (!lk_starts_with(text, "<string>disk")) continue;
    const char *name = text + 8;
    size_t length = 4 + strspn(name + 4, "0123456789");
    const char *behind = name + length;
    if (length == 4 || (partition && *behind != 's')) continue;
    if (partition) behind += 1 + strspn(behind + 1, "0123456789");
    if (!lk_starts_with(behind, "</string>") || (partition && behind[-1] == 's')) continue;
    free(element);
    return lk_copy_part(name, length);
  }
  free(element);
  return NULL;
}

/* system_profiler: {"SPNVMeDataType": [{"_name": controller, "_items": [{"bsd_name", "device_serial", …}]}], …} */
static char *serial_of_drive(const char *report, const char *disk) {
  json_t *root = report == NULL ? NULL : json_loads(report, JSON_REJECT_DUPLICATES * 0, NULL);
  const char *type;
  char *serial = NULL;
  bool seen = false;
  json_t *controllers, *controller, *drive;
  size_t i, j;
  json_object_foreach(root, type, controllers) {
    json_array_foreach(controllers, i, controller) {
      json_array_foreach(json_object_get(controller, "_items"), j, drive) {
        const char *name = json_string_value(json_object_get(drive, "bsd_name"));
        if (seen || name == NULL || strcmp(name, disk) != 0) continue;
        seen = true;
        serial = lk_copy(json_string_value(json_object_get(drive, "device_serial")));
      }
    }
  }
  json_decref(root);
  return serial;
}

/* The disk below the volume that is `/`: an APFS volume lies in a container, whose physical store is a partition of the disk. */
static void system_disk(latchkey_machine *machine, const char *volume, const char *disks) {
  char *name = disk_in(volume, "APFSPhysicalStore", true);
  if (name == NULL) name = disk_in(volume, "ParentWholeDisk", false);
  if (name != NULL) lk_found_text(machine, "disk", name, serial_of_drive(disks, name));
  free(name);
}

/* The ports that are soldered in: Wi-Fi, AirPort, Ethernet with or without a slot's number, 10 Gb Ethernet. Adapters on USB and Thunderbolt, phones
 * and bridges have other names. */
static bool is_built_in(const char *port) {
  if (strcasecmp(port, "Wi-Fi") == 0 || strcasecmp(port, "AirPort") == 0) return true;
  static const char *const fast[] = {"10Gb Ethernet", "10 Gb Ethernet", "10Gbit Ethernet", "10 Gbit Ethernet"};
  for (size_t i = 0; i < 4; i++)
    if (strcasecmp(port, fast[i]) == 0) return true;
  if (strncasecmp(port, "Built-in ", 9) == 0) port += 9;
  if (strncasecmp(port, "Ethernet", 8) != 0) return false;
  port += 8;
  if (*port == 0) return true;
  if (*port++ != ' ') return false;
  if (strncasecmp(port, "Slot ", 5) == 0) port += 5;
  return *port != 0 && port[strspn(port, "0123456789")] == 0;
}

static bool is_address(const char *text, size_t length) {
  if (length != 17) return false;
  for (size_t i = 0; i < length; i++)
    if (text[i] != ':' && !isxdigit((unsigned char)text[i])) return false;
  return true;
}

/* The rest of the line behind `beginning`, with `at` moved to the next line; NULL when the line begins otherwise. */
static char *labeled(const char **at, const char *beginning) {
  if (strncasecmp(*at, beginning, strlen(beginning)) != 0) return NULL;
  const char *value = *at + strlen(beginning);
  size_t length = strcspn(value, "\n");
  *at = value + length + (value[length] == '\n');
  while (length > 0 && isspace((unsigned char)value[length - 1])) length--;
  return length == 0 ? NULL : lk_copy_part(value, length);
}

/* networksetup: blocks of `Hardware Port:`, `Device:`, `Ethernet Address:` with the address that the hardware came with. */
static void addresses(latchkey_machine *machine, const char *listing) {
  size_t first = machine->finding_count;
  const char *at = listing;
  while (at != NULL && *at != 0) {
    const char *line = at;
    char *port = labeled(&line, "Hardware Port: ");
    char *device = port == NULL ? NULL : labeled(&line, "Device: ");
    char *address = device == NULL ? NULL : labeled(&line, "Ethernet Address: ");
    bool whole = address != NULL && is_address(address, strlen(address)) && strpbrk(device, " \t") == NULL;
    if (whole && is_built_in(port)) lk_found_text(machine, "mac", device, lk_copy(address));
    free(port);
    free(device);
    free(address);
    at = strchr(at, '\n');
    if (at != NULL) at++;
  }
  lk_lowest_first(machine, first);
}

void lk_read_macos(const lk_source *source, latchkey_machine *machine) {
  static const char *const platform_arguments[] = {"-rd1", "-c", "IOPlatformExpertDevice", NULL};
  static const char *const volume_arguments[] = {"info", "-plist", "/", NULL};
  static const char *const disk_arguments[] = {"-json", "SPNVMeDataType", "SPSerialATADataType", NULL};
  static const char *const port_arguments[] = {"-listallhardwareports", NULL};
  char *platform = source->run(source->context, "ioreg", platform_arguments);
  char *volume = source->run(source->context, "diskutil", volume_arguments);
  char *disks = source->run(source->context, "system_profiler", disk_arguments);
  char *ports = source->run(source->context, "networksetup", port_arguments);
  char *manufacturer = property(platform, "manufacturer"), *model = property(platform, "model");
  char *names = lk_format("%s %s", manufacturer, model);
  const char *provider = lk_hypervisor_named(names);
  if (provider != NULL) lk_nature(machine, "virtual machine", provider);
  lk_found_text(machine, "machine-id", "IOPlatformUUID", property(platform, "IOPlatformUUID"));
  lk_found_text(machine, "board", "IOPlatformSerialNumber", property(platform, "IOPlatformSerialNumber"));
  system_disk(machine, volume, disks);
  addresses(machine, ports);
  free(platform);
  free(volume);
  free(disks);
  free(ports);
  free(manufacturer);
  free(model);
  free(names);
}
