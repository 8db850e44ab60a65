// What scripts/build-wasm.mjs puts bytes in place of before it compiles: AssemblyScript itself only knows texts in UTF-16, at twice the size.

/** The address of this ASCII text in static memory, with a zero byte behind it. The argument is a literal. */
declare function ascii(text: string): usize;
