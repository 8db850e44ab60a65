package latchkey.client;

/**
 * One identifier. A kind may have several: the first that the module can use stands for it.
 *
 * @param kind machine-id, board, disk, mac or cpu
 * @param value as the system says it
 * @param source where it was found, for people
 */
public record Finding(String kind, String value, String source) {}
