package latchkey.command;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import latchkey.LatchkeyException;
import latchkey.Spelled;
import latchkey.Verdict;
import latchkey.client.Folder;
import latchkey.client.HostName;
import latchkey.client.License;
import latchkey.client.Machine;
import latchkey.client.Standing;
import latchkey.client.StoreException;

/** The command {@code latchkey}. The options, the JSON and the exit codes are those of every host. */
public final class Main {
  private static final String AFTER_REQUEST =
      """
      What to do next:
        1. Open your vendor's portal on a phone or another computer, and scan the picture, paste the rows, or upload the file.
        2. Bring the activation code back and run: latchkey install""";

  private static final String AFTER_RELEASE =
      """
      What to do next:
        1. Enter the receipt in your vendor's portal, under "Give back", or tell it to your vendor; that frees the seat.
        2. Then run: latchkey release --taken""";

  private final Options options;
  private final License license;
  private final PrintStream out;

  private Main(Options options, License license, PrintStream out) {
    this.options = options;
    this.license = license;
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(run(null, arguments));
  }

  /** Runs a command line on a machine; null: this one. Returns the exit code. */
  public static int run(Machine machine, String... arguments) {
    PrintStream out = utf8(FileDescriptor.out);
    try {
      Options options = Options.parse(arguments);
      if (options.command() != null && !options.has("help")) return new Main(options, open(options, machine), out).run();
      out.print(Help.page(options.command()));
      return options.has("help") ? Stop.DONE : Stop.USAGE;
    } catch (Stop stop) {
      return complain(stop.exit, stop.getMessage());
    } catch (LatchkeyException mistake) {
      // What a person can get wrong about a key, a product's id or a label is judged by the module.
      return complain(Stop.USAGE, mistake.getMessage());
    } catch (StoreException | License.NothingIdentifies trouble) {
      return complain(Stop.MACHINE, trouble.getMessage());
    } finally {
      out.flush();
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  private static int complain(int exit, String sentence) {
    PrintStream err = utf8(FileDescriptor.err);
    err.print("latchkey: " + sentence + "\n");
    if (exit == Stop.USAGE) err.print("Help: latchkey --help\n");
    err.flush();
    return exit;
  }

  private static License open(Options options, Machine machine) throws Stop {
    Config config = Config.read(options);
    Path folder = options.path("store") == null ? License.folderOf(config.product()) : options.path("store");
    byte[][] keys = config.publicKeys().toArray(byte[][]::new);
    return License.open(
        config.product(), folder, machine == null ? Machine.read() : machine, () -> Math.floor(System.currentTimeMillis() / 1000.0), keys);
  }

  private int run() throws Stop, StoreException, License.NothingIdentifies {
    return switch (options.command()) {
      case "request" -> request();
      case "install" -> install();
      case "status" -> status();
      case "release" -> release();
      default -> components();
    };
  }

  private void print(String text) {
    out.print(text + "\n");
  }

  private int request() throws Stop, StoreException, License.NothingIdentifies {
    String label = options.text("label") == null ? labelFromHost() : options.text("label");
    License.MadeRequest made = license.request(label, "", options.has("new"));
    Path path = writeTo(made.spelled(), "lkr");
    if (options.has("json")) {
      JsonObject answer = spelled(new JsonObject(), made.spelled());
      answer.addProperty("isNew", made.isNew());
      if (path != null) answer.addProperty("path", path.toString());
      print(Members.pretty(answer));
      return Stop.DONE;
    }
    print(made.isNew() ? "The activation request of this machine:" : "The request that waits for its answer:");
    show(made.spelled(), path);
    String nature = Words.nature(license.machine());
    if (nature != null) print(nature + "\n");
    print(AFTER_REQUEST);
    return Stop.DONE;
  }

  private static JsonObject spelled(JsonObject record, Spelled spelled) {
    record.addProperty("code", spelled.code());
    record.addProperty("file", spelled.file());
    return record;
  }

  private void show(Spelled spelled, Path path) {
    print("\n" + spelled.file().stripTrailing() + "\n");
    if (options.picture()) print(Words.picture(spelled.code()) + "\n");
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

  private int install() throws Stop, StoreException {
    String text = options.path("from") == null ? readCode() : findCode();
    if (text == null) return Stop.REFUSED;
    if (text.isBlank()) throw Stop.trouble("No code was given; paste it, or name its file.");
    License.Installation installation = license.install(text);
    if (options.has("json")) {
      JsonObject answer = new JsonObject();
      answer.addProperty("installed", installation.installed());
      Members.merge(answer, Members.verdict(installation.verdict(), false));
      print(Members.pretty(answer));
    } else {
      print(installation.installed() ? "Installed." : "Not installed; nothing has changed.");
      Words.verdict(installation.verdict()).forEach(this::print);
    }
    return installation.installed() ? Stop.DONE : Stop.REFUSED;
  }

  private String readCode() throws Stop {
    String operand = options.operand();
    if (operand != null && !operand.equals("-")) return CodeFiles.read(Options.absolute(operand));
    try {
      if (operand != null || !Options.isTerminal()) return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      print("Paste the activation code, then an empty line:");
      out.flush();
      return readPaste();
    } catch (IOException error) {
      throw Stop.trouble("Standard input cannot be read.");
    }
  }

  /** Lines until an empty one or the end of a code's block. */
  private static String readPaste() throws IOException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    for (String line; (line = input.readLine()) != null; ) {
      if (line.isBlank() && !lines.isEmpty()) break;
      if (!line.isBlank()) lines.add(line);
      if (line.contains("-----END LATCHKEY")) break;
    }
    return String.join("\n", lines);
  }

  /** The code for this machine among the files of a folder: the answer to the pending request, else the latest that is accepted. Null when there is none. */
  private String findCode() throws Stop, StoreException {
    List<Path> paths = CodeFiles.licensesIn(options.path("from"));
    if (paths.isEmpty())
      throw Stop.trouble("There is no .lic file in " + options.path("from") + "; save it there from the portal.");
    String best = null;
    Verdict.Accepted bestVerdict = null;
    StringBuilder refused = new StringBuilder("None of these codes is accepted on this machine:\n");
    for (Path path : paths) {
      String sentence;
      try {
        String text = CodeFiles.read(path);
        Verdict verdict = license.preview(text);
        sentence = verdict.sentence();
        if (verdict instanceof Verdict.Accepted accepted && isBetter(accepted, bestVerdict)) {
          best = text;
          bestVerdict = accepted;
        }
      } catch (Stop unreadable) {
        sentence = unreadable.getMessage();
      }
      refused.append("  ").append(path).append(": ").append(sentence).append("\n");
    }
    if (best == null) {
      PrintStream err = utf8(FileDescriptor.err);
      err.print(refused);
      err.flush();
    }
    return best;
  }

  private static boolean isBetter(Verdict.Accepted one, Verdict.Accepted other) {
    if (other == null || one.signedTime() != other.signedTime()) return other == null || one.signedTime();
    return one.claims().issuedAt() > other.claims().issuedAt();
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
    show(receipt, path);
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
