package latchkey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The verifier as it is part of this library. */
final class Packaged {
  static final byte[] BYTES = read();

  private Packaged() {}

  private static byte[] read() {
    try (InputStream stream = Packaged.class.getResourceAsStream("verifier.wasm")) {
      if (stream == null) throw new IllegalStateException("expected the resource latchkey/verifier.wasm, found none");
      return stream.readAllBytes();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
