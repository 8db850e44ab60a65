package latchkey.command;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command line of {@code latchkey}. */
final class Options {
  private static final Set<String> COMMANDS = Set.of("request", "install", "status", "release", "components");
  private static final Set<String> FLAGS = Set.of("json", "help", "new", "stick", "yes", "taken", "show-values", "qr", "no-qr");
  private static final Set<String> VALUES = Set.of("product", "key", "label", "config", "store", "to", "from", "portal");

  /** Which commands know an option, beside those that all know. */
  private static final Map<String, Set<String>> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("to", Set.of("request", "release"));
    KNOWN.put("label", Set.of("request"));
    KNOWN.put("new", Set.of("request"));
    KNOWN.put("qr", Set.of("request", "release"));
    KNOWN.put("no-qr", Set.of("request", "release"));
    KNOWN.put("portal", Set.of("request"));
    KNOWN.put("from", Set.of("install"));
    KNOWN.put("stick", Set.of("install"));
    KNOWN.put("yes", Set.of("release"));
    KNOWN.put("taken", Set.of("release"));
    KNOWN.put("show-values", Set.of("components"));
  }

  private final Set<String> flags = new HashSet<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> operands = new ArrayList<>();
  final List<String> keys = new ArrayList<>();

  static Options parse(String... arguments) throws Stop {
    Options options = new Options();
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    boolean onlyOperands = false;
    while (!words.isEmpty()) {
      String word = words.pop();
      if (onlyOperands || !word.startsWith("-") || word.equals("-")) options.operands.add(word);
      else if (word.equals("--")) onlyOperands = true;
      else if (word.equals("-h")) options.flags.add("help");
      else options.take(word, words);
    }
    options.demandSense();
    return options;
  }

  private void take(String word, Deque<String> words) throws Stop {
    String[] parts = word.split("=", 2);
    String name = parts[0].startsWith("--") ? parts[0].substring(2) : "";
    if (FLAGS.contains(name)) {
      if (parts.length > 1) throw Stop.usage("Option '--" + name + "' does not take a value.");
      flags.add(name);
    } else if (VALUES.contains(name)) {
      boolean missing = parts.length == 1 && (words.isEmpty() || words.peek().startsWith("-"));
      if (missing) throw Stop.usage("Option '--" + name + "' needs a value behind it.");
      String value = parts.length > 1 ? parts[1] : words.pop();
      if (name.equals("key")) keys.add(value);
      else values.put(name, value);
    } else {
      throw Stop.usage("Unknown option '" + parts[0] + "'.");
    }
  }

  private void demandSense() throws Stop {
    String command = command();
    if (command == null) return;
    if (!COMMANDS.contains(command)) throw Stop.usage("There is no command \"" + command + "\".");
    if (has("help")) return;
    for (Map.Entry<String, Set<String>> option : KNOWN.entrySet())
      if ((has(option.getKey()) || values.containsKey(option.getKey())) && !option.getValue().contains(command))
        throw Stop.usage("\"" + command + "\" has no option --" + option.getKey() + ".");
    int allowed = command.equals("install") ? 2 : 1;
    if (operands.size() > allowed) throw Stop.usage("\"" + operands.get(operands.size() - 1) + "\" is too much.");
    int sources = (values.containsKey("from") ? 1 : 0) + (has("stick") ? 1 : 0) + operands.size() - 1;
    if (sources > 1) throw Stop.usage("Either a file, or --from FOLDER, or --stick, and only one of them.");
    if (has("taken") && (has("yes") || values.containsKey("to")))
      throw Stop.usage("--taken stands alone: it says that the portal has the receipt.");
  }

  /** Null when none was given. */
  String command() {
    return operands.isEmpty() ? null : operands.get(0);
  }

  /** Null when none was given. */
  String operand() {
    return operands.size() < 2 ? null : operands.get(1);
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }

  /** Null when it was not given. */
  String text(String name) {
    return values.get(name);
  }

  /** Absolute, so that people read where a file really is; null when it was not given. */
  Path path(String name) {
    return values.containsKey(name) ? absolute(values.get(name)) : null;
  }

  static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  /** As it was said, or whether a terminal shows what is printed. */
  boolean picture() {
    return has("qr") || (!has("no-qr") && isTerminal());
  }

  static boolean isTerminal() {
    return System.console() != null;
  }
}
