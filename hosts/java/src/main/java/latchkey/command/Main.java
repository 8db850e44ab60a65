package latchkey.command;

import com.google.gson.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import latchkey.LatchkeyException;
import latchkey.Spelled;
import latchkey.client.Folder;
import latchkey.client.HostName;
import latchkey.client.License;
import latchkey.client.Machine;
import latchkey.client.MachineSource;
import latchkey.client.NothingIdentifies;
import latchkey.client.Standing;
import latchkey.client.StoreException;
import latchkey.client.ThisMachine;

/** The command {@code latchkey}. The options, the JSON and the exit codes are those of every host. */
public final class Main {
  private static final String AFTER_REQUEST =
      """
      What to do next:
        1. Open your vendor's portal on a phone or another computer, and scan the picture, paste the rows, or upload the file.
        2. Bring the activation code back and run: latchkey install""";

  private static final String AFTER_LINK =
      """
      What to do next:
        1. Scan the picture with a phone: it opens your vendor's portal with this request. Or paste the rows there, or upload the file.
        2. Bring the activation code back and run: latchkey install""";

  private static final String AFTER_RELEASE =
      """
      What to do next:
        1. Enter the receipt in your vendor's portal, under "Give back", or tell it to your vendor; that frees the seat.
        2. Then run: latchkey release --taken""";

  private final Options options;
  private final License license;
  private final MachineSource source;
  private final PrintStream out;

  private Main(Options options, License license, MachineSource source, PrintStream out) {
    this.options = options;
    this.license = license;
    this.source = source;
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(run(new ThisMachine(), arguments));
  }

