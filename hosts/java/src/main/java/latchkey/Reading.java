package latchkey;

/** Reading what came from outside: the value, or the problem. */
public sealed interface Reading<T> {
  /** It could be read. */
  record Value<T>(T value) implements Reading<T> {}

  /** It could not. */
  record Failure<T>(Problem problem) implements Reading<T> {}

  /** The value; a {@link LatchkeyException} with the problem's name and sentence when there is none. */
  default T orElseThrow() {
    if (this instanceof Value<T> read) return read.value();
    Problem problem = ((Failure<T>) this).problem();
    throw new LatchkeyException(problem.name(), problem.sentence());
  }
}
