package latchkey;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import latchkey.client.Finding;
import latchkey.client.Machine;
import latchkey.client.ThisMachine;
import latchkey.command.Main;
import latchkey.command.Members;

/** The runner of this host: one call a line in, one answer a line out, as hosts/README.md says. */
public final class Runner {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final byte[] module;
  private Verifier verifier;

  private Runner(byte[] module) {
    this.module = module;
  }

  /** A machine that was recorded in a folder: platform, its files below root, and what its commands print in commands. */
  private static final class Recorded extends ThisMachine {
    private final Path folder;

    Recorded(String folder) {
      super(Path.of(folder, "root"));
      this.folder = Path.of(folder);
    }

    @Override
    public String platform() {
      return readBelow(folder, "/platform").strip();
    }

    @Override
    public String run(String command, String... arguments) {
      return readBelow(folder, "/commands/" + command);
    }
  }

  private record Call(JsonObject members) {
    String text(String name) {
      return members.has(name) ? members.get(name).getAsString() : "";
    }

    byte[] bytes(String name) {
      return HexFormat.of().parseHex(text(name));
    }

    byte[] optional(String name) {
      return members.has(name) ? bytes(name) : null;
    }

    double number(String name) {
      return members.has(name) ? Double.parseDouble(text(name)) : 0;
    }

    List<byte[]> list(String name) {
      List<byte[]> list = new ArrayList<>();
      if (members.has(name))
        for (JsonElement item : members.getAsJsonArray(name)) list.add(HexFormat.of().parseHex(item.getAsString()));
      return list;
    }

    long repeat() {
      return members.has("repeat") ? members.get("repeat").getAsLong() : 1;
    }

    /** Does the same thing as often as the call says; the last answer counts. */
    <T> T repeated(Supplier<T> step) {
      for (long round = repeat(); round > 1; round--) step.get();
      return step.get();
    }
  }

  private JsonObject answer(Call call) throws Exception {
    return switch (call.text("call")) {
      case "load" -> {
        verifier = Verifier.load(module, call.members().has("sha256") ? call.text("sha256") : null);
        yield ok();
      }
      case "trust" -> {
        verifier.trust(call.bytes("key"));
        yield ok();
      }
      case "check_key" -> verifier.checkKey(call.bytes("key")).map(Runner::failed).orElseGet(Runner::ok);
      case "check" -> check(call);
      case "component" -> component(call);
      case "verify_signature" -> {
        byte[] key = call.bytes("key");
        byte[] message = call.bytes("message");
        byte[] signature = call.bytes("signature");
        yield valid(call.repeated(() -> verifier.verifySignature(key, message, signature)));
      }
      case "describe" -> {
        JsonObject record = new JsonObject();
        verifier.describe((long) call.number("status"), (long) call.number("detail")).ifPresent(it -> {
          record.addProperty("name", it.name());
          record.addProperty("sentence", it.sentence());
        });
        yield record;
      }
      case "machine" -> machine(call);
      case "threads" -> threads(call);
      case "native_verify" -> verifyNatively(call);
      default -> exchange(call);
    };
  }

  private static JsonObject ok() {
    JsonObject record = new JsonObject();
    record.addProperty("ok", true);
    return record;
  }

  private static JsonObject valid(boolean valid) {
    JsonObject record = new JsonObject();
    record.addProperty("valid", valid);
    return record;
  }

  private static JsonObject failed(Problem problem) {
    JsonObject told = new JsonObject();
    told.addProperty("code", problem.code());
    told.addProperty("name", problem.name());
    told.addProperty("sentence", problem.sentence());
    told.addProperty("detail", problem.detail());
    Members.putPlace(told, problem.place());
    JsonObject record = new JsonObject();
    record.addProperty("ok", false);
    record.add("problem", told);
    return record;
  }

  private static <T> JsonObject reading(Reading<T> reading, java.util.function.Function<T, JsonElement> value) {
    if (reading instanceof Reading.Failure<T> failure) return failed(failure.problem());
    JsonObject record = ok();
    record.add("value", value.apply(reading.orElseThrow()));
    return record;
  }

