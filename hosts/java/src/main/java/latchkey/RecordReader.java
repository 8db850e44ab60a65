package latchkey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a copy of an output record. */
final class RecordReader {
  private final byte[] area;
  private int at;

  RecordReader(byte[] area) {
    this.area = area;
  }

  byte[] bytes(int count) {
    if (count < 0 || count > area.length - at) throw new LatchkeyException("bad-module", "the module answered a broken record");
    at += count;
    return Arrays.copyOfRange(area, at - count, at);
  }

  private long littleEndian(int count) {
    byte[] bytes = bytes(count);
    long value = 0;
    for (int i = count; i-- > 0; ) value = value << 8 | bytes[i] & 0xff;
    return value;
  }

  long u32() {
    return littleEndian(4);
  }

  /** A whole number; empty for -1, "absent". */
  OptionalLong i64() {
    long value = littleEndian(8);
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  byte[] data() {
    return bytes((int) u32());
  }

  String text() {
    return new String(data(), StandardCharsets.UTF_8);
  }

  /** Empty when there is no text. */
  Optional<String> optionalText() {
    return Optional.of(text()).filter(text -> !text.isEmpty());
  }
}
