package latchkey.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Codes that travel as files: on a stick, in a download folder, out of a mail program. */
final class CodeFiles {
  /** The module reads 16 KiB; a file may have that in UTF-16, and words of people around it. */
  private static final int LONGEST_FILE_BYTES = 65_536;

  private static final int MOST_FILES = 200;

  private CodeFiles() {}

  /** The text of a code file. UTF-16 with its mark, as Windows' editors write it, is text too. */
  static String read(Path path) throws Stop {
    if (Files.isDirectory(path)) throw Stop.trouble(path + " is a folder; to look for a code in it: install --from " + path);
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) throw Stop.trouble(path + " is no file with a code.");
      if (Files.size(path) > LONGEST_FILE_BYTES) throw Stop.trouble(path + " is too large to be a code; choose the .lic file.");
      try (InputStream stream = Files.newInputStream(path)) {
        byte[] bytes = stream.readNBytes(LONGEST_FILE_BYTES);
        if (bytes.length == 0) throw Stop.trouble(path + " is empty; copy the file again.");
        return text(bytes);
      }
    } catch (IOException error) {
      throw trouble(path, error);
    }
  }

  private static String text(byte[] bytes) {
    boolean little = bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe;
    boolean big = bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff;
    Charset charset = little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    String text = new String(bytes, charset);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** Writes a code as a file, whole or not at all, and on the stick when this returns. */
  static Path write(Path folder, String name, String text) throws Stop {
    Path path = folder.resolve(name);
    Path temporary = folder.resolve(name + ".tmp");
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) throw Stop.trouble(folder + " is no folder.");
      Files.deleteIfExists(temporary);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (rest.hasRemaining()) channel.write(rest);
        channel.force(true);
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return path;
    } catch (IOException error) {
      throw trouble(folder, error);
    }
  }

  /** The {@code .lic} files in a folder and in the folders in it. Links are not followed: a stick is not asked to lead us elsewhere. */
  static List<Path> licensesIn(Path folder) throws Stop {
    List<Path> files = new ArrayList<>();
    try {
      List<Path> entries = entriesOf(folder);
      entries.stream().filter(CodeFiles::isLicense).forEach(files::add);
      for (Path below : entries.stream().filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)).limit(MOST_FILES).toList())
        files.addAll(licensesBelow(below));
    } catch (IOException error) {
      throw trouble(folder, error);
    }
    return files.subList(0, Math.min(files.size(), MOST_FILES));
  }

  /** A folder on the stick that may not be opened hides nothing that was meant for us. */
  private static List<Path> licensesBelow(Path folder) {
    try {
      return entriesOf(folder).stream().filter(CodeFiles::isLicense).toList();
    } catch (IOException closed) {
      return List.of();
    }
  }

  private static List<Path> entriesOf(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** macOS leaves {@code ._name.lic} beside every file on foreign sticks. */
  private static boolean isLicense(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && name.toLowerCase(Locale.ROOT).endsWith(".lic")
        && !name.startsWith("._");
  }

  private static Stop trouble(Path path, IOException error) {
    String why = error instanceof FileSystemException known ? String.valueOf(known.getReason()) : "";
    String what = "cannot be used: the system says that it failed.";
    if (error instanceof NoSuchFileException) what = "is not there; is the stick plugged in, and the name right?";
    else if (error instanceof NotDirectoryException) what = "is no folder.";
    else if (why.contains("Read-only")) what = "is read-only; use another stick, or unlock this one.";
    else if (error instanceof AccessDeniedException) what = "may not be used by this user; check its permissions.";
    else if (why.contains("No space")) what = "is full; make room and try again.";
    return Stop.trouble(path + " " + what);
  }
}
