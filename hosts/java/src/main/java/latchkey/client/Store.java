package latchkey.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sealed store: two copies of one record and the key that seals them, in a folder of their owner. The files are those of every host.
 *
 * <p>Every change is one transaction under a lock: read, change, write the first copy, write the second, read back. A copy is written beside its place, brought to disk,
 * and renamed over the old one, so at every instant there is at least one whole copy, old or new; the higher generation counts. What does not open (changed, cut, of
 * another product) is put aside, never deleted and never believed. If no copy opens, the store is empty and says so.
 */
final class Store {
  private static final List<String> COPIES = List.of("license", "license.copy");

  private static final String NEWER = "The stored license was written by a newer version of this application; update this one.";

  /** What has happened to the files since they were last written: nothing, one copy replaced the other, or nothing could be opened. */
  enum Damage {
    NONE,
    REPAIRED,
    LOST
  }

  record Kept(StoredEvidence evidence, Damage damage) {}

  /** What a change answers: a result, and evidence to store, or null to store nothing. */
  record Change<T>(T result, StoredEvidence evidence) {}

  interface Changer<T> {
    Change<T> change(Kept kept);
  }

  /** A copy as it was read; bytes are null when there is none, and evidence when it does not open. */
  private record Copy(String name, byte[] bytes, StoredEvidence.Decoded record) {
    boolean isUnreadable() {
      return bytes != null && record.evidence() == null && !record.newer();
    }
  }

  /** Another process took the lock while this one slept. */
  private static final class Displaced extends IOException {}

  private final Folder folder;
  private final SealingKey sealingKey;
  private final String product;

  /** The keychain may be null. */
  Store(Path path, String product, Keychain keychain) {
    this.folder = new Folder(path);
    this.sealingKey = new SealingKey(folder, keychain);
    this.product = product;
  }

  Path path() {
    return folder.path();
  }

  /** What is stored, without changing anything on disk. */
  Kept read() throws StoreException {
    return keptIn(copies());
  }

  /** Reads, lets the changer answer, stores, and reads back. It may be called again, if another process was faster; only what it returned last has happened. */
  <T> T update(Changer<T> changer) throws StoreException {
    for (int attempt = 1; ; attempt++) {
      try (Lock lock = lock()) {
        List<Copy> copies = copies();
        Kept kept = keptIn(copies);
        Change<T> change = changer.change(kept);
        if (change.evidence() != null || needsRepair(copies)) write(lock, copies, change.evidence() != null ? change.evidence() : kept.evidence());
        return change.result();
      } catch (IOException error) {
        if (!(error instanceof Displaced) || attempt == 5) throw notWritable(error);
      }
    }
  }

  private Lock lock() throws IOException {
    folder.prepare();
    return Lock.acquire(folder);
  }

  private List<Copy> copies() throws StoreException {
    try {
      byte[] key = sealingKey.read();
      List<Copy> copies = new ArrayList<>();
      for (String name : COPIES) copies.add(copy(name, key));
      return copies;
    } catch (IOException error) {
      String sentence = "The stored license in " + path() + " cannot be read: " + adviceFor(error);
      throw new StoreException(StoreException.Fault.NOT_READABLE, sentence, error);
    }
  }

  private Copy copy(String name, byte[] key) throws IOException {
    byte[] bytes = folder.read(name);
    byte[] record = bytes != null && key != null ? Seal.unseal(key, product, bytes) : null;
    return new Copy(name, bytes, record == null ? StoredEvidence.Decoded.UNREADABLE : StoredEvidence.decode(record));
  }

  private void write(Lock lock, List<Copy> copies, StoredEvidence evidence) throws IOException, StoreException {
    clearAway(copies);
    byte[] key = sealingKey.readOrMake();
    Copy best = newest(copies);
    byte[] record = evidence.encode((best == null ? 0 : best.record().generation()) + 1);
    byte[] sealed = Seal.seal(key, product, record);
    for (String name : COPIES) {
      if (!lock.isStillOurs()) throw new Displaced();
      folder.place(name, sealed);
    }
    for (String name : COPIES) {
      byte[] stored = folder.read(name);
      if (stored == null || !Arrays.equals(record, Seal.unseal(key, product, stored)))
        throw new IOException("what was read back is not what was written");
    }
  }

  /** Left-overs of writers that died, and copies that do not open. */
  private void clearAway(List<Copy> copies) throws IOException {
    for (String name : folder.list()) if (name.endsWith(".tmp")) folder.remove(name);
    for (Copy copy : copies) if (copy.isUnreadable()) folder.putAside(copy.name(), copy.bytes());
  }

  private StoreException notWritable(IOException error) {
    String sentence = "Nothing can be stored in " + path() + ": " + adviceFor(error);
    return new StoreException(StoreException.Fault.NOT_WRITABLE, sentence, error);
  }

  private String adviceFor(IOException error) {
    String why = error instanceof FileSystemException known ? String.valueOf(known.getReason()) : "";
    if (why.contains("Read-only") || folder.isReadOnly()) return "the file system is read-only; choose another folder.";
    if (error instanceof AccessDeniedException)
      return "it belongs to another user; run this as the user who made it, or choose another folder.";
    if (why.contains("No space") || why.contains("quota")) return "the disk is full; make room and try again.";
    if (error instanceof FileAlreadyExistsException || error instanceof NotDirectoryException || why.contains("Not a directory"))
      return "a file stands where the folder should be; move it away, or choose another folder.";
    return "the system says that it failed; try again, or choose another folder.";
  }

  private static Copy newest(List<Copy> copies) {
    Copy best = null;
    for (Copy copy : copies)
      if (copy.record().evidence() != null && (best == null || copy.record().generation() > best.record().generation())) best = copy;
    return best;
  }

  private static Kept keptIn(List<Copy> copies) throws StoreException {
    if (copies.stream().anyMatch(copy -> copy.record().newer())) throw new StoreException(StoreException.Fault.NEWER, NEWER, null);
    Copy best = newest(copies);
    boolean damaged = copies.stream().anyMatch(Copy::isUnreadable);
    Damage damage = !damaged ? Damage.NONE : best == null ? Damage.LOST : Damage.REPAIRED;
    return new Kept(best == null ? StoredEvidence.NONE : best.record().evidence(), damage);
  }

  /** One copy is damaged, missing or older than the other. After a receipt was made, the older one still holds the secret. */
  private static boolean needsRepair(List<Copy> copies) {
    Copy best = newest(copies);
    return best != null
        && copies.stream()
            .anyMatch(copy -> copy.record().evidence() == null || copy.record().generation() != best.record().generation());
  }
}
