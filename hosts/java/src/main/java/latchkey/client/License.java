package latchkey.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import latchkey.Evidence;
import latchkey.Problem;
import latchkey.Reading;
import latchkey.RequestInput;
import latchkey.Spelled;
import latchkey.Verdict;
import latchkey.Verifier;

/**
 * The life of a license on a machine: request, install, check, give back. Nothing here knows what a license means: evidence goes to the module, its verdict goes to the
 * caller, and what it says to store is stored. Any number of processes and threads may have the same license open: every change is one transaction under a lock.
 */
public final class License {
  private static final String NO_CODE = "No activation code is installed on this machine; make a request and install its answer.";
  private static final String NO_SECRET =
      "This code was not issued to a request of this machine, so no receipt can free its seat; ask the vendor to free it.";
  private static final String GIVEN_BACK = "The license of this machine was given back; take the receipt to the vendor.";
  private static final String LOST =
      "The stored license was changed or damaged and cannot be read; it is kept aside. Make a new request and install its answer.";
  private static final String REPAIRED =
      "One of the two stored copies was changed or damaged; it was put aside and made anew from the other.";

  private final Verifier verifier;
  private final String product;
  private final Store store;
  private final Machine machine;
  private final DoubleSupplier nowSeconds;
  private final List<Judged> judged = new ArrayList<>();
  private final List<byte[]> components = new ArrayList<>();

  /** The witness that the module returned to this process last, and since when it has been the same. */
  private byte[] returned;

  private long returnedAtNanos;

  /** What the verifier makes of a finding. */
  public enum State {
    USED,
    /** Good, but of a kind that has one already. */
    SPARE,
    UNUSABLE
  }

  /** A finding, and the module's reason where it refuses it. */
  public record Judged(Finding finding, State state, Optional<Problem> problem) {}

  /** A request, and whether it was made just now. */
  public record MadeRequest(Spelled spelled, boolean isNew) {}

  /** Whether a code was installed, and what it means. */
  public record Installation(boolean installed, Verdict verdict) {}

  /** What became of giving the license back: the receipt, or a reason ({@code no-code}, {@code no-secret}, …) and a sentence. */
  public record Release(Optional<Spelled> receipt, String reason, String sentence) {}

  /**
   * Opens the license of a product on this machine.
   *
   * @param publicKeys the vendor's, 32 bytes each; there is no default
   * @throws latchkey.LatchkeyException for a key that is none
   */
  public static License open(String product, byte[]... publicKeys) {
    return open(product, null, publicKeys);
  }

  /** The same with a keychain in which a new store keeps its key; one whose key lies in its folder is opened as before. Null: no keychain. */
  public static License open(String product, Keychain keychain, byte[]... publicKeys) {
    DoubleSupplier clock = () -> Math.floor(System.currentTimeMillis() / 1000.0);
    return open(product, Folder.ofProduct(product), keychain, Machine.read(), clock, publicKeys);
  }

  /** The same with another place for the store, another machine and another clock. */
  public static License open(
      String product, Path folder, Keychain keychain, Machine machine, DoubleSupplier nowSeconds, byte[]... publicKeys) {
    if (publicKeys.length == 0) throw new IllegalArgumentException("publicKeys: expected at least one public key, got none");
    return new License(product, new Store(folder, product, keychain), machine, nowSeconds, publicKeys);
  }

  /** Where the license of a product lies unless somebody says otherwise. */
  public static Path folderOf(String product) {
    return Folder.ofProduct(product);
  }

  private License(String product, Store store, Machine machine, DoubleSupplier nowSeconds, byte[][] publicKeys) {
    this.verifier = Verifier.load();
    this.product = product;
    this.store = store;
    this.machine = machine;
    this.nowSeconds = nowSeconds;
    verifier.trust(publicKeys);
    for (Finding finding : machine.findings()) judge(finding);
  }

