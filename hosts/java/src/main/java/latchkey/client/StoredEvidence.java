package latchkey.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import latchkey.Spelled;

/**
 * What the store keeps: evidence, never a verdict. What is null is absent.
 *
 * @param code the installed activation code, canonical
 * @param secret this machine's secret, until it is given away in a receipt
 * @param witness what the module last said about time
 * @param request the one request that waits for its answer, with what the module needs when the answer comes
 * @param receipt a finished receipt, until somebody says that it was taken
 */
record StoredEvidence(String code, byte[] secret, byte[] witness, Spelled request, byte[] pending, Spelled receipt) {
  static final StoredEvidence NONE = new StoredEvidence(null, null, null, null, null, null);

  /** The version of the record. A newer program's record is left alone. */
  private static final int VERSION = 1;

  StoredEvidence withCode(String other) {
    return new StoredEvidence(other, secret, witness, request, pending, receipt);
  }

  StoredEvidence withWitness(byte[] other) {
    return new StoredEvidence(code, secret, other, request, pending, receipt);
  }

  StoredEvidence withRequest(byte[] itsSecret, Spelled other, byte[] itsPending) {
    return new StoredEvidence(code, itsSecret, witness, other, itsPending, receipt);
  }

  StoredEvidence withReceipt(Spelled other) {
    return new StoredEvidence(code, secret, witness, request, pending, other);
  }

  /** {@code generation} counts the writes, so that of two copies the newer one is known. */
  byte[] encode(long generation) {
    JsonObject record = new JsonObject();
    record.addProperty("version", VERSION);
    record.addProperty("generation", generation);
    if (code != null) record.addProperty("code", code);
    if (secret != null) record.addProperty("secret", toText(secret));
    if (witness != null) record.addProperty("witness", toText(witness));
    if (request != null) {
      JsonObject waiting = spelled(request);
      waiting.addProperty("pending", toText(pending));
      record.add("request", waiting);
    }
    if (receipt != null) record.add("receipt", spelled(receipt));
    return Json.write(record).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject spelled(Spelled spelled) {
    JsonObject record = new JsonObject();
    record.addProperty("code", spelled.code());
    record.addProperty("file", spelled.file());
    return record;
  }

  private static String toText(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A record as it was read; evidence is null when it cannot be read or, with {@code newer}, when a newer program wrote it. */
  record Decoded(StoredEvidence evidence, long generation, boolean newer) {
    static final Decoded UNREADABLE = new Decoded(null, 0, false);
  }

  static Decoded decode(byte[] bytes) {
    JsonObject record = Json.object(new String(bytes, StandardCharsets.UTF_8));
    if (record == null) return Decoded.UNREADABLE;
    try {
      long version = count(record, "version");
      long generation = count(record, "generation");
      if (version > VERSION) return new Decoded(null, generation, true);
      return new Decoded(members(record), generation, false);
    } catch (IllegalArgumentException | UnsupportedOperationException wrongShape) {
      return Decoded.UNREADABLE;
    }
  }

  private static StoredEvidence members(JsonObject record) {
    Spelled request = spelledIn(record, "request");
    byte[] pending = request == null ? null : bytesIn(record.getAsJsonObject("request"), "pending");
    if (request != null && pending == null) throw new IllegalArgumentException("pending");
    return new StoredEvidence(
        textIn(record, "code"), bytesIn(record, "secret"), bytesIn(record, "witness"), request, pending, spelledIn(record, "receipt"));
  }

  private static long count(JsonObject record, String name) {
    JsonElement member = record.get(name);
    if (member == null || !member.isJsonPrimitive() || !member.getAsJsonPrimitive().isNumber() || member.getAsLong() < 1)
      throw new IllegalArgumentException(name);
    return member.getAsLong();
  }

  /** An absent member is well; one of another shape is not. */
  private static String textIn(JsonObject record, String name) {
    String text = Json.text(record, name);
    if (text == null && record.has(name)) throw new IllegalArgumentException(name);
    return text;
  }

  private static byte[] bytesIn(JsonObject record, String name) {
    String text = textIn(record, name);
    byte[] bytes = text == null ? null : Base64.getUrlDecoder().decode(text);
    if (bytes != null && bytes.length != 16) throw new IllegalArgumentException(name);
    return bytes;
  }

  private static Spelled spelledIn(JsonObject record, String name) {
    if (!record.has(name)) return null;
    if (!record.get(name).isJsonObject()) throw new IllegalArgumentException(name);
    JsonObject spelled = record.getAsJsonObject(name);
    String code = textIn(spelled, "code");
    String file = textIn(spelled, "file");
    if (code == null || file == null) throw new IllegalArgumentException(name);
    return new Spelled(code, file);
  }
}
