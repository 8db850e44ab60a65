package latchkey;

import java.util.OptionalLong;

/** Where a text is wrong. Rows and groups count from 1; the offset counts bytes. */
public record Place(OptionalLong row, OptionalLong group, OptionalLong offset) {}