  /** From what was found to what a request carries: for each kind the first identifier that the module can use. */
  private void judge(Finding finding) {
    Reading<Verifier.Component> reading =
        verifier.component(product, finding.kind(), finding.value().getBytes(StandardCharsets.UTF_8));
    if (reading instanceof Reading.Failure<Verifier.Component> failure) {
      judged.add(new Judged(finding, State.UNUSABLE, Optional.of(failure.problem())));
      return;
    }
    boolean taken = judged.stream().anyMatch(other -> other.state() == State.USED && other.finding().kind().equals(finding.kind()));
    if (!taken) components.add(reading.orElseThrow().component());
    judged.add(new Judged(finding, taken ? State.SPARE : State.USED, Optional.empty()));
  }

  public String product() {
    return product;
  }

  public Machine machine() {
    return machine;
  }

  /** What the verifier makes of the machine's identifiers. */
  public List<Judged> components() {
    return List.copyOf(judged);
  }

  public Path folder() {
    return store.path();
  }

  /** The pending request: the same one until it is answered or, with {@code fresh}, thrown away. Label and license key may be empty. */
  public synchronized MadeRequest request(String label, String licenseKey, boolean fresh) throws StoreException, NothingIdentifies {
    if (components.isEmpty()) throw new NothingIdentifies(machine);
    return store.update(
        kept -> {
          StoredEvidence evidence = kept.evidence();
          if (evidence.request() != null && !fresh) return new Store.Change<>(new MadeRequest(evidence.request(), false), null);
          // The secret stays the same for one life of a license, so that an answer under way to an older request is not spoiled.
          byte[] secret = evidence.secret() != null ? evidence.secret() : Seal.random(16);
          RequestInput input = new RequestInput(Seal.random(8), product, components, secret, evidence.witness(), label, licenseKey);
          Verifier.MadeRequest made = verifier.createRequest(input);
          Spelled spelled = new Spelled(made.code(), made.file());
          return new Store.Change<>(new MadeRequest(spelled, true), evidence.withRequest(secret, spelled, made.pending()));
        });
  }

  /** Whether a request is a secret, because the license key is in it. */
  public synchronized boolean carriesLicenseKey(Spelled request) {
    Reading<Verifier.Request> reading = verifier.decodeRequest(request.code().getBytes(StandardCharsets.UTF_8));
    return reading instanceof Reading.Failure<Verifier.Request> || reading.orElseThrow().licenseKey().isPresent();
  }

