package latchkey.client;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Linux: everything is a file, in /etc, /sys, /proc and udev's own notes. No command is run and root is not needed; what only root may read (the DMI serials)
 * is simply absent for everybody else.
 */
final class LinuxMachine {
  private final MachineSource source;
  private final List<Finding> findings = new ArrayList<>();

  private LinuxMachine(MachineSource source) {
    this.source = source;
  }

  static Machine read(MachineSource source) {
    LinuxMachine linux = new LinuxMachine(source);
    for (String path : List.of("/etc/machine-id", "/var/lib/dbus/machine-id")) linux.found("machine-id", path, source.read(path));
    for (String name : List.of("product_uuid", "board_serial", "product_serial"))
      linux.found("board", "DMI " + name, source.read("/sys/class/dmi/id/" + name));
    linux.systemDisk();
    linux.addresses();
    linux.processor();
    return new Machine(LinuxNature.read(source), List.copyOf(linux.findings));
  }

  private void found(String kind, String from, String text) {
    Machine.found(findings, kind, from, text);
  }

  /** The text of a file; empty when it is absent. */
  private String textOf(String path) {
    String text = source.read(path);
    return text == null ? "" : text;
  }

  /** What the expression's group finds in a text; null when it finds nothing. */
  private static String match(String expression, String text) {
    Matcher matcher = Pattern.compile(expression, Pattern.MULTILINE).matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  /** A serial number of the processor itself, as ARM boards have it: a `Serial` line, or the device tree's. */
  private void processor() {
    found("cpu", "/proc/cpuinfo", match("^Serial\\s*:\\s*(\\S+)$", textOf("/proc/cpuinfo")));
    found("cpu", "device tree", source.read("/sys/firmware/devicetree/base/serial-number"));
  }

  // The disk with the root file system.

  /** In a container the root is an overlay, which is on no disk: the host's disks can be seen there, but are not ours. */
  private void systemDisk() {
    String disk = wholeDisk(source, rootDevice());
    if (disk == null) return;
    String name = lastPart(disk);
    found("disk", name, source.read(disk + "/device/serial")); // NVMe, MMC
    found("disk", name, source.read(disk + "/serial")); // virtio
    String udev = textOf("/run/udev/data/b" + textOf(disk + "/dev").strip());
    found("disk", name + " (udev)", match("^E:ID_SERIAL_SHORT=(.*)$", udev)); // SATA, SCSI, USB
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The block device of `/` in sysfs. Of several mounts over one another the last one counts. */
  private String rootDevice() {
    // proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, options, any optional fields, "-", type, source, …
    List<String> root = null;
    for (String line : textOf("/proc/self/mountinfo").split("\n")) {
      List<String> fields = List.of(line.split(" "));
      if (fields.size() > 4 && fields.get(4).equals("/")) root = fields;
    }
    if (root == null) return null;
    String device = source.resolve("/sys/dev/block/" + root.get(2));
    int from = root.indexOf("-") + 2;
    return device != null ? device : namedDevice(from < root.size() ? root.get(from) : "");
  }

  /** Btrfs and the like number their mounts themselves; they still name the device they are on. */
  private String namedDevice(String path) {
    if (!path.startsWith("/dev/")) return null;
    String device = source.resolve(path);
    return source.resolve("/sys/class/block/" + lastPart(device == null ? path : device));
  }

  /** From a partition to its disk, and through encryption, LVM and RAID to the first disk below. */
  static String wholeDisk(MachineSource source, String device) {
    String current = device;
    // Real stacks are three or four deep; the bound is for a tree of files that is none.
    for (int depth = 0; current != null && depth < 8; depth++) {
      List<String> below = source.list(current + "/slaves");
      if (!below.isEmpty()) current = source.resolve(current + "/slaves/" + below.get(0));
      else if (source.read(current + "/partition") != null) current = current.substring(0, current.lastIndexOf('/'));
      else return current;
    }
    return null;
  }

  // Network interfaces.

  private void addresses() {
    List<Finding> addresses = new ArrayList<>();
    for (String name : source.list("/sys/class/net"))
      if (isPartOfMachine(name)) Machine.found(addresses, "mac", name, permanentAddress("/sys/class/net/" + name));
    findings.addAll(Machine.lowestFirst(addresses));
  }

  /** Bridges, tunnels and containers' ends have no device; what hangs on USB or on an outside port leaves with the dock. */
  private boolean isPartOfMachine(String name) {
    String device = source.resolve("/sys/class/net/" + name + "/device");
    if (device == null || isOnUsb(device)) return false;
    // Documentation/ABI/testing/sysfs-devices-removable: ports that firmware marks as facing outside, such as Thunderbolt.
    return !textOf("/sys/class/net/" + name + "/device/removable").strip().equals("removable");
  }

  static boolean isOnUsb(String device) {
    return Pattern.compile("/usb\\d").matcher(device).find();
  }

  /** An address that the hardware came with. Randomized Wi-Fi and bonded ports show another one, which is worth nothing here. */
  private String permanentAddress(String folder) {
    String wireless = source.read(folder + "/phy80211/macaddress");
    if (wireless != null) return wireless;
    // Documentation/ABI/testing/sysfs-class-net: 0 is a permanent address.
    if (textOf(folder + "/addr_assign_type").strip().equals("0")) return source.read(folder + "/address");
    // udev noted the address when the device appeared, before anybody changed it.
    String noted = textOf("/run/udev/data/n" + textOf(folder + "/ifindex").strip());
    String digits = match("^E:ID_NET_NAME_MAC=[a-z]{2}x([0-9a-f]{12})$", noted);
    return digits == null ? null : digits.replaceAll("(..)(?!$)", "$1:");
  }
}
