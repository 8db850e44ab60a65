package latchkey.client;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Windows: the registry, and one question to CIM through the PowerShell that every Windows since 8 brings. No administrator is needed. */
final class WindowsMachine {
  private WindowsMachine() {}

  /** /reg:64, because a 32-bit process would be shown another registry. */
  private static final String[] MACHINE_GUID = {"query", "HKLM\\SOFTWARE\\Microsoft\\Cryptography", "/v", "MachineGuid", "/reg:64"};

  /** Only single quotes, so that no layer of Windows' command lines has anything to interpret. The same question as in hosts/node. */
  private static final String HARDWARE_QUESTION =
      String.join(
          ";",
          "$ErrorActionPreference='SilentlyContinue'",
          "[Console]::OutputEncoding=[Text.Encoding]::UTF8",
          "$system=Get-CimInstance Win32_ComputerSystem",
          "$volume='{Win32_LogicalDisk.DeviceID='''+$env:SystemDrive+'''}'",
          "$partition=Get-CimInstance -Query ('ASSOCIATORS OF '+$volume+' WHERE AssocClass=Win32_LogicalDiskToPartition')|Select-Object -First 1",
          "$disk=Get-CimInstance Win32_DiskDrive -Filter ('Index='+$partition.DiskIndex)",
          "$adapters=@(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter -Filter 'ConnectorPresent=True'"
              + "|Select-Object Name,PermanentAddress,PnPDeviceID)",
          "[pscustomobject]@{manufacturer=$system.Manufacturer;model=$system.Model;"
              + "productUuid=(Get-CimInstance Win32_ComputerSystemProduct).UUID;"
              + "boardSerial=(Get-CimInstance Win32_BaseBoard).SerialNumber;"
              + "biosSerial=(Get-CimInstance Win32_BIOS).SerialNumber;"
              + "diskSerial=$disk.SerialNumber;adapters=$adapters}|ConvertTo-Json -Compress -Depth 3");

  static Machine read(MachineSource source) {
    String registry = source.run("reg", MACHINE_GUID);
    JsonObject hardware = Json.object(source.run("powershell", "-NoProfile", "-NonInteractive", "-Command", HARDWARE_QUESTION));
    Matcher guid = Pattern.compile("\\bMachineGuid\\s+REG_SZ\\s+(\\S+)").matcher(registry == null ? "" : registry);
    List<Finding> findings = new ArrayList<>();
    Machine.found(findings, "machine-id", "MachineGuid", guid.find() ? guid.group(1) : null);
    Machine.found(findings, "board", "product UUID", Json.text(hardware, "productUuid"));
    Machine.found(findings, "board", "board serial", Json.text(hardware, "boardSerial"));
    Machine.found(findings, "board", "BIOS serial", Json.text(hardware, "biosSerial"));
    Machine.found(findings, "disk", "system disk", Json.text(hardware, "diskSerial"));
    if (hardware != null) findings.addAll(addresses(Json.objects(hardware.get("adapters"))));
    String names = Json.text(hardware, "manufacturer") + " " + Json.text(hardware, "model");
    return new Machine(Machine.natureBy(Machine.hypervisorNamed(names)), List.copyOf(findings));
  }

  /** Adapters on USB and Bluetooth leave with the dock; those under ROOT and SWD are made of software. */
  private static final Pattern NOT_PART_OF_MACHINE = Pattern.compile("^(?:USB|BTH|BTHENUM|ROOT|SWD)\\\\", Pattern.CASE_INSENSITIVE);

  private static List<Finding> addresses(List<JsonObject> adapters) {
    List<Finding> findings = new ArrayList<>();
    for (JsonObject adapter : adapters) {
      String device = Json.text(adapter, "PnPDeviceID");
      if (device == null || NOT_PART_OF_MACHINE.matcher(device).find()) continue;
      String name = Json.text(adapter, "Name");
      Machine.found(findings, "mac", name == null ? "adapter" : name, Json.text(adapter, "PermanentAddress"));
    }
    return Machine.lowestFirst(findings);
  }
}
