package latchkey.client;

import java.util.Optional;

/**
 * Keeps the 32 bytes that seal a store outside of its folder: an application's own way to the keychain of its system. Only the key is kept there, since a record
 * is larger than some keychains take. What they throw, such as for a keychain that is locked, becomes a {@link StoreException}; what is stored then stays as it is.
 */
public interface Keychain {
  /** The key of a store, whose name here is 64 hexadecimal digits; empty when there is none under it. */
  Optional<byte[]> readKey(String account) throws Exception;

  /** Keeps the key of a store. */
  void writeKey(String account, byte[] key) throws Exception;
}
