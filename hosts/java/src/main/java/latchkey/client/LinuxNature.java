package latchkey.client;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Linux runs on: a container, a virtual machine, or a computer. */
final class LinuxNature {
  private LinuxNature() {}

  static Nature read(MachineSource source) {
    String container = containerProvider(source);
    return container == null ? Machine.natureBy(hypervisorProvider(source)) : Machine.nature("container", container);
  }

  private static String textOf(MachineSource source, String path) {
    String text = source.read(path);
    return text == null ? "" : text;
  }

  /** The container's provider, empty when it does not say; null outside of containers. */
  private static String containerProvider(MachineSource source) {
    String noted = textOf(source, "/run/systemd/container").strip();
    if (!noted.isEmpty()) return noted;
    if (source.read("/run/.containerenv") != null) return "Podman";
    Matcher groups = Pattern.compile("\\b(docker|kubepods|containerd|lxc|libpod)\\b").matcher(textOf(source, "/proc/1/cgroup"));
    String group = groups.find() ? groups.group(1) : null;
    if ("kubepods".equals(group)) return "Kubernetes";
    return source.read("/.dockerenv") != null ? "Docker" : group;
  }

  /** The hypervisor's name, empty when it does not say; null on bare metal. */
  private static String hypervisorProvider(MachineSource source) {
    if (textOf(source, "/proc/sys/kernel/osrelease").toLowerCase(Locale.ROOT).contains("microsoft")) return "WSL";
    List<String> names =
        List.of("sys_vendor", "product_name", "bios_vendor").stream().map(name -> textOf(source, "/sys/class/dmi/id/" + name).strip()).toList();
    String named = Machine.hypervisorNamed(String.join(" ", names));
    if (named != null) return named;
    if (textOf(source, "/sys/hypervisor/type").strip().equals("xen")) return "Xen";
    Pattern flags = Pattern.compile("^flags\\s*:.*\\bhypervisor\\b", Pattern.MULTILINE);
    return flags.matcher(textOf(source, "/proc/cpuinfo")).find() ? "" : null;
  }
}
