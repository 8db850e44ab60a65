package latchkey.client;

import java.util.Optional;
import latchkey.Spelled;
import latchkey.Verdict;

/**
 * Where the customer stands. Without a code there is no verdict, only a reason and what to do.
 *
 * @param verdict of the installed code; empty: nothing is installed
 * @param reason without a verdict: {@code no-code}, {@code store-damaged} or {@code store-fault}; else the verdict's
 * @param sentence one sentence for the person
 * @param request that waits for its answer
 * @param receipt that nobody has confirmed yet
 * @param notice what happened to the store, where that needs to be known
 */
public record Standing(
    Optional<Verdict> verdict, String reason, String sentence, Optional<Spelled> request, Optional<Spelled> receipt, Optional<String> notice) {
  /** Whether the license is valid: the one question that most applications have. */
  public boolean isAccepted() {
    return verdict.orElse(null) instanceof Verdict.Accepted;
  }
}
