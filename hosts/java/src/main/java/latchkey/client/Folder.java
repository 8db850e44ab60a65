package latchkey.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where the store lies, and the steps on the file system of which a write is made. Each step is one that can fail or be the last one before the power goes; the store
 * is built so that any of them may be.
 */
public final class Folder {
  /** A record has a few kilobytes; what is longer was not written by us. */
  private static final int LONGEST_FILE_BYTES = 262_144;

  private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

  private final Path path;
  private final boolean hasPermissions;

  Folder(Path path) {
    this.path = path;
    this.hasPermissions = path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  Path path() {
    return path;
  }

  /** One folder for each product; the digest keeps apart names that would look alike to a file system. */
  static Path ofProduct(String product) {
    return stateRoot(System.getProperty("os.name", ""), System.getenv(), Path.of(System.getProperty("user.home", ".")))
        .resolve(fileName(product) + "-" + shortDigest(product.getBytes(StandardCharsets.UTF_8)));
  }

  private static Path stateRoot(String system, Map<String, String> environment, Path home) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      String local = environment.get("LOCALAPPDATA");
      return (local == null ? home.resolve("AppData").resolve("Local") : Path.of(local)).resolve("Latchkey");
    }
    if (name.startsWith("mac")) return home.resolve("Library").resolve("Application Support").resolve("Latchkey");
    // XDG Base Directory Specification: a relative path is invalid and ignored.
    String state = environment.get("XDG_STATE_HOME");
    boolean absolute = state != null && Path.of(state).isAbsolute();
    return (absolute ? Path.of(state) : home.resolve(".local").resolve("state")).resolve("latchkey");
  }

  /** A product's id as part of a file's name. */
  public static String fileName(String product) {
    String name = product.replaceAll("[^A-Za-z0-9.-]+", "_");
    return name.substring(0, Math.min(32, name.length()));
  }

  /** The first eight digits of the SHA-256, for names of files. */
  public static String shortDigest(byte[] bytes) {
    return digest(bytes).substring(0, 8);
  }

  /** The SHA-256 in hexadecimal digits. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** Makes the folder, for its owner only; one that others may enter is closed to them. */
  void prepare() throws IOException {
    Files.createDirectories(path, ownerOnly(OWNER_ONLY_FOLDER));
    closeToOthers(path, OWNER_ONLY_FOLDER);
  }

  private FileAttribute<?>[] ownerOnly(Set<PosixFilePermission> permissions) {
    return hasPermissions ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)} : new FileAttribute<?>[0];
  }

  /** Where permissions cannot be changed, on a read-only disk or a stick without any, a customer's license is read all the same. */
  private void closeToOthers(Path file, Set<PosixFilePermission> permissions) throws IOException {
    if (!hasPermissions) return;
    boolean open = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).stream().anyMatch(OTHERS::contains);
    boolean ours = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
    if (!open || !ours) return;
    try {
      Files.setPosixFilePermissions(file, permissions);
    } catch (FileSystemException unchangeable) {
      return;
    }
  }

  List<String> list() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  /** The bytes of a plain file; null when there is none. A link, or what is no plain file, is empty: none of our files, and thus damage. */
  byte[] read(String name) throws IOException {
    Path file = path.resolve(name);
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile() || attributes.size() > LONGEST_FILE_BYTES) return new byte[0];
      closeToOthers(file, OWNER_ONLY);
      ByteBuffer bytes = ByteBuffer.allocate((int) attributes.size());
      try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) continue;
      }
      return java.util.Arrays.copyOf(bytes.array(), bytes.position());
    } catch (NoSuchFileException absent) {
      return null;
    }
  }

  /** A new file for its owner only, on disk before this returns. Fails when the name is taken. */
  void create(String name, byte[] bytes) throws IOException {
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try (FileChannel channel = FileChannel.open(path.resolve(name), options, ownerOnly(OWNER_ONLY))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) channel.write(rest);
      channel.force(true);
    }
  }

  /** Puts a file in the place of another in one step, and that is on disk when this returns. */
  void rename(String from, String to) throws IOException {
    Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    // Windows cannot open a folder as a file; NTFS writes its journal itself.
    if (!hasPermissions) return;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Puts a file in the place of another, whole or not at all. */
  void place(String name, byte[] bytes) throws IOException {
    String temporary = name + "." + UUID.randomUUID() + ".tmp";
    create(temporary, bytes);
    rename(temporary, name);
  }

  /** Keeps a file that is none of ours under another name. The digest in it: the same damage twice is kept once. */
  void putAside(String name, byte[] bytes) throws IOException {
    rename(name, name + ".damaged-" + shortDigest(bytes));
  }

  void remove(String name) throws IOException {
    Files.deleteIfExists(path.resolve(name));
  }

  /** Whether a file system can be written at all, for the advice when it cannot. */
  boolean isReadOnly() {
    try {
      Path present = path;
      while (present != null && !Files.exists(present)) present = present.getParent();
      FileStore store = present == null ? null : Files.getFileStore(present);
      return store != null && store.isReadOnly();
    } catch (IOException unknown) {
      return false;
    }
  }
}
