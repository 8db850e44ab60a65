package latchkey;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/** The WebAssembly module behind a verifier: instantiated, its ABI checked, called with records. */
final class Module {
  private static final int ABI_VERSION = 1;

  private final Instance instance;
  private final Memory memory;
  private final int input;
  private final int inputCapacity;
  private final int output;
  private final int outputCapacity;
  /** It trapped once: what lies in its memory is not to be believed any more. */
  private boolean broken;

  Module(byte[] bytes, String sha256) {
    String actual = HexFormat.of().formatHex(digest(bytes));
    if (sha256 != null && !actual.equalsIgnoreCase(sha256))
      throw wrong("the module has the SHA-256 " + actual + ", demanded was " + sha256);
    instance = instantiate(bytes);
    memory = instance.memory();
    int version = number("abi_version");
    if (version != ABI_VERSION) throw wrong("the module speaks ABI " + version + ", this host speaks " + ABI_VERSION);
    if (memory == null) throw wrong("the module exports no memory");
    input = number("input_offset");
    inputCapacity = number("input_capacity");
    output = number("output_offset");
    outputCapacity = number("output_capacity");
  }

  /** The packaged module has become Java classes when this library was built; any other one is interpreted. */
  private static Instance instantiate(byte[] bytes) {
    try {
      if (Arrays.equals(bytes, Packaged.BYTES))
        return Instance.builder(VerifierModule.load()).withMachineFactory(VerifierModule::create).build();
      return Instance.builder(Parser.parse(bytes)).build();
    } catch (ChicoryException error) {
      throw wrong("the module cannot be used: " + error.getMessage());
    }
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private int number(String name) {
    try {
      return (int) instance.export(name).apply()[0];
    } catch (ChicoryException error) {
      throw wrong("the module has no " + name);
    }
  }

  /** Calls {@code name} with the record that {@code write} makes; the answer is a copy. */
  RecordReader call(String name, Consumer<RecordWriter> write) {
    RecordWriter record = new RecordWriter(inputCapacity);
    write.accept(record);
    if (broken) throw new LatchkeyException("bad-module", "the module is broken; nothing that it says counts");
    byte[] bytes = record.bytes();
    broken = true;
    try {
      memory.write(input, bytes);
      int length = (int) instance.export(name).apply(bytes.length)[0];
      if (length < 0 || length > outputCapacity) throw new LatchkeyException("bad-module", "the module answered a broken record");
      broken = false;
      return new RecordReader(memory.readBytes(output, length));
    } catch (ChicoryException error) {
      throw new LatchkeyException("bad-module", "the module is broken: " + error.getMessage());
    }
  }

  private static LatchkeyException wrong(String sentence) {
    return new LatchkeyException("wrong-module", sentence);
  }
}
