package latchkey.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** macOS: four commands of the system, read-only, none of which needs root. */
final class MacMachine {
  private MacMachine() {}

  static Machine read(MachineSource source) {
    String platform = orEmpty(source.run("ioreg", "-rd1", "-c", "IOPlatformExpertDevice"));
    String volume = orEmpty(source.run("diskutil", "info", "-plist", "/"));
    String disks = source.run("system_profiler", "-json", "SPNVMeDataType", "SPSerialATADataType");
    String ports = orEmpty(source.run("networksetup", "-listallhardwareports"));
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, String> kind : List.of(Map.entry("machine-id", "IOPlatformUUID"), Map.entry("board", "IOPlatformSerialNumber")))
      Machine.found(findings, kind.getKey(), kind.getValue(), property(platform, kind.getValue()));
    systemDisk(findings, volume, disks);
    findings.addAll(addresses(ports));
    String names = property(platform, "manufacturer") + " " + property(platform, "model");
    return new Machine(Machine.natureBy(Machine.hypervisorNamed(names)), List.copyOf(findings));
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static String first(String expression, String text) {
    Matcher matcher = Pattern.compile(expression).matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** A property in ioreg's listing: {@code "name" = "value"}, or {@code "name" = <"value">} for one that is data. */
  private static String property(String listing, String name) {
    return orEmpty(first("\"" + name + "\" = <?\"([^\"]*)\"", listing));
  }

  /** The disk below the volume that is `/`: an APFS volume lies in a container, whose physical store is a partition of the disk. */
  private static void systemDisk(List<Finding> findings, String volume, String disks) {
    String store = first("<key>APFSPhysicalStore</key>\\s*<string>(disk\\d+)s\\d+</string>", volume);
    String name = store != null ? store : first("<key>ParentWholeDisk</key>\\s*<string>(disk\\d+)</string>", volume);
    JsonObject report = Json.object(disks);
    if (name == null || report == null) return;
    // system_profiler: {"SPNVMeDataType": [{"_name": controller, "_items": [{"bsd_name", "device_serial", …}]}], …}
    for (Map.Entry<String, JsonElement> type : report.entrySet())
      for (JsonObject controller : Json.objects(type.getValue()))
        for (JsonObject drive : Json.objects(controller.get("_items")))
          if (name.equals(Json.text(drive, "bsd_name"))) {
            Machine.found(findings, "disk", name, Json.text(drive, "device_serial"));
            return;
          }
  }

  /** The ports that are soldered in. Adapters on USB and Thunderbolt, phones and bridges have other names. */
  private static final Pattern BUILT_IN =
      Pattern.compile("(?:Wi-Fi|AirPort|(?:Built-in )?Ethernet(?: (?:Slot )?\\d+)?|10 ?Gb(?:it)? Ethernet)", Pattern.CASE_INSENSITIVE);

  /** networksetup: the name of a port, its device, and the address that the hardware came with. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "^Hardware Port: (.+)\\r?\\nDevice: (\\S+)\\r?\\nEthernet Address: ([0-9a-f:]{17})\\s*$", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static List<Finding> addresses(String listing) {
    List<Finding> findings = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(listing); block.find(); )
      if (BUILT_IN.matcher(block.group(1)).matches()) Machine.found(findings, "mac", block.group(2), block.group(3));
    return Machine.lowestFirst(findings);
  }
}
