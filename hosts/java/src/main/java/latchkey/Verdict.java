package latchkey;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a code means on this machine. All or nothing: claims exist only when the license is accepted. */
public sealed interface Verdict {
  /** {@code licensed}, {@code grace}, or why not; in kebab case, for programs. */
  String reason();

  /** The reason's number (ABI). */
  long code();

  /** One sentence for the person: what is the case and what to do. */
  String sentence();

  /** A finer cause as a number, 0 if none. */
  long detail();

  /** 16 bytes to be stored in place of the last ones. */
  byte[] witness();

  /**
   * A license that holds.
   *
   * @param machine empty: the code is not bound to a machine
   * @param releasable a receipt can free the seat
   * @param signedTime signed time was taken: delete the pending request in the transaction that stores code and witness
   */
  record Accepted(
      String reason,
      long code,
      String sentence,
      long detail,
      byte[] witness,
      Claims claims,
      OptionalLong secondsToExpiry,
      OptionalLong daysToExpiry,
      OptionalLong secondsToCheckIn,
      OptionalLong daysToCheckIn,
      boolean renewSoon,
      Optional<MachineMatch> machine,
      boolean releasable,
      boolean signedTime)
      implements Verdict {}

  /**
   * A license that does not hold, and why.
   *
   * @param licenseId from {@code wrong-product} on, so that support can help
   * @param missedSeconds the time that was missed; with the time that was compared with it
   */
  record Refused(
      String reason,
      long code,
      String sentence,
      long detail,
      byte[] witness,
      Place place,
      Optional<String> licenseId,
      OptionalLong missedSeconds,
      OptionalLong usedSeconds)
      implements Verdict {}

  /** Which of the code's bindings this machine produces, how many are needed, and how many there are. */
  record MachineMatch(List<Boolean> matched, long needed, long bound) {}
}
