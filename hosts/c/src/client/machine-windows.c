/* Windows: the registry, and one question to CIM through the PowerShell that every Windows since 8 brings. No administrator is needed. */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "machine.h"

/* `/reg:64`, because a 32-bit process would be shown another registry. */
static const char *const machine_guid[] = {"query", "HKLM\\SOFTWARE\\Microsoft\\Cryptography", "/v", "MachineGuid", "/reg:64", NULL};

/* Only single quotes, so that no layer of Windows' command lines has anything to interpret. The same question as in hosts/node. */
static const char hardware_question[] =
    "$ErrorActionPreference='SilentlyContinue';"
    "[Console]::OutputEncoding=[Text.Encoding]::UTF8;"
    "$system=Get-CimInstance Win32_ComputerSystem;"
    "$volume='{Win32_LogicalDisk.DeviceID='''+$env:SystemDrive+'''}';"
    "$partition=Get-CimInstance -Query ('ASSOCIATORS OF '+$volume+' WHERE AssocClass=Win32_LogicalDiskToPartition')|Select-Object -First 1;"
    "$disk=Get-CimInstance Win32_DiskDrive -Filter ('Index='+$partition.DiskIndex);"
    "$adapters=@(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter -Filter 'ConnectorPresent=True'|"
    "Select-Object Name,PermanentAddress,PnPDeviceID);"
    "[pscustomobject]@{manufacturer=$system.Manufacturer;model=$system.Model;"
    "productUuid=(Get-CimInstance Win32_ComputerSystemProduct).UUID;"
    "boardSerial=(Get-CimInstance Win32_BaseBoard).SerialNumber;"
    "biosSerial=(Get-CimInstance Win32_BIOS).SerialNumber;"
    "diskSerial=$disk.SerialNumber;adapters=$adapters}|ConvertTo-Json -Compress -Depth 3";

static char *text_in(const json_t *record, const char *name) { return lk_copy(json_string_value(json_object_get(record, name))); }

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* `MachineGuid    REG_SZ    …` as reg.exe prints it. */
static char *guid_in(const char *registry) {
  for (const char *at = registry; at != NULL && (at = lk_find_word(at, "MachineGuid")) != NULL; at++) {
    const char *type = at + 11, *value;
    while (is_space(*type)) type++;
    if (type == at + 11 || !lk_starts_with(type, "REG_SZ") || !is_space(type[6])) continue;
    for (value = type + 6; is_space(*value);) value++;
    size_t length = 0;
    while (value[length] != 0 && !is_space(value[length])) length++;
    if (length > 0) return lk_copy_part(value, length);
  }
  return NULL;
}

/* Adapters on USB and Bluetooth leave with the dock; those under ROOT and SWD are made of software. */
static bool is_part_of_machine(const char *device) {
  static const char *const others[] = {"USB\\", "BTH\\", "BTHENUM\\", "ROOT\\", "SWD\\"};
  if (device == NULL) return false;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strncasecmp(device, others[i], strlen(others[i])) == 0) return false;
  return true;
}

static void addresses(latchkey_machine *machine, const json_t *adapters) {
  size_t first = machine->finding_count, i;
  json_t *adapter;
  json_array_foreach(adapters, i, adapter) {
    const char *name = json_string_value(json_object_get(adapter, "Name"));
    if (is_part_of_machine(json_string_value(json_object_get(adapter, "PnPDeviceID"))))
      lk_found_text(machine, "mac", name == NULL ? "adapter" : name, text_in(adapter, "PermanentAddress"));
  }
  lk_lowest_first(machine, first);
}

void lk_read_windows(const lk_source *source, latchkey_machine *machine) {
  const char *const question[] = {"-NoProfile", "-NonInteractive", "-Command", hardware_question, NULL};
  char *registry = source->run(source->context, "reg", machine_guid);
  char *answer = source->run(source->context, "powershell", question);
  json_t *hardware = answer == NULL ? NULL : json_loads(answer, 0, NULL);
  char *manufacturer = text_in(hardware, "manufacturer"), *model = text_in(hardware, "model");
  char *names = lk_format("%s %s", manufacturer == NULL ? "" : manufacturer, model == NULL ? "" : model);
  const char *provider = lk_hypervisor_named(names);
  if (provider != NULL) lk_nature(machine, "virtual machine", provider);
  lk_found_text(machine, "machine-id", "MachineGuid", guid_in(registry));
  lk_found_text(machine, "board", "product UUID", text_in(hardware, "productUuid"));
  lk_found_text(machine, "board", "board serial", text_in(hardware, "boardSerial"));
  lk_found_text(machine, "board", "BIOS serial", text_in(hardware, "biosSerial"));
  lk_found_text(machine, "disk", "system disk", text_in(hardware, "diskSerial"));
  addresses(machine, json_object_get(hardware, "adapters"));
  json_decref(hardware);
  free(registry);
  free(answer);
  free(manufacturer);
  free(model);
  free(names);
}
