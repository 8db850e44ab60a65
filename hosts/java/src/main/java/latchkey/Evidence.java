package latchkey;

import java.util.List;

/** What the program knows when it asks. What is not set is absent. */
public final class Evidence {
  final String product;
  final double nowSeconds;
  double runningSeconds;
  byte[] witness;
  List<byte[]> components = List.of();
  byte[] secret;
  byte[] lock;
  String host;
  byte[] pending;

  /**
   * @param product the product that is asking
   * @param nowSeconds the clock, whatever it says, since 1970
   */
  public Evidence(String product, double nowSeconds) {
    this.product = product;
    this.nowSeconds = nowSeconds;
  }

  /** Whole monotonic seconds since the stored witness was returned to this process; 0 after a start. */
  public Evidence runningSeconds(double seconds) {
    runningSeconds = seconds;
    return this;
  }

  /** The 16 bytes that the last check returned, as stored. */
  public Evidence witness(byte[] bytes) {
    witness = bytes;
    return this;
  }

  /** This machine's components, 16 bytes each. */
  public Evidence components(List<byte[]> list) {
    components = List.copyOf(list);
    return this;
  }

  /** The machine's secret, 16 bytes, from which its lock is derived. */
  public Evidence secret(byte[] bytes) {
    secret = bytes;
    return this;
  }

  /** The lock itself, for whoever holds a request instead of the machine. A secret wins over it. */
  public Evidence lock(byte[] bytes) {
    lock = bytes;
    return this;
  }

  /** The host name, for a web application. */
  public Evidence host(String name) {
    host = name;
    return this;
  }

  /** The pending request, 16 bytes, only when installing its answer. */
  public Evidence pending(byte[] bytes) {
    pending = bytes;
    return this;
  }
}
