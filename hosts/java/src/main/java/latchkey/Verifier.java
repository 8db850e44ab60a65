package latchkey;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads codes and decides what they mean. It has its own memory and its own trusted keys, and no other state. Threads that share one wait for
 * each other.
 */
public final class Verifier {
  /** The module refuses anything longer than 16,384 bytes for its length, so one byte more is enough to hand on. */
  private static final int MAX_TEXT_BYTES = 16_385;

  /** A key or signature of a wrong length stays of a wrong length, and fits. */
  private static final int MAX_KEY_BYTES = 128;

  private static final int SECRET = 1;
  private static final int LOCK = 2;
  private static final int PENDING = 4;
  private static final int HOST = 8;

  private final Module module;

  private Verifier(Module module) {
    this.module = module;
  }

  /** A request as it was made, and the 16 bytes that are to be stored with it. */
  public record MadeRequest(String code, String file, byte[] pending) {}

  /** What a machine's value gives, and the value as it was understood: bytes that need be no UTF-8. */
  public record Component(byte[] component, byte[] normalized) {}

  /** A code, respelled; letter R request, A activation code, D receipt, B bundle. */
  public record Canonical(String letter, String code, String file) {}

  /** An activation request, as read from its text. Nothing in it is trusted. Without a lock the machine cannot make a receipt. */
  public record Request(
      byte[] nonce,
      Optional<byte[]> lock,
      String product,
      List<byte[]> components,
      String label,
      Optional<String> licenseKey,
      String code) {}

  /** A deactivation receipt, as read from its text, with the lock that its secret opens. */
  public record Receipt(byte[] tokenId, byte[] lock, String code) {}

  /** Name and sentence of a status. */
  public record Description(String name, String sentence) {}

  /** Loads the verifier that is part of this library. */
  public static Verifier load() {
    return load(Packaged.BYTES, null);
  }

  /**
   * Loads {@code verifier.wasm} from its bytes.
   *
   * @param sha256 what they must have, in hexadecimal digits; null: anything
   * @throws LatchkeyException {@code wrong-module} when the digest or the ABI does not fit
   */
  public static Verifier load(byte[] module, String sha256) {
    return new Verifier(new Module(module, sha256));
  }

  /** The bytes of the module that is part of this library. */
  public static byte[] packagedModule() {
    return Packaged.BYTES.clone();
  }

  /**
   * Trusts public keys: 32 raw bytes each (RFC 8032). At most 32 can be trusted.
   *
   * @throws LatchkeyException for a key that is none; it then counts as absent, and the keys before it are trusted
   */
  public synchronized void trust(byte[]... publicKeys) {
    for (byte[] key : publicKeys) ask("trust_key", keyRecord(key), record -> true).orElseThrow();
  }

  /** Why a public key cannot be trusted; empty for a good one. */
  public synchronized Optional<Problem> checkKey(byte[] publicKey) {
    Reading<Boolean> read = ask("check_key", keyRecord(publicKey), record -> true);
    return read instanceof Reading.Failure<Boolean> failure ? Optional.of(failure.problem()) : Optional.empty();
  }

  /** Decides what an activation code means, from the code and what the program knows. */
  public Verdict check(String code, Evidence evidence) {
    return check(code.getBytes(StandardCharsets.UTF_8), evidence);
  }

  /** The same for a code in bytes. */
  public synchronized Verdict check(byte[] code, Evidence evidence) {
    return Answers.verdict(module.call("check", record -> writeEvidence(record, code, evidence)));
  }

  /** The component that a machine's value gives. */
  public synchronized Reading<Component> component(String product, String kind, byte[] value) {
    return ask(
        "component",
        record -> record.text(product).text(kind).data(value, MAX_TEXT_BYTES),
        answer -> new Component(answer.bytes(16), answer.data()));
  }

  /**
   * Makes an activation request. Store {@code pending} with it, and show the same request until it is answered.
   *
   * @throws LatchkeyException {@code bad-input} when an argument is out of its limits
   */
  public synchronized MadeRequest createRequest(RequestInput input) {
    Reading<MadeRequest> made = ask("create_request", record -> writeRequest(record, input), Verifier::readMadeRequest);
    return made.orElseThrow();
  }

  /** Makes the receipt that frees the seat of an installed code. The code's signature must hold; its verdict does not matter. */
  public synchronized Reading<Spelled> createReceipt(byte[] code, byte[] secret) {
    return ask(
        "create_receipt",
        record -> record.bytes(secret, 16, "secret").data(code, MAX_TEXT_BYTES),
        answer -> new Spelled(answer.text(), answer.text()));
  }

