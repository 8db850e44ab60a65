package latchkey.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The removable drives that are plugged in, for whoever has the code on a stick and does not know where the system shows it. */
public final class Drives {
  private static final String WINDOWS_QUESTION =
      "$ErrorActionPreference='SilentlyContinue';"
          + "Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2'|ForEach-Object{$_.DeviceID}";

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
  private static final Pattern DRIVE_LETTER = Pattern.compile("^([A-Za-z]:)\\s*$", Pattern.MULTILINE);

  private Drives() {}

  /** Where they are mounted, as this program reaches them. */
  public static List<Path> removable(MachineSource source) {
    Stream<String> folders =
        switch (source.platform()) {
          case "linux", "android" -> linuxMounts(source);
          case "darwin" -> macVolumes(source);
          case "win32" -> windowsDrives(source);
          default -> Stream.empty();
        };
    return folders.distinct().map(source::at).toList();
  }

  private static Stream<String> linuxMounts(MachineSource source) {
    String mounts = Objects.requireNonNullElse(source.read("/proc/self/mountinfo"), "");
    // proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, …
    return mounts
        .lines()
        .map(line -> line.split(" "))
        .filter(fields -> fields.length > 4 && !fields[4].equals("/") && isRemovable(source, fields[2]))
        .map(fields -> unescaped(fields[4]));
  }

  /** A disk that says that it can be taken out, or that hangs on USB, as sticks of some makers do without saying so. */
  private static boolean isRemovable(MachineSource source, String deviceNumber) {
    String disk = LinuxMachine.wholeDisk(source, source.resolve("/sys/dev/block/" + deviceNumber));
    if (disk == null) return false;
    String says = source.read(disk + "/removable");
    return (says != null && says.strip().equals("1")) || LinuxMachine.isOnUsb(disk);
  }

  /** proc_pid_mountinfo(5): blanks and backslashes are written in octal. */
  private static String unescaped(String text) {
    return OCTAL.matcher(text).replaceAll(octal -> quoted((char) Integer.parseInt(octal.group(1), 8)));
  }

  private static String quoted(char letter) {
    return Matcher.quoteReplacement(String.valueOf(letter));
  }

  /** Everything that is mounted for people stands in /Volumes; the system's own volume is a link there. */
  private static Stream<String> macVolumes(MachineSource source) {
    return source.list("/Volumes").stream().map(name -> "/Volumes/" + name).filter(path -> path.equals(source.resolve(path)));
  }

  private static Stream<String> windowsDrives(MachineSource source) {
    String answer = source.run("powershell", "-NoProfile", "-NonInteractive", "-Command", WINDOWS_QUESTION);
    return DRIVE_LETTER.matcher(Objects.requireNonNullElse(answer, "")).results().map(found -> found.group(1) + "\\");
  }
}