  private static JsonObject texts(String... namesAndValues) {
    JsonObject record = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) record.addProperty(namesAndValues[i], namesAndValues[i + 1]);
    return record;
  }

  private static Evidence evidenceOf(Call call) {
    Evidence evidence = new Evidence(call.text("product"), call.number("now")).runningSeconds(call.number("running"));
    if (call.members().has("host")) evidence.host(call.text("host"));
    return evidence
        .witness(call.optional("witness"))
        .components(call.list("components"))
        .secret(call.optional("secret"))
        .lock(call.optional("lock"))
        .pending(call.optional("pending"));
  }

  private JsonObject check(Call call) {
    byte[] code = call.bytes("code");
    Evidence evidence = evidenceOf(call);
    return Members.verdict(call.repeated(() -> verifier.check(code, evidence)), true);
  }

  private JsonObject component(Call call) {
    return reading(
        verifier.component(call.text("product"), call.text("kind"), call.bytes("value")),
        it -> texts("component", Members.hex(it.component()), "normalized", new String(it.normalized(), StandardCharsets.UTF_8)));
  }

  private JsonObject exchange(Call call) {
    byte[] text = call.bytes("text");
    return switch (call.text("call")) {
      case "create_request" -> {
        Verifier.MadeRequest made =
            verifier.createRequest(
                new RequestInput(
                    call.bytes("nonce"),
                    call.text("product"),
                    call.list("components"),
                    call.optional("secret"),
                    call.optional("witness"),
                    call.text("label"),
                    call.text("licenseKey")));
        yield texts("pending", Members.hex(made.pending()), "code", made.code(), "file", made.file());
      }
      case "create_receipt" -> reading(
          verifier.createReceipt(call.bytes("code"), call.bytes("secret")), it -> texts("code", it.code(), "file", it.file()));
      case "decode_request" -> reading(verifier.decodeRequest(text), Runner::requestInJson);
      case "decode_receipt" -> reading(
          verifier.decodeReceipt(text),
          it -> texts("tokenId", Members.hex(it.tokenId()), "lock", Members.hex(it.lock()), "code", it.code()));
      case "decode_license_key" -> reading(verifier.decodeLicenseKey(text), GSON::toJsonTree);
      case "canonical" -> reading(
          verifier.canonical(text), it -> texts("letter", it.letter(), "code", it.code(), "file", it.file()));
      default -> throw new IllegalArgumentException("expected a call of hosts/README.md, got " + call.text("call"));
    };
  }

  private static JsonObject requestInJson(Verifier.Request request) {
    JsonObject record =
        texts("nonce", Members.hex(request.nonce()), "product", request.product(), "label", request.label(), "code", request.code());
    JsonArray components = new JsonArray();
    request.components().forEach(component -> components.add(Members.hex(component)));
    record.add("components", components);
    request.lock().ifPresent(lock -> record.addProperty("lock", Members.hex(lock)));
    request.licenseKey().ifPresent(key -> record.addProperty("licenseKey", key));
    return record;
  }

  private JsonObject machine(Call call) {
    Machine machine = call.members().has("recorded") ? Machine.read(new Recorded(call.text("recorded"))) : Machine.read();
    JsonArray findings = new JsonArray();
    JsonArray unusable = new JsonArray();
    JsonObject components = new JsonObject();
    for (Finding finding : machine.findings()) {
      findings.add(texts("kind", finding.kind(), "value", finding.value(), "source", finding.source()));
      byte[] value = finding.value().getBytes(StandardCharsets.UTF_8);
      Reading<Verifier.Component> reading = verifier.component(call.text("product"), finding.kind(), value);
      if (reading instanceof Reading.Failure<Verifier.Component> failure)
        unusable.add(texts("kind", finding.kind(), "reason", failure.problem().name()));
      else if (!components.has(finding.kind())) components.addProperty(finding.kind(), Members.hex(reading.orElseThrow().component()));
    }
    JsonObject record = new JsonObject();
    record.add("nature", Members.nature(machine));
    record.add("findings", findings);
    record.add("components", components);
    record.add("unusable", unusable);
    return record;
  }

  private JsonObject threads(Call call) throws InterruptedException {
    Evidence evidence = evidenceOf(call);
    AtomicLong equal = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (byte[] code : call.list("codes")) {
      JsonObject expected = Members.verdict(verifier.check(code, evidence), true);
      threads.add(
          new Thread(
              () -> {
                for (long i = call.repeat(); i > 0; i--)
                  if (expected.equals(Members.verdict(verifier.check(code, evidence), true))) equal.incrementAndGet();
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) thread.join();
    JsonObject record = new JsonObject();
    record.addProperty("equal", equal);
    record.addProperty("total", threads.size() * call.repeat());
    return record;
  }

  /** With Java's own Ed25519, for measurements beside ours. Nothing else may use it: its rule is another one. */
  private static JsonObject verifyNatively(Call call) throws GeneralSecurityException {
    byte[] message = call.bytes("message");
    byte[] signature = call.bytes("signature");
    PublicKey key = nativeKey(call.bytes("key"));
    JsonObject record = valid(call.repeated(() -> verifiesNatively(key, message, signature)));
    record.addProperty("library", "JDK " + Runtime.version().feature() + " SunEC");
    return record;
  }

  private static PublicKey nativeKey(byte[] key) throws GeneralSecurityException {
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) bigEndian[i] = key[31 - i];
    boolean odd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
    return KeyFactory.getInstance("Ed25519").generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  private static boolean verifiesNatively(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException refused) {
      return false;
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 2 && arguments[0].equals("--as")) {
      System.exit(Main.run(new Recorded(arguments[1]), Arrays.copyOfRange(arguments, 3, arguments.length)));
    }
    Runner runner = new Runner(Files.readAllBytes(Path.of(arguments[0])));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = input.readLine()) != null; ) out.print(runner.answerInJson(line) + "\n");
  }

  private String answerInJson(String line) throws Exception {
    try {
      return GSON.toJson(answer(new Call(GSON.fromJson(line, JsonObject.class))));
    } catch (LatchkeyException mistake) {
      return GSON.toJson(texts("error", mistake.name(), "sentence", mistake.getMessage()));
    } catch (IOException error) {
      throw new IllegalStateException(error);
    }
  }
}
