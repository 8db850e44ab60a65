package latchkey;

/**
 * Why something could not be read: a name for programs, a sentence for people, the place in the text.
 *
 * @param code the reason's number (ABI)
 * @param name in kebab case
 * @param sentence what is the case and what to do
 * @param detail a finer cause as a number, 0 if none
 */
public record Problem(long code, String name, String sentence, long detail, Place place) {}
