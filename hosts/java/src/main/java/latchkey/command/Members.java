package latchkey.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import latchkey.Claims;
import latchkey.Place;
import latchkey.Verdict;
import latchkey.client.License;
import latchkey.client.Machine;
import latchkey.client.Standing;

/** Answers as JSON, in the members that every host has. Bytes are hexadecimal digits, and what is absent is not there. */
public final class Members {
  private static final Gson PRETTY = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private Members() {}

  static String pretty(JsonElement element) {
    return PRETTY.toJson(element);
  }

  private static void put(JsonObject record, String name, OptionalLong value) {
    value.ifPresent(number -> record.addProperty(name, number));
  }

  /** Row, group and offset. */
  public static void putPlace(JsonObject record, Place place) {
    put(record, "row", place.row());
    put(record, "group", place.group());
    put(record, "offset", place.offset());
  }

  /** A verdict; with the witness for the tests, which compare it as well. */
  public static JsonObject verdict(Verdict verdict, boolean withWitness) {
    JsonObject record = new JsonObject();
    record.addProperty("accepted", verdict instanceof Verdict.Accepted);
    record.addProperty("reason", verdict.reason());
    record.addProperty("code", verdict.code());
    record.addProperty("sentence", verdict.sentence());
    record.addProperty("detail", verdict.detail());
    if (withWitness) record.addProperty("witness", hex(verdict.witness()));
    if (verdict instanceof Verdict.Accepted accepted) putAccepted(record, accepted);
    if (verdict instanceof Verdict.Refused refused) {
      putPlace(record, refused.place());
      refused.licenseId().ifPresent(id -> record.addProperty("licenseId", id));
      put(record, "missedSeconds", refused.missedSeconds());
      put(record, "usedSeconds", refused.usedSeconds());
    }
    return record;
  }

  private static void putAccepted(JsonObject record, Verdict.Accepted verdict) {
    record.add("claims", claims(verdict.claims()));
    put(record, "secondsToExpiry", verdict.secondsToExpiry());
    put(record, "daysToExpiry", verdict.daysToExpiry());
    put(record, "secondsToCheckIn", verdict.secondsToCheckIn());
    put(record, "daysToCheckIn", verdict.daysToCheckIn());
    record.addProperty("renewSoon", verdict.renewSoon());
    verdict.machine().ifPresent(match -> record.add("machine", machineMatch(match)));
    record.addProperty("releasable", verdict.releasable());
    record.addProperty("signedTime", verdict.signedTime());
  }

  private static JsonObject machineMatch(Verdict.MachineMatch match) {
    JsonObject record = new JsonObject();
    JsonArray matched = new JsonArray();
    match.matched().forEach(matched::add);
    record.add("matched", matched);
    record.addProperty("needed", match.needed());
    record.addProperty("bound", match.bound());
    return record;
  }

  private static JsonObject claims(Claims claims) {
    JsonObject record = new JsonObject();
    record.addProperty("licenseId", claims.licenseId());
    record.addProperty("product", claims.product());
    record.addProperty("tokenId", hex(claims.tokenId()));
    record.addProperty("issuedAt", claims.issuedAt());
    put(record, "notBefore", claims.notBefore());
    put(record, "expiresAt", claims.expiresAt());
    put(record, "refreshAt", claims.refreshAt());
    put(record, "checkInBy", claims.checkInBy());
    record.addProperty("renewWindowSeconds", claims.renewWindowSeconds());
    put(record, "epoch", claims.epoch());
    claims.nonce().ifPresent(nonce -> record.addProperty("nonce", hex(nonce)));
    claims.issuer().ifPresent(issuer -> record.addProperty("issuer", issuer));
    claims.customerId().ifPresent(id -> record.addProperty("customerId", id));
    claims.plan().ifPresent(plan -> record.addProperty("plan", plan));
    JsonArray domains = new JsonArray();
    claims.domains().forEach(domains::add);
    record.add("domains", domains);
    JsonObject features = new JsonObject();
    for (Map.Entry<String, Object> feature : claims.features().entrySet()) features.add(feature.getKey(), primitive(feature.getValue()));
    record.add("features", features);
    return record;
  }

  private static JsonPrimitive primitive(Object value) {
    if (value instanceof Boolean granted) return new JsonPrimitive(granted);
    return value instanceof Long integer ? new JsonPrimitive(integer) : new JsonPrimitive(value.toString());
  }

  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** What a machine is. */
  public static JsonObject nature(Machine machine) {
    JsonObject record = new JsonObject();
    record.addProperty("form", machine.nature().form());
    machine.nature().provider().ifPresent(provider -> record.addProperty("provider", provider));
    return record;
  }

  static JsonObject standing(Standing standing, Machine machine) {
    JsonObject record = new JsonObject();
    record.addProperty("installed", standing.verdict().isPresent());
    if (standing.verdict().isPresent()) merge(record, verdict(standing.verdict().get(), false));
    else {
      record.addProperty("accepted", false);
      record.addProperty("reason", standing.reason());
      record.addProperty("sentence", standing.sentence());
    }
    standing.request().ifPresent(request -> record.addProperty("request", request.code()));
    standing.receipt().ifPresent(receipt -> record.addProperty("receipt", receipt.code()));
    standing.notice().ifPresent(notice -> record.addProperty("notice", notice));
    record.add("nature", nature(machine));
    return record;
  }

  static void merge(JsonObject record, JsonObject other) {
    other.entrySet().forEach(member -> record.add(member.getKey(), member.getValue()));
  }

  static JsonObject components(License license, List<License.Judged> inOrder, boolean withValues) {
    JsonArray listed = new JsonArray();
    for (License.Judged judged : inOrder) {
      JsonObject item = new JsonObject();
      item.addProperty("kind", judged.finding().kind());
      item.addProperty("source", judged.finding().source());
      item.addProperty("state", Words.state(judged));
      judged.problem().ifPresent(problem -> item.addProperty("sentence", problem.sentence()));
      if (withValues) item.addProperty("value", judged.finding().value());
      listed.add(item);
    }
    JsonObject record = new JsonObject();
    record.add("nature", nature(license.machine()));
    record.add("components", listed);
    return record;
  }
}
