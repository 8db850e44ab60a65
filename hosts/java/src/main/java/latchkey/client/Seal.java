package latchkey.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The seal around the record: AES-256-GCM, so that any change of the file is noticed. The format is that of every host.
 *
 * <p>What it is for: nobody edits a witness or a pending request by accident or with an editor, and a record does not open under another product. What it is not: the
 * key lies beside the record, so whoever may read both can open and seal them. That gains nothing: the license is the vendor's signature, bound to this
 * machine by the module.
 */
final class Seal {
  static final int KEY_BYTES = 32;

  /** offset 0: magic, also authenticated · 4: nonce, 12 bytes · 16: ciphertext · last 16: tag */
  private static final byte[] MAGIC = "LKS1".getBytes(StandardCharsets.US_ASCII);

  private static final int NONCE_BYTES = 12;
  private static final int CIPHERTEXT_AT = 16;
  private static final int TAG_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Seal() {}

  static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static byte[] seal(byte[] fileKey, String product, byte[] record) {
    // Random nonces: a store would have to be written 2^32 times under one key before a repetition becomes thinkable.
    byte[] nonce = random(NONCE_BYTES);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, fileKey, product, nonce).doFinal(record);
      return ByteBuffer.allocate(CIPHERTEXT_AT + sealed.length).put(MAGIC).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has AES-GCM", impossible);
    }
  }

  /** The record, or null when this key did not seal exactly these bytes. */
  static byte[] unseal(byte[] fileKey, String product, byte[] sealed) {
    if (sealed.length < CIPHERTEXT_AT + TAG_BYTES || !Arrays.equals(MAGIC, Arrays.copyOf(sealed, MAGIC.length))) return null;
    byte[] nonce = Arrays.copyOfRange(sealed, MAGIC.length, CIPHERTEXT_AT);
    try {
      return cipher(Cipher.DECRYPT_MODE, fileKey, product, nonce).doFinal(sealed, CIPHERTEXT_AT, sealed.length - CIPHERTEXT_AT);
    } catch (AEADBadTagException changed) {
      return null;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has AES-GCM", impossible);
    }
  }

  private static Cipher cipher(int mode, byte[] fileKey, String product, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(sealingKey(fileKey, product), "AES"), new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(MAGIC);
    return cipher;
  }

  /** HKDF-SHA-256 (RFC 5869) without salt, of one block, with the purpose and the product as its info. */
  private static byte[] sealingKey(byte[] fileKey, String product) throws GeneralSecurityException {
    byte[] extracted = hmac(new byte[32], fileKey);
    return hmac(extracted, ("latchkey/store/1\0" + product + "\u0001").getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }
}
