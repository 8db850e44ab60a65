package latchkey;

/** A code as one canonical line, and as the file of rows that goes onto a stick. */
public record Spelled(String code, String file) {}