  /** Runs a command line on a machine. Returns the exit code. */
  public static int run(MachineSource source, String... arguments) {
    PrintStream out = utf8(FileDescriptor.out);
    try {
      Options options = Options.parse(arguments);
      if (options.command() != null && !options.has("help")) return new Main(options, open(options, source), source, out).run();
      out.print(Help.page(options.command()));
      return options.has("help") ? Stop.DONE : Stop.USAGE;
    } catch (Stop stop) {
      return end(stop.exit, stop.getMessage());
    } catch (LatchkeyException mistake) {
      // What a person can get wrong about a key, a product's id or a label is judged by the module.
      return end(Stop.USAGE, mistake.getMessage());
    } catch (StoreException | NothingIdentifies trouble) {
      return end(Stop.MACHINE, trouble.getMessage());
    } finally {
      out.flush();
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  private static int end(int exit, String sentence) {
    complain("latchkey: " + sentence);
    if (exit == Stop.USAGE) complain("Help: latchkey --help");
    return exit;
  }

  static void complain(String line) {
    PrintStream err = utf8(FileDescriptor.err);
    err.print(line + "\n");
    err.flush();
  }

  private static License open(Options options, MachineSource source) throws Stop {
    Config config = Config.read(options);
    Path folder = options.path("store") == null ? License.folderOf(config.product()) : options.path("store");
    byte[][] keys = config.publicKeys().toArray(byte[][]::new);
    DoubleSupplier clock = () -> Math.floor(System.currentTimeMillis() / 1000.0);
    return License.open(config.product(), folder, null, Machine.read(source), clock, keys);
  }

  private int run() throws Stop, StoreException, NothingIdentifies {
    return switch (options.command()) {
      case "request" -> request();
      case "install" -> new Install(options, license, source, out).run();
      case "status" -> status();
      case "release" -> release();
      default -> components();
    };
  }

  private void print(String text) {
    out.print(text + "\n");
  }

  private int request() throws Stop, StoreException, NothingIdentifies {
    String portal = Portal.read(options.text("portal"));
    String label = options.text("label") == null ? labelFromHost() : options.text("label");
    License.MadeRequest made = license.request(label, "", options.has("new"));
    Path path = writeTo(made.spelled(), "lkr");
    // A license key belongs into no address; such a request is shown as it is.
    boolean linked = portal != null && !license.carriesLicenseKey(made.spelled());
    String link = linked ? Picture.linkTo(portal, made.spelled().code()) : null;
    if (options.has("json")) print(inJson(made, path, link));
    else show(made, path, link);
    return Stop.DONE;
  }

  private static String inJson(License.MadeRequest made, Path path, String link) {
    JsonObject answer = spelled(new JsonObject(), made.spelled());
    answer.addProperty("isNew", made.isNew());
    if (path != null) answer.addProperty("path", path.toString());
    if (link != null) answer.addProperty("link", link);
    return Members.pretty(answer);
  }

  private void show(License.MadeRequest made, Path path, String link) {
    print(made.isNew() ? "The activation request of this machine:" : "The request that waits for its answer:");
    show(made.spelled(), path, link);
    String nature = Words.nature(license.machine());
    if (nature != null) print(nature + "\n");
    print(link != null ? AFTER_LINK : AFTER_REQUEST);
  }

  private static JsonObject spelled(JsonObject record, Spelled spelled) {
    record.addProperty("code", spelled.code());
    record.addProperty("file", spelled.file());
    return record;
  }

  private void show(Spelled spelled, Path path, String link) {
    print("\n" + spelled.file().stripTrailing() + "\n");
    if (options.picture()) print((link != null ? Picture.ofLink(link) : Picture.of(spelled.code())) + "\n");
    if (path != null) print("Written to " + path + "\n");
  }

  /** A host name as a label: at most 64 bytes, no control characters. */
  private static String labelFromHost() {
    String name = HostName.read().replaceAll("[^\\x21-\\x7e]", "");
    return name.substring(0, Math.min(64, name.length()));
  }

  /** A name that says which machine and which request, so that several share a stick. */
  private Path writeTo(Spelled spelled, String ending) throws Stop {
    if (options.path("to") == null) return null;
    String digest = Folder.shortDigest(spelled.code().getBytes(StandardCharsets.UTF_8));
    return CodeFiles.write(options.path("to"), Folder.fileName(license.product()) + "-" + digest + "." + ending, spelled.file());
  }

  private int status() {
    Standing standing = license.check();
    if (options.has("json")) print(Members.pretty(Members.standing(standing, license.machine())));
    else {
      Words.standing(standing).forEach(this::print);
      String nature = Words.nature(license.machine());
      if (nature != null) print(nature);
    }
    return standing.isAccepted() ? Stop.DONE : Stop.REFUSED;
  }

  private int release() throws Stop, StoreException {
    if (options.has("taken")) return receiptTaken();
    boolean waits = license.check().receipt().isPresent();
    if (!waits && !options.has("yes") && !isSure()) {
      print("Nothing has changed.");
      return Stop.REFUSED;
    }
    License.Release release = license.release();
    JsonObject answer = new JsonObject();
    answer.addProperty("released", release.receipt().isPresent());
    if (release.receipt().isPresent()) {
      showReceipt(release.receipt().get(), answer);
      return Stop.DONE;
    }
    answer.addProperty("reason", release.reason());
    answer.addProperty("sentence", release.sentence());
    print(options.has("json") ? Members.pretty(answer) : "Not given back; nothing has changed.\n" + release.sentence());
    return Stop.REFUSED;
  }

  private boolean isSure() throws Stop {
    if (!Options.isTerminal()) throw Stop.usage("Giving a license back cannot be undone here; say --yes.");
    String answer = System.console().readLine("The license stops working on this machine. Give it back? Type yes: ");
    return answer != null && answer.strip().equalsIgnoreCase("yes");
  }

  private void showReceipt(Spelled receipt, JsonObject answer) throws Stop {
    Path path = writeTo(receipt, "lkd");
    if (options.has("json")) {
      spelled(answer, receipt);
      if (path != null) answer.addProperty("path", path.toString());
      print(Members.pretty(answer));
      return;
    }
    print("The license was given back. This is the receipt:");
    show(receipt, path, null);
    print(AFTER_RELEASE);
  }

  private int receiptTaken() throws StoreException {
    boolean taken = license.receiptTaken();
    JsonObject answer = new JsonObject();
    answer.addProperty("taken", taken);
    if (options.has("json")) print(Members.pretty(answer));
    else print(taken ? "The receipt is forgotten here." : "No receipt was waiting.");
    return taken ? Stop.DONE : Stop.REFUSED;
  }

  private int components() {
    List<License.Judged> inOrder = Words.inOrder(license);
    boolean withValues = options.has("show-values");
    if (options.has("json")) print(Members.pretty(Members.components(license, inOrder, withValues)));
    else Words.components(license, inOrder, withValues).forEach(this::print);
    return inOrder.stream().anyMatch(judged -> judged.state() == License.State.USED) ? Stop.DONE : Stop.MACHINE;
  }
}
