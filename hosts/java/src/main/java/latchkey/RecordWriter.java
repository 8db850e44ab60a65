package latchkey;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** An input record as docs/abi.md draws it: little-endian, unaligned, data behind a u32 length. */
final class RecordWriter {
  private final byte[] area;
  private int length;

  RecordWriter(int capacity) {
    area = new byte[capacity];
  }

  byte[] bytes() {
    return java.util.Arrays.copyOf(area, length);
  }

  RecordWriter u32(long value) {
    return littleEndian(value, 4);
  }

  RecordWriter f64(double value) {
    return littleEndian(Double.doubleToRawLongBits(value), 8);
  }

  /** Exactly so many bytes; zeros when there are none. */
  RecordWriter bytes(byte[] value, int expected, String name) {
    if (value != null && value.length != expected)
      throw new LatchkeyException("bad-input", name + " must have " + expected + " bytes, got " + value.length);
    return raw(value == null ? new byte[expected] : value, expected);
  }

  RecordWriter data(byte[] value, int most) {
    int count = Math.min(value.length, most);
    return u32(count).raw(value, count);
  }

  RecordWriter data(byte[] value) {
    return data(value, value.length);
  }

  RecordWriter raw(byte[] value, int count) {
    System.arraycopy(value, 0, area, claim(count), count);
    return this;
  }

  RecordWriter text(String text) {
    return data(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Items of 16 bytes in one data. */
  RecordWriter components(List<byte[]> components) {
    u32(16L * components.size());
    int index = 0;
    for (byte[] component : components) bytes(component, 16, "component " + ++index);
    return this;
  }

  private RecordWriter littleEndian(long value, int count) {
    int at = claim(count);
    for (int i = 0; i < count; i++) area[at + i] = (byte) (value >> (8 * i));
    return this;
  }

  private int claim(int count) {
    if (count > area.length - length)
      throw new LatchkeyException("bad-input", "the arguments need more than the " + area.length + " bytes there are");
    length += count;
    return length - count;
  }
}
