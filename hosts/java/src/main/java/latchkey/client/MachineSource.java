package latchkey.client;

import java.nio.file.Path;
import java.util.List;

/** Files and commands of a machine. Both are arguments of everything that reads one, so that a recorded machine is read by the same code as this one. */
public interface MachineSource {
  /** {@code linux}, {@code darwin} or {@code win32}. */
  String platform();

  /** The text of a file; null when it is absent or may not be read, which is the same to us: nothing here needs root. */
  String read(String path);

  /** The names in a folder, sorted; none when there is no such folder. */
  List<String> list(String folder);

  /** The path with every link followed; null when it leads nowhere. */
  String resolve(String path);

  /** Where this program finds what the machine calls {@code path}. */
  Path at(String path);

  /** What a command prints; null when it is absent, fails, or takes too long. */
  String run(String command, String... arguments);
}
