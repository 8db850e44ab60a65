package latchkey.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.UUID;

/**
 * One writer at a time, among processes and languages: a file that only one can create, as every host does it. A process that died with it is recognized; one that
 * sleeps with it loses it, notices before it writes, and begins again.
 */
final class Lock implements AutoCloseable {
  private static final String NAME = "lock";

  /** A write is a few milliseconds long. Somebody who has not moved for this long is not coming back soon. */
  private static final int STALE_MILLISECONDS = 5_000;

  private static final int STEP_MILLISECONDS = 10;

  private final Folder folder;
  private final byte[] content;

  private Lock(Folder folder, byte[] content) {
    this.folder = folder;
    this.content = content;
  }

  static Lock acquire(Folder folder) throws IOException {
    JsonObject record = new JsonObject();
    record.addProperty("pid", ProcessHandle.current().pid());
    record.addProperty("host", HostName.read());
    record.addProperty("id", UUID.randomUUID().toString());
    Lock lock = new Lock(folder, Json.write(record).getBytes(StandardCharsets.UTF_8));
    byte[] observed = new byte[0];
    for (int waited = 0; !lock.create(); waited += STEP_MILLISECONDS) {
      byte[] holder = holderOf(folder);
      if (!Arrays.equals(holder, observed)) {
        observed = holder;
        waited = 0;
      } else if (isDead(holder) || waited >= STALE_MILLISECONDS) {
        putAside(folder, holder);
      }
      pause();
    }
    return lock;
  }

  private boolean create() throws IOException {
    try {
      folder.create(NAME, content);
      return true;
    } catch (FileAlreadyExistsException held) {
      return false;
    }
  }

  private static byte[] holderOf(Folder folder) throws IOException {
    byte[] holder = folder.read(NAME);
    return holder == null ? new byte[0] : holder;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(STEP_MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the lock", interrupted);
    }
  }

  /** By renaming, which only one of several can do; and if the lock changed hands in that instant, its new holder notices and begins again. */
  private static void putAside(Folder folder, byte[] holder) throws IOException {
    if (!Arrays.equals(holderOf(folder), holder)) return;
    String aside = NAME + "." + UUID.randomUUID() + ".tmp";
    try {
      folder.rename(NAME, aside);
      folder.remove(aside);
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  /** Only where process numbers are the same world: a container that shares the folder has others. */
  private static boolean isDead(byte[] holder) {
    JsonObject record = Json.object(new String(holder, StandardCharsets.UTF_8));
    if (record == null || !HostName.read().equals(Json.text(record, "host"))) return false;
    if (!record.has("pid") || !record.get("pid").isJsonPrimitive() || !record.getAsJsonPrimitive("pid").isNumber()) return false;
    return !ProcessHandle.of(record.get("pid").getAsLong()).map(ProcessHandle::isAlive).orElse(false);
  }

  /** False when somebody thought that this process was dead and took it. */
  boolean isStillOurs() throws IOException {
    return Arrays.equals(holderOf(folder), content);
  }

  /** A lock that cannot be removed is recognized as dead by whoever comes next. */
  @Override
  public void close() {
    try {
      if (isStillOurs()) folder.remove(NAME);
    } catch (IOException left) {
      return;
    }
  }
}