  /** Reads an activation request. Nothing in it is trusted. */
  public synchronized Reading<Request> decodeRequest(byte[] text) {
    return ask("decode_request", record -> record.data(text, MAX_TEXT_BYTES), Verifier::readRequest);
  }

  /** Reads a deactivation receipt. */
  public synchronized Reading<Receipt> decodeReceipt(byte[] text) {
    return ask(
        "decode_receipt",
        record -> record.data(text, MAX_TEXT_BYTES),
        answer -> new Receipt(answer.bytes(8), answer.bytes(16), answer.text()));
  }

  /** Reads a license key; the value is its canonical spelling. */
  public synchronized Reading<String> decodeLicenseKey(byte[] text) {
    return ask("decode_license_key", record -> record.data(text, MAX_TEXT_BYTES), RecordReader::text);
  }

  /** Respells any of the four codes; only its text form and checks are judged. */
  public synchronized Reading<Canonical> canonical(byte[] text) {
    return ask(
        "canonical",
        record -> record.data(text, MAX_TEXT_BYTES),
        answer -> new Canonical(Character.toString((int) answer.u32()), answer.text(), answer.text()));
  }

  /** Whether a signature holds by the rule of docs/decisions.md ("strict plus"); false for whatever is wrong with it. */
  public synchronized boolean verifySignature(byte[] publicKey, byte[] message, byte[] signature) {
    Reading<Boolean> read =
        ask(
            "verify_signature",
            record -> record.data(publicKey, MAX_KEY_BYTES).data(message).data(signature, MAX_KEY_BYTES),
            record -> true);
    return read instanceof Reading.Value;
  }

  /** Name and sentence of a status; empty for a number that the module does not know. */
  public synchronized Optional<Description> describe(long status, long detail) {
    Problem head = Answers.head(module.call("describe", record -> record.u32(status).u32(detail)));
    return head.code() == status ? Optional.of(new Description(head.name(), head.sentence())) : Optional.empty();
  }

  /** What the call read, or its problem. */
  private <T> Reading<T> ask(String call, Consumer<RecordWriter> write, Function<RecordReader, T> read) {
    RecordReader answer = module.call(call, write);
    Problem head = Answers.head(answer);
    return head.code() == 0 ? new Reading.Value<>(read.apply(answer)) : new Reading.Failure<>(head);
  }

  private static Consumer<RecordWriter> keyRecord(byte[] key) {
    return record -> record.raw(key, Math.min(key.length, MAX_KEY_BYTES));
  }

  private static void writeEvidence(RecordWriter record, byte[] code, Evidence evidence) {
    byte[] lock = evidence.secret != null ? evidence.secret : evidence.lock;
    int flags = evidence.secret != null ? SECRET : lock != null ? LOCK : 0;
    if (evidence.pending != null) flags |= PENDING;
    if (evidence.host != null) flags |= HOST;
    record
        .f64(evidence.nowSeconds)
        .f64(evidence.runningSeconds)
        .bytes(evidence.witness, 16, "witness")
        .u32(flags)
        .bytes(lock, 16, "secret or lock")
        .bytes(evidence.pending, 16, "pending")
        .text(evidence.product)
        .text(evidence.host == null ? "" : evidence.host)
        .components(evidence.components)
        .data(code, MAX_TEXT_BYTES);
  }

  private static void writeRequest(RecordWriter record, RequestInput input) {
    record
        .bytes(input.nonce(), 8, "nonce")
        .bytes(input.witness(), 16, "witness")
        .u32(input.secret() != null ? SECRET : 0)
        .bytes(input.secret(), 16, "secret")
        .text(input.product())
        .components(input.components())
        .text(input.label())
        .text(input.licenseKey());
  }

  private static MadeRequest readMadeRequest(RecordReader answer) {
    byte[] pending = answer.bytes(16);
    return new MadeRequest(answer.text(), answer.text(), pending);
  }

  private static Request readRequest(RecordReader answer) {
    byte[] nonce = answer.bytes(8);
    byte[] lock = answer.bytes(16);
    String product = answer.text();
    byte[] all = answer.data();
    List<byte[]> components = new ArrayList<>();
    for (int at = 0; at + 16 <= all.length; at += 16) components.add(Arrays.copyOfRange(all, at, at + 16));
    Optional<byte[]> given = Arrays.equals(lock, new byte[16]) ? Optional.empty() : Optional.of(lock);
    return new Request(nonce, given, product, components, answer.text(), answer.optionalText(), answer.text());
  }
}
