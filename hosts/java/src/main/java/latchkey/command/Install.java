package latchkey.command;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import latchkey.Verdict;
import latchkey.client.Drives;
import latchkey.client.License;
import latchkey.client.MachineSource;
import latchkey.client.StoreException;

/** {@code latchkey install}: from a paste, a file, or folders in which the code for this machine is found. */
final class Install {
  private final Options options;
  private final License license;
  private final MachineSource source;
  private final PrintStream out;

  Install(Options options, License license, MachineSource source, PrintStream out) {
    this.options = options;
    this.license = license;
    this.source = source;
    this.out = out;
  }

  int run() throws Stop, StoreException {
    List<Path> folders = folders();
    String text = folders.isEmpty() ? readCode() : findCode(folders);
    if (text == null) return Stop.REFUSED;
    if (text.isBlank()) throw Stop.trouble("No code was given; paste it, or name its file.");
    License.Installation installation = license.install(text);
    out.print((options.has("json") ? inJson(installation) : inWords(installation)) + "\n");
    return installation.installed() ? Stop.DONE : Stop.REFUSED;
  }

  private static String inJson(License.Installation installation) {
    JsonObject answer = new JsonObject();
    answer.addProperty("installed", installation.installed());
    Members.merge(answer, Members.verdict(installation.verdict(), false));
    return Members.pretty(answer);
  }

  private static String inWords(License.Installation installation) {
    String done = installation.installed() ? "Installed." : "Not installed; nothing has changed.";
    return done + "\n" + String.join("\n", Words.verdict(installation.verdict()));
  }

  /** Where the code is looked for; empty when it is given otherwise. */
  private List<Path> folders() throws Stop {
    if (options.path("from") != null) return List.of(options.path("from"));
    if (!options.has("stick")) return List.of();
    List<Path> sticks = Drives.removable(source);
    if (sticks.isEmpty()) throw Stop.trouble("No removable drive is plugged in; or name a folder: install --from FOLDER");
    return sticks;
  }

  private String readCode() throws Stop {
    String operand = options.operand();
    if (operand != null && !operand.equals("-")) return CodeFiles.read(Options.absolute(operand));
    try {
      if (operand != null || !Options.isTerminal()) return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      out.print("Paste the activation code, then an empty line:\n");
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

  /** One {@code .lic} file: its text, and what it would be worth here; the verdict is null when it cannot be read. */
  private record Tried(Path path, String text, String sentence, Verdict verdict) {}

  /** The code for this machine among the files of folders: the answer to the pending request, else the latest that is accepted. Null when there is none. */
  private String findCode(List<Path> folders) throws Stop, StoreException {
    List<Path> paths = new ArrayList<>();
    for (Path folder : folders) paths.addAll(CodeFiles.licensesIn(folder));
    String names = folders.stream().map(Path::toString).collect(Collectors.joining(", "));
    if (paths.isEmpty()) throw Stop.trouble("There is no .lic file in " + names + "; save it there from the portal.");
    List<Tried> tried = new ArrayList<>();
    for (Path path : paths) tried.add(tryFile(path));
    String best = null;
    Verdict.Accepted bestVerdict = null;
    for (Tried file : tried) {
      if (!(file.verdict() instanceof Verdict.Accepted accepted) || !isBetter(accepted, bestVerdict)) continue;
      best = file.text();
      bestVerdict = accepted;
    }
    if (best == null) complainOf(tried);
    return best;
  }

  private Tried tryFile(Path path) throws StoreException {
    try {
      String text = CodeFiles.read(path);
      Verdict verdict = license.preview(text);
      return new Tried(path, text, verdict.sentence(), verdict);
    } catch (Stop unreadable) {
      return new Tried(path, "", unreadable.getMessage(), null);
    }
  }

  private static void complainOf(List<Tried> tried) {
    Main.complain("None of these codes is accepted on this machine:");
    for (Tried file : tried) Main.complain("  " + file.path() + ": " + file.sentence());
  }

  private static boolean isBetter(Verdict.Accepted one, Verdict.Accepted other) {
    if (other == null || one.signedTime() != other.signedTime()) return other == null || one.signedTime();
    return one.claims().issuedAt() > other.claims().issuedAt();
  }
}
