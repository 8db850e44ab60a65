package latchkey;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The head of every answer, and the verdict behind it, from records to types. */
final class Answers {
  private static final long NOWHERE = 0xffffffffL;
  private static final int ACCEPTED = 1;
  private static final int RENEW_SOON = 2;
  private static final int RELEASABLE = 4;
  private static final int SIGNED_TIME = 8;

  private Answers() {}

  /** The seven members that every answer begins with. */
  static Problem head(RecordReader record) {
    long code = record.u32();
    long detail = record.u32();
    OptionalLong row = positive(record.u32());
    OptionalLong group = positive(record.u32());
    long offset = record.u32();
    Place place = new Place(row, group, offset == NOWHERE ? OptionalLong.empty() : OptionalLong.of(offset));
    return new Problem(code, record.text(), record.text(), detail, place);
  }

  private static OptionalLong positive(long value) {
    return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
  }

  static Verdict verdict(RecordReader record) {
    Problem head = head(record);
    long flags = record.u32();
    long matched = record.u32();
    long needed = record.u32();
    long bound = record.u32();
    byte[] witness = record.bytes(16);
    OptionalLong missed = record.i64();
    OptionalLong used = record.i64();
    OptionalLong secondsToExpiry = record.i64();
    OptionalLong daysToExpiry = record.i64();
    OptionalLong secondsToCheckIn = record.i64();
    OptionalLong daysToCheckIn = record.i64();
    Optional<String> licenseId = record.optionalText();
    if ((flags & ACCEPTED) == 0)
      return new Verdict.Refused(
          head.name(), head.code(), head.sentence(), head.detail(), witness, head.place(), licenseId, missed, used);
    return new Verdict.Accepted(
        head.name(),
        head.code(),
        head.sentence(),
        head.detail(),
        witness,
        claims(record, licenseId.orElse("")),
        secondsToExpiry,
        daysToExpiry,
        secondsToCheckIn,
        daysToCheckIn,
        (flags & RENEW_SOON) != 0,
        bound > 0 ? Optional.of(new Verdict.MachineMatch(bits(matched, bound), needed, bound)) : Optional.empty(),
        (flags & RELEASABLE) != 0,
        (flags & SIGNED_TIME) != 0);
  }

  private static List<Boolean> bits(long mask, long count) {
    List<Boolean> bits = new ArrayList<>();
    for (int i = 0; i < count; i++) bits.add((mask >> i & 1) == 1);
    return List.copyOf(bits);
  }

  private static Claims claims(RecordReader record, String licenseId) {
    long issuedAt = record.i64().orElse(0);
    OptionalLong notBefore = record.i64();
    OptionalLong expiresAt = record.i64();
    OptionalLong refreshAt = record.i64();
    OptionalLong checkInBy = record.i64();
    long renewWindow = record.i64().orElse(0);
    OptionalLong epoch = record.i64();
    byte[] tokenId = record.bytes(8);
    Optional<byte[]> nonce = Optional.of(record.data()).filter(bytes -> bytes.length > 0);
    Optional<String> issuer = record.optionalText();
    String product = record.text();
    Optional<String> customerId = record.optionalText();
    Optional<String> plan = record.optionalText();
    List<String> domains = new ArrayList<>();
    for (long i = record.u32(); i > 0; i--) domains.add(record.text());
    return new Claims(
        licenseId, product, tokenId, issuedAt, notBefore, expiresAt, refreshAt, checkInBy, renewWindow, epoch, nonce, issuer,
        customerId, plan, List.copyOf(domains), features(record));
  }

  private static Map<String, Object> features(RecordReader record) {
    Map<String, Object> features = new LinkedHashMap<>();
    for (long i = record.u32(); i > 0; i--) {
      String name = record.text();
      long type = record.u32();
      long integer = record.i64().orElse(0);
      String text = record.text();
      features.put(name, type == 0 ? Boolean.TRUE : type == 1 ? (Object) integer : text);
    }
    return Collections.unmodifiableMap(features);
  }
}