  /** Installs an activation code, in any spelling. It is stored, and read back, before this says that it is installed. */
  public synchronized Installation install(String text) throws StoreException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Installation installation =
        store.update(
            kept -> {
              StoredEvidence evidence = kept.evidence();
              Verdict verdict = judge(bytes, evidence, evidence.pending());
              StoredEvidence after = withWitness(evidence, verdict);
              if (!(verdict instanceof Verdict.Accepted accepted)) return new Store.Change<>(new Installation(false, verdict), after);
              StoredEvidence installed = (after == null ? evidence : after).withCode(verifier.canonical(bytes).orElseThrow().code());
              StoredEvidence answered = accepted.signedTime() ? installed.withRequest(installed.secret(), null, null) : installed;
              return new Store.Change<>(new Installation(true, verdict), answered);
            });
    remember(installation.verdict().witness());
    return installation;
  }

  /** What this code would be worth here; nothing is stored. */
  public synchronized Verdict preview(String text) throws StoreException {
    StoredEvidence evidence = store.read().evidence();
    return judge(text.getBytes(StandardCharsets.UTF_8), evidence, evidence.pending());
  }

  /** To be asked at every start, every hour, and at the end. It never throws for what is in the store or for what cannot be stored. */
  public synchronized Standing check() {
    try {
      Standing standing =
          store.update(
              kept -> {
                Standing judgedNow = standingOf(kept, null);
                StoredEvidence after = judgedNow.verdict().map(verdict -> withWitness(kept.evidence(), verdict)).orElse(null);
                return new Store.Change<>(judgedNow, after);
              });
      standing.verdict().ifPresent(verdict -> remember(verdict.witness()));
      return standing;
    } catch (StoreException fault) {
      return checkWithoutStoring(fault);
    }
  }

  /** A store that cannot be written must not stop anybody who holds a valid code: the verdict stands, the witness is not renewed. */
  private Standing checkWithoutStoring(StoreException fault) {
    try {
      return standingOf(store.read(), fault.getMessage());
    } catch (StoreException unreadable) {
      return new Standing(
          Optional.empty(), "store-fault", unreadable.getMessage(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  private Standing standingOf(Store.Kept kept, String fault) {
    StoredEvidence evidence = kept.evidence();
    boolean lost = kept.damage() == Store.Damage.LOST;
    Optional<Verdict> verdict =
        Optional.ofNullable(evidence.code()).map(code -> judge(code.getBytes(StandardCharsets.UTF_8), evidence, null));
    String without = lost ? LOST : evidence.receipt() != null ? GIVEN_BACK : NO_CODE;
    String notice = fault != null ? fault : kept.damage() == Store.Damage.REPAIRED ? REPAIRED : null;
    return new Standing(
        verdict,
        verdict.map(Verdict::reason).orElse(lost ? "store-damaged" : "no-code"),
        verdict.map(Verdict::sentence).orElse(without),
        Optional.ofNullable(evidence.request()),
        Optional.ofNullable(evidence.receipt()),
        Optional.ofNullable(notice));
  }

  /** Gives the license back: code and secret are replaced by the receipt that frees the seat. Until it is taken, the same receipt again. */
  public synchronized Release release() throws StoreException {
    return store.update(
        kept -> {
          StoredEvidence evidence = kept.evidence();
          if (evidence.receipt() != null) return new Store.Change<>(released(evidence.receipt()), null);
          Release release = makeReceipt(evidence);
          StoredEvidence after =
              release.receipt().map(receipt -> StoredEvidence.NONE.withWitness(evidence.witness()).withReceipt(receipt)).orElse(null);
          return new Store.Change<>(release, after);
        });
  }

  private Release makeReceipt(StoredEvidence evidence) {
    if (evidence.code() == null) return new Release(Optional.empty(), "no-code", NO_CODE);
    if (evidence.secret() == null) return new Release(Optional.empty(), "no-secret", NO_SECRET);
    byte[] code = evidence.code().getBytes(StandardCharsets.UTF_8);
    if (judge(code, evidence, null) instanceof Verdict.Accepted accepted && !accepted.releasable())
      return new Release(Optional.empty(), "not-releasable", NO_SECRET);
    Reading<Spelled> receipt = verifier.createReceipt(code, evidence.secret());
    if (receipt instanceof Reading.Failure<Spelled> failure)
      return new Release(Optional.empty(), "unreadable-code", failure.problem().sentence());
    return released(receipt.orElseThrow());
  }

  private static Release released(Spelled receipt) {
    return new Release(Optional.of(receipt), "released", "");
  }

  /** Somebody has taken the receipt to the vendor; it need not be kept any more. False: there was none. */
  public synchronized boolean receiptTaken() throws StoreException {
    return store.update(
        kept -> {
          boolean taken = kept.evidence().receipt() != null;
          return new Store.Change<>(taken, taken ? kept.evidence().withReceipt(null) : null);
        });
  }

  private Verdict judge(byte[] code, StoredEvidence evidence, byte[] pending) {
    return verifier.check(
        code,
        new Evidence(product, nowSeconds.getAsDouble())
            .runningSeconds(runningSeconds(evidence.witness()))
            .witness(evidence.witness())
            .components(components)
            .secret(evidence.secret())
            .pending(pending));
  }

  /** Zero after a start, and when another process has stored a witness since. */
  private double runningSeconds(byte[] stored) {
    if (returned == null || !Arrays.equals(returned, stored)) return 0;
    return Math.floor((System.nanoTime() - returnedAtNanos) / 1e9);
  }

  /** A witness that comes back unchanged was returned when it first came: fractions of a second are not lost by asking often. */
  private void remember(byte[] witness) {
    if (Arrays.equals(witness, returned)) return;
    returned = witness;
    returnedAtNanos = System.nanoTime();
  }

  /** The witness comes back from every check; null when it is unchanged, and there is nothing to store. */
  private static StoredEvidence withWitness(StoredEvidence evidence, Verdict verdict) {
    byte[] stored = evidence.witness() == null ? new byte[16] : evidence.witness();
    return Arrays.equals(stored, verdict.witness()) ? null : evidence.withWitness(verdict.witness());
  }
}
