package latchkey.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store whose key lies in a keychain that the application brings: what happens when the keychain is there, locked, empty, or missing. */
public final class KeychainTest {
  private static final byte[] KEY = HexFormat.of().parseHex("fc2fe8029b3d444c110a5a627de2de08b598e91aa99a295b04b2d196667f672d");

  private static final Machine MACHINE =
      new Machine(
          new Nature("computer", Optional.empty()), List.of(new Finding("machine-id", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "the test")));

  /** Stands for the system's; locked as the test likes. */
  private static final class MemoryKeychain implements Keychain {
    final Map<String, byte[]> entries = new HashMap<>();
    boolean locked;

    @Override
    public Optional<byte[]> readKey(String account) {
      demandUnlocked();
      return Optional.ofNullable(entries.get(account));
    }

    @Override
    public void writeKey(String account, byte[] key) {
      demandUnlocked();
      entries.put(account, key.clone());
    }

    private void demandUnlocked() {
      if (locked) throw new IllegalStateException("locked");
    }
  }

  private final Path folder;
  private final MemoryKeychain keychain = new MemoryKeychain();

  private KeychainTest(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("latchkey-keychain");
    KeychainTest test = new KeychainTest(folder);
    test.aNewStoreKeepsItsKeyThere();
    test.withoutItOrLockedNothingIsLost();
    test.aKeyThatIsGoneIsDamage();
    test.aLockedKeychainStoresNothingNew();
    test.aKeyInTheFolderStaysThere();
    test.emptyFolder();
    Files.delete(folder);
  }

  private License open(Keychain brought) {
    return License.open("acme-cad", folder, brought, MACHINE, () -> 1_800_000_000, KEY);
  }

  private String request(Keychain brought) throws Exception {
    return open(brought).request("", "", false).spelled().code();
  }

  private void expectRefusal(Keychain brought, StoreException.Fault fault, String words) throws Exception {
    try {
      request(brought);
    } catch (StoreException refused) {
      expect(refused.fault() == fault, fault.name());
      expect(refused.getMessage().contains(words), words);
      return;
    }
    expect(false, "a refusal with " + words);
  }

  private void expectReason(Keychain brought, String reason) {
    expect(open(brought).check().reason().equals(reason), reason);
  }

  private static void expect(boolean holds, String what) {
    if (!holds) throw new AssertionError("expected " + what);
  }

  private byte[] file(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  private void aNewStoreKeepsItsKeyThere() throws Exception {
    String code = request(keychain);
    expect(Arrays.equals(file("key"), "LKK1".getBytes(StandardCharsets.US_ASCII)), "the marker in the file");
    String account = Folder.digest(folder.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
    expect(keychain.entries.keySet().equals(Set.of(account)), "the account's name as in every host");
    expect(request(keychain).equals(code), "the same request again");
  }

  private void withoutItOrLockedNothingIsLost() throws Exception {
    String code = request(keychain);
    byte[] before = file("license");
    expectRefusal(null, StoreException.Fault.NOT_READABLE, "in the system's keychain");
    expectReason(null, "store-fault");
    keychain.locked = true;
    expectRefusal(keychain, StoreException.Fault.NOT_READABLE, "unlock it");
    expectReason(keychain, "store-fault");
    keychain.locked = false;
    expect(Arrays.equals(before, file("license")), "an untouched file");
    expect(request(keychain).equals(code), "the same request again");
  }

  private void aKeyThatIsGoneIsDamage() throws Exception {
    String code = request(keychain);
    keychain.entries.clear();
    expectReason(keychain, "store-damaged");
    String another = request(keychain);
    expect(!another.equals(code), "a new request, which can be answered");
    expect(request(keychain).equals(another), "the new request again");
  }

  private void aLockedKeychainStoresNothingNew() throws Exception {
    emptyFolder();
    keychain.locked = true;
    expectRefusal(keychain, StoreException.Fault.NOT_WRITABLE, "unlock it");
    keychain.locked = false;
    expectReason(keychain, "no-code");
  }

  private void aKeyInTheFolderStaysThere() throws Exception {
    emptyFolder();
    keychain.entries.clear();
    String code = request(null);
    expect(request(keychain).equals(code), "the same request");
    expect(file("key").length == 32 && keychain.entries.isEmpty(), "the key in the folder");
  }

  private void emptyFolder() throws IOException {
    for (String name : new Folder(folder).list()) Files.delete(folder.resolve(name));
  }
}
