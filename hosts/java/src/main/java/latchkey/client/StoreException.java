package latchkey.client;

/** The store cannot do its work here and now; the message says why and what to do. What is stored stays as it is. */
public final class StoreException extends Exception {
  /** What could not be done. */
  public enum Fault {
    NOT_READABLE,
    NOT_WRITABLE,
    /** A newer version of the application wrote the store. */
    NEWER
  }

  private final Fault fault;

  StoreException(Fault fault, String sentence, Throwable cause) {
    super(sentence, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
