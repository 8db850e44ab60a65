package latchkey.command;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** What the command needs to be told: the product and whom to trust. There is no default for either. */
record Config(String product, List<byte[]> publicKeys) {
  private static final String NAME = "latchkey.json";

  /** Options win over the file, each for itself. */
  static Config read(Options options) throws Stop {
    Path path = options.path("config") == null ? Options.absolute(NAME) : options.path("config");
    JsonObject file = readFile(path, options.path("config") != null);
    JsonElement named = file.get("product");
    if (named != null && !isText(named)) throw Stop.usage("\"product\" in " + path + " is not a text.");
    List<String> listed = listedKeys(file.get("publicKeys"), path);
    String product = options.text("product") != null ? options.text("product") : named == null ? "" : named.getAsString();
    List<String> keys = options.keys.isEmpty() ? listed : options.keys;
    if (product.isEmpty()) throw Stop.usage("No product. Pass --product ID, or write \"product\" into " + NAME + ".");
    if (keys.isEmpty())
      throw Stop.usage(
          "No public key. Pass --key KEY, or write \"publicKeys\": [\"…\"] into "
              + NAME
              + ". The vendor's portal shows the key; it ships with the application.");
    List<byte[]> read = new ArrayList<>();
    for (String key : keys) read.add(readKey(key.strip()));
    return new Config(product, read);
  }

  private static boolean isText(JsonElement element) {
    return element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
  }

  private static List<String> listedKeys(JsonElement keys, Path path) throws Stop {
    List<String> listed = new ArrayList<>();
    if (keys == null) return listed;
    if (!keys.isJsonArray()) throw Stop.usage("\"publicKeys\" in " + path + " is not a list of texts.");
    for (JsonElement key : keys.getAsJsonArray()) {
      if (!isText(key)) throw Stop.usage("\"publicKeys\" in " + path + " is not a list of texts.");
      listed.add(key.getAsString());
    }
    return listed;
  }

  /** A file that was named must be there; the one that is looked for need not. */
  private static JsonObject readFile(Path path, boolean named) throws Stop {
    try {
      JsonElement parsed = new Gson().fromJson(Files.readString(path), JsonElement.class);
      if (parsed != null && parsed.isJsonObject()) return parsed.getAsJsonObject();
    } catch (NoSuchFileException absent) {
      if (!named) return new JsonObject();
      throw Stop.usage(path + " cannot be read: there is no such file.");
    } catch (IOException error) {
      throw Stop.usage(path + " cannot be read: check its permissions.");
    } catch (JsonParseException broken) {
      // as for any other file that is no JSON object
    }
    throw Stop.usage(path + " is not a JSON object like {\"product\": \"…\", \"publicKeys\": [\"…\"]}.");
  }

  /** 32 bytes as hexadecimal digits, base64 or base64url. Whether they are a good key is judged by the module. */
  private static byte[] readKey(String text) throws Stop {
    if (text.matches("[0-9a-fA-F]{64}")) return HexFormat.of().parseHex(text);
    if (text.matches("[A-Za-z0-9+/_-]{43}=?"))
      return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_').replace("=", ""));
    throw Stop.usage("A public key is 64 hexadecimal digits, or 43 characters of base64. Copy it again.");
  }
}
