package latchkey;

/** A mistake of the program, never of a customer's input: a bad key, a wrong module, an argument out of its limits. */
public final class LatchkeyException extends RuntimeException {
  private final String name;

  public LatchkeyException(String name, String sentence) {
    super(sentence);
    this.name = name;
  }

  /** In kebab case, for programs. */
  public String name() {
    return name;
  }
}
