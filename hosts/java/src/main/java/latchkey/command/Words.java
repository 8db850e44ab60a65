package latchkey.command;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import latchkey.Claims;
import latchkey.Place;
import latchkey.Verdict;
import latchkey.client.License;
import latchkey.client.Machine;
import latchkey.client.Standing;

/** Verdicts and machines in words, for a terminal. The sentences about licenses are the module's. */
final class Words {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private Words() {}

  static String row(String name, String value) {
    return String.format("  %-18s%s", name, value);
  }

  static List<String> standing(Standing standing) {
    List<String> lines = standing.verdict().map(Words::verdict).orElseGet(() -> new ArrayList<>(List.of(standing.sentence())));
    if (standing.request().isPresent()) lines.add("A request waits for its answer; to see it again: latchkey request");
    if (standing.receipt().isPresent()) lines.add("A receipt waits to be taken to the vendor; to see it again: latchkey release");
    standing.notice().ifPresent(notice -> lines.add("Note: " + notice));
    return lines;
  }

  static List<String> verdict(Verdict verdict) {
    List<String> lines = new ArrayList<>(List.of(verdict.reason() + ": " + verdict.sentence()));
    if (verdict instanceof Verdict.Accepted accepted) addAccepted(lines, accepted);
    if (verdict instanceof Verdict.Refused refused) {
      String place = place(refused.place());
      if (!place.isEmpty()) lines.add(row("Where", place));
      refused.licenseId().ifPresent(id -> lines.add(row("License", id)));
      refused.missedSeconds().ifPresent(at -> lines.add(row("Limit", date(at))));
      refused.usedSeconds().ifPresent(at -> lines.add(row("Time that counts", date(at))));
    }
    return lines;
  }

  private static void addAccepted(List<String> lines, Verdict.Accepted verdict) {
    Claims claims = verdict.claims();
    lines.add(row("Product", claims.product()));
    lines.add(row("License", claims.licenseId()));
    claims.plan().ifPresent(plan -> lines.add(row("Plan", plan)));
    for (Map.Entry<String, Object> feature : claims.features().entrySet())
      lines.add(row("Feature", feature.getValue() instanceof Boolean ? feature.getKey() : feature.getKey() + " = " + feature.getValue()));
    boolean ends = claims.expiresAt().isPresent();
    lines.add(row("License until", ends ? until(claims.expiresAt().getAsLong(), verdict.daysToExpiry()) : "no end"));
    claims.checkInBy().ifPresent(at -> lines.add(row("Check in by", until(at, verdict.daysToCheckIn()))));
    if (verdict.renewSoon()) lines.add("Renew soon: the license ends before long, and nothing stops until then.");
    verdict.machine().ifPresent(match -> lines.add(row("This machine", machine(match))));
  }

  private static String machine(Verdict.MachineMatch match) {
    long present = match.matched().stream().filter(Boolean::booleanValue).count();
    boolean spare = present == match.needed() && match.bound() > match.needed();
    String advice = spare ? "; ask for a new code before more of it changes" : "";
    return present + " of " + match.bound() + " identifiers fit, " + match.needed() + " needed" + advice;
  }

  private static String place(Place place) {
    if (place.row().isPresent())
      return "row " + place.row().getAsLong() + (place.group().isPresent() ? ", group " + place.group().getAsLong() : "");
    return place.offset().isPresent() ? "byte " + place.offset().getAsLong() + ", counted from 0" : "";
  }

  private static String until(long seconds, OptionalLong days) {
    if (days.isEmpty()) return date(seconds);
    long left = days.getAsLong();
    return date(seconds) + " · " + (left == 0 ? "less than a day" : left == 1 ? "1 day" : left + " days") + " left";
  }

  /** To the minute and in UTC, so that two people on the phone see the same. */
  private static String date(long seconds) {
    return DATE.format(Instant.ofEpochSecond(seconds));
  }

  /** Said aloud where copies of a machine are to be expected; null for an ordinary computer. */
  static String nature(Machine machine) {
    String name = machine.nature().provider().map(provider -> " (" + provider + ")").orElse("");
    return switch (machine.nature().form()) {
      case "container" -> "This is a container" + name + ". Containers of one image may look like one machine.";
      case "virtual machine" -> "This is a virtual machine" + name + ". A copy of it looks like the same machine.";
      default -> null;
    };
  }

  static String state(License.Judged judged) {
    return judged.state().name().toLowerCase(Locale.ROOT);
  }

  /** The machine's identifiers: those that are used, those that could stand in, and the others. */
  static List<License.Judged> inOrder(License license) {
    return license.components().stream().sorted(Comparator.comparing(License.Judged::state)).toList();
  }

  static List<String> components(License license, List<License.Judged> inOrder, boolean withValues) {
    List<String> lines = new ArrayList<>();
    String nature = nature(license.machine());
    if (nature != null) lines.add(nature + "\n");
    for (License.Judged judged : inOrder) {
      String value = withValues ? ": " + judged.finding().value() : "";
      String why = judged.problem().map(problem -> " – " + problem.sentence()).orElse("");
      lines.add(row(judged.finding().kind(), String.format("%-10s%s%s%s", state(judged), judged.finding().source(), value, why)));
    }
    long used = inOrder.stream().filter(judged -> judged.state() == License.State.USED).count();
    if (used == 0) lines.add("\nNothing on this machine tells it from others; no license can be bound to it.");
    else
      lines.add("\nA license can be bound to " + (used == 1 ? "one identifier" : used + " identifiers") + " of this machine.");
    return lines;
  }
}
