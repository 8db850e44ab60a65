package latchkey.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where the key that seals a store is kept: in the file {@code key} in its folder, or in the keychain that the application brings. */
final class SealingKey {
  private static final String FILE = "key";

  /** Stands in the file when the key itself is in a keychain, so that no program takes the store for damaged. */
  private static final byte[] IN_KEYCHAIN = "LKK1".getBytes(StandardCharsets.US_ASCII);

  private static final String NO_KEYCHAIN =
      "The key of the stored license is in the system's keychain, which this program does not open; use the program that stored it.";
  private static final String SILENT = "The system's keychain does not answer: unlock it and try again.";
  private static final String REFUSED = "Nothing can be stored in the system's keychain: unlock it and try again.";

  private final Folder folder;
  private final Keychain keychain;

  /** With a keychain a new store keeps its key there; one whose key lies in its folder is opened as before. Null: in the folder. */
  SealingKey(Folder folder, Keychain keychain) {
    this.folder = folder;
    this.keychain = keychain;
  }

  /** Null when there is none that could be one. */
  byte[] read() throws IOException, StoreException {
    byte[] file = folder.read(FILE);
    byte[] key = Arrays.equals(file, IN_KEYCHAIN) ? readFromKeychain() : file;
    return key != null && key.length == Seal.KEY_BYTES ? key : null;
  }

  private byte[] readFromKeychain() throws StoreException {
    if (keychain == null) throw new StoreException(StoreException.Fault.NOT_READABLE, NO_KEYCHAIN, null);
    try {
      return keychain.readKey(account()).orElse(null);
    } catch (Exception silent) { // each library has errors of its own
      throw new StoreException(StoreException.Fault.NOT_READABLE, SILENT, silent);
    }
  }

  /** The key that is there, or a new one. */
  byte[] readOrMake() throws IOException, StoreException {
    byte[] present = read();
    if (present != null) return present;
    byte[] file = folder.read(FILE);
    if (file != null && !Arrays.equals(file, IN_KEYCHAIN)) folder.putAside(FILE, file);
    byte[] made = Seal.random(Seal.KEY_BYTES);
    // First into the keychain, then the file that says so: whatever stops in between leaves a store without records, and loses none.
    if (keychain != null) keepInKeychain(made);
    folder.place(FILE, keychain != null ? IN_KEYCHAIN : made);
    return made;
  }

  private void keepInKeychain(byte[] key) throws StoreException {
    try {
      keychain.writeKey(account(), key);
    } catch (Exception refused) {
      throw new StoreException(StoreException.Fault.NOT_WRITABLE, REFUSED, refused);
    }
  }

  /** The name of this store in a keychain, the same as in every host. */
  private String account() {
    return Folder.digest(folder.path().toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
  }
}
