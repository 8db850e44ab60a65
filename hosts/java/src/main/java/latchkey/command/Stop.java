package latchkey.command;

/** What ends a command early: what to say, and the exit code. */
final class Stop extends Exception {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int USAGE = 2;
  static final int MACHINE = 3;

  final int exit;

  private Stop(int exit, String sentence) {
    super(sentence);
    this.exit = exit;
  }

  /** The command line or the configuration is wrong. */
  static Stop usage(String sentence) {
    return new Stop(USAGE, sentence);
  }

  /** A file or folder that was named, or this machine, cannot be used. */
  static Stop trouble(String sentence) {
    return new Stop(MACHINE, sentence);
  }
}
