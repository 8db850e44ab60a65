package latchkey.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The machine on which this program runs. */
public class ThisMachine implements MachineSource {
  /** Kernel files are short; what is longer is not what we are looking for. */
  private static final int LONGEST_FILE_BYTES = 65_536;

  private static final int LONGEST_OUTPUT_BYTES = 1_048_576;
  private static final int PATIENCE_SECONDS = 20;

  private final Path root;

  /** The files of this machine. */
  public ThisMachine() {
    this(Path.of("/"));
  }

  /** The files below another root, for a recorded machine. */
  protected ThisMachine(Path root) {
    this.root = root;
  }

  @Override
  public String platform() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return name.startsWith("windows") ? "win32" : name.startsWith("mac") ? "darwin" : name;
  }

  @Override
  public String read(String path) {
    return readBelow(root, path);
  }

  /** The beginning of a plain file; null when there is none. */
  protected static String readBelow(Path root, String path) {
    try {
      Path file = root.resolve(path.substring(1));
      // A named pipe in the place of a file must not make us wait for a writer, nor a device without an end.
      if (!Files.isRegularFile(file)) return null;
      try (InputStream stream = Files.newInputStream(file)) {
        return text(stream.readNBytes(LONGEST_FILE_BYTES));
      }
    } catch (IOException | InvalidPathException | SecurityException absent) {
      return null;
    }
  }

  /** Text in which whatever is no UTF-8 was replaced, without a byte order mark. */
  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  @Override
  public List<String> list(String folder) {
    try (Stream<Path> entries = Files.list(root.resolve(folder.substring(1)))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException | InvalidPathException | SecurityException absent) {
      return List.of();
    }
  }

  @Override
  public String resolve(String path) {
    try {
      return "/" + root.toRealPath().relativize(root.resolve(path.substring(1)).toRealPath());
    } catch (IOException | InvalidPathException | SecurityException absent) {
      return null;
    }
  }

  @Override
  public Path at(String path) {
    return path.startsWith("/") ? root.resolve(path.substring(1)) : Path.of(path); // a drive of Windows
  }

  @Override
  public String run(String command, String... arguments) {
    List<String> words = new ArrayList<>(List.of(fullPath(command)));
    words.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> readOutput(process));
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended) process.destroyForcibly();
      byte[] bytes = output.join();
      return ended && process.exitValue() == 0 && bytes != null ? text(bytes) : null;
    } catch (IOException absent) {
      return null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static byte[] readOutput(Process process) {
    try (InputStream stream = process.getInputStream()) {
      return stream.readNBytes(LONGEST_OUTPUT_BYTES);
    } catch (IOException broken) {
      return null;
    }
  }

  /** Full paths, so that a program of the same name in somebody's PATH is never run. */
  private static String fullPath(String command) {
    String windows = System.getenv().getOrDefault("SystemRoot", "C:\\Windows");
    return switch (command) {
      case "reg" -> windows + "\\System32\\reg.exe";
      case "powershell" -> windows + "\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
      default -> "/usr/sbin/" + command;
    };
  }
}
