package latchkey.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which machine this is: the identifiers that it has, in the order of preference within each kind. Only where they stand is known here; which of them
 * identify nothing is known to the module. Nothing says where the machine is.
 */
public record Machine(Nature nature, List<Finding> findings) {
  /** Reads the machine on which this runs. Root is not needed, and no network. */
  public static Machine read() {
    return read(new ThisMachine());
  }

  /** The same from another source of files and commands. */
  public static Machine read(MachineSource source) {
    return switch (source.platform()) {
      case "linux", "android" -> LinuxMachine.read(source);
      case "darwin" -> MacMachine.read(source);
      case "win32" -> WindowsMachine.read(source);
      default -> new Machine(new Nature("computer", Optional.empty()), List.of());
    };
  }

  /** Adds a finding from a value as a file or a command gives it; none when there is nothing in it. */
  static void found(List<Finding> findings, String kind, String source, String text) {
    if (text == null) return;
    // Device-tree files end in a zero byte, text files in a line break: both belong to the file, not to the value.
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) end--;
    String value = text.substring(0, end).strip();
    if (!value.isEmpty()) findings.add(new Finding(kind, value, source));
  }

  /** MAC addresses, the lowest first: which interface the system happens to name first changes, the lowest address does not. */
  static List<Finding> lowestFirst(List<Finding> findings) {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(Comparator.comparing(finding -> finding.value().toLowerCase(Locale.ROOT).replaceAll("[^0-9a-f]", "")));
    return sorted;
  }

  /** A virtual machine when somebody introduced himself as its provider (null: nobody did), else a computer. */
  static Nature natureBy(String provider) {
    return nature(provider == null ? "computer" : "virtual machine", provider);
  }

  static Nature nature(String form, String provider) {
    return new Nature(form, Optional.ofNullable(provider).filter(name -> !name.isEmpty()));
  }

  private record Hypervisor(Pattern pattern, String name) {
    Hypervisor(String pattern, String name) {
      this(Pattern.compile(pattern), name);
    }
  }

  /** Manufacturer and model by which virtual machines introduce themselves, on every system. */
  private static final List<Hypervisor> HYPERVISORS =
      List.of(
          new Hypervisor("virtualbox|innotek", "VirtualBox"),
          new Hypervisor("vmware", "VMware"),
          new Hypervisor("parallels", "Parallels"),
          new Hypervisor("microsoft corporation.*virtual machine", "Hyper-V"),
          new Hypervisor("amazon ec2(?!.*metal)", "Amazon EC2"),
          new Hypervisor("google compute engine", "Google Compute Engine"),
          new Hypervisor("digitalocean", "DigitalOcean"),
          new Hypervisor("apple.*virtual", "Apple Virtualization"),
          new Hypervisor("openstack", "OpenStack"),
          new Hypervisor("\\bxen\\b|hvm domu", "Xen"),
          new Hypervisor("bhyve", "bhyve"),
          new Hypervisor("qemu|\\bkvm\\b|bochs|virtual machine", "QEMU"));

  /** Null when none introduces itself. */
  static String hypervisorNamed(String manufacturerAndModel) {
    String text = manufacturerAndModel.toLowerCase(Locale.ROOT);
    return HYPERVISORS.stream()
        .filter(hypervisor -> hypervisor.pattern().matcher(text).find())
        .map(Hypervisor::name)
        .findFirst()
        .orElse(null);
  }
}
