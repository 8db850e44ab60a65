package latchkey.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.GsonBuilder;
import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.List;

/** JSON from outside is anything until somebody has looked; these are the ways to look. */
final class Json {
  private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).disableHtmlEscaping().create();

  private Json() {}

  /** Null when the text is no JSON object. */
  static JsonObject object(String text) {
    try {
      JsonElement parsed = text == null ? null : STRICT.fromJson(text, JsonElement.class);
      return parsed != null && parsed.isJsonObject() ? parsed.getAsJsonObject() : null;
    } catch (JsonParseException broken) {
      return null;
    }
  }

  /** A member that is text; null when it is none. */
  static String text(JsonObject record, String name) {
    JsonElement member = record == null ? null : record.get(name);
    return member != null && member.isJsonPrimitive() && member.getAsJsonPrimitive().isString() ? member.getAsString() : null;
  }

  /** The objects of a list; anything else in it, or anything that is no list, is left out. */
  static List<JsonObject> objects(JsonElement list) {
    List<JsonObject> objects = new ArrayList<>();
    if (list instanceof JsonArray array) for (JsonElement item : array) if (item.isJsonObject()) objects.add(item.getAsJsonObject());
    return objects;
  }

  static String write(JsonElement element) {
    return STRICT.toJson(element);
  }
}
