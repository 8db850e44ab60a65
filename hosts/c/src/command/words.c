/* Verdicts and machines in words, for a terminal. The sentences about licenses are the module's. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"

void print_row(const char *name, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("  %-18s", name);
  vprintf(format, arguments);
  putchar('\n');
  va_end(arguments);
}

/* To the minute and in UTC, so that two people on the phone see the same. */
static char *date_of(int64_t seconds) {
  time_t time = (time_t)seconds;
  struct tm parts;
  char text[32];
  gmtime_r(&time, &parts);
  strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
  return lk_copy(text);
}

static void print_until(const char *name, int64_t seconds, int64_t days) {
  char *date = date_of(seconds);
  if (days < 0) print_row(name, "%s", date);
  else if (days == 0) print_row(name, "%s · less than a day left", date);
  else print_row(name, "%s · %lld day%s left", date, (long long)days, days == 1 ? "" : "s");
  free(date);
}

static void print_machine(const latchkey_verdict *verdict) {
  unsigned present = 0;
  for (uint32_t i = 0; i < verdict->bound; i++) present += verdict->matched >> i & 1;
  bool spare = present == verdict->needed && verdict->bound > verdict->needed;
  print_row("This machine", "%u of %u identifiers fit, %u needed%s", present, verdict->bound, verdict->needed,
            spare ? "; ask for a new code before more of it changes" : "");
}

static void print_accepted(const latchkey_verdict *verdict) {
  const latchkey_claims *claims = verdict->claims;
  print_row("Product", "%s", claims->product);
  print_row("License", "%s", claims->license_id);
  if (claims->plan != NULL) print_row("Plan", "%s", claims->plan);
  for (size_t i = 0; i < claims->feature_count; i++) {
    const latchkey_feature *feature = &claims->features[i];
    if (feature->type == LATCHKEY_GRANTED) print_row("Feature", "%s", feature->name);
    else if (feature->type == LATCHKEY_INTEGER) print_row("Feature", "%s = %lld", feature->name, (long long)feature->integer);
    else print_row("Feature", "%s = %s", feature->name, feature->text);
  }
  if (claims->expires_at < 0) print_row("License until", "no end");
  else print_until("License until", claims->expires_at, verdict->days_to_expiry);
  if (claims->check_in_by >= 0) print_until("Check in by", claims->check_in_by, verdict->days_to_check_in);
  if (verdict->renew_soon) puts("Renew soon: the license ends before long, and nothing stops until then.");
  if (verdict->bound > 0) print_machine(verdict);
}

static void print_time(const char *name, int64_t seconds) {
  if (seconds < 0) return;
  char *date = date_of(seconds);
  print_row(name, "%s", date);
  free(date);
}

static void print_refused(const latchkey_verdict *verdict) {
  if (verdict->row > 0 && verdict->group > 0) print_row("Where", "row %u, group %u", verdict->row, verdict->group);
  else if (verdict->row > 0) print_row("Where", "row %u", verdict->row);
  else if (verdict->offset >= 0) print_row("Where", "byte %lld, counted from 0", (long long)verdict->offset);
  if (verdict->license_id != NULL) print_row("License", "%s", verdict->license_id);
  print_time("Limit", verdict->missed_seconds);
  print_time("Time that counts", verdict->used_seconds);
}

void print_verdict(const latchkey_verdict *verdict) {
  printf("%s: %s\n", verdict->reason, verdict->sentence);
  if (verdict->accepted) print_accepted(verdict);
  else print_refused(verdict);
}

void print_standing(const latchkey_standing *standing) {
  if (standing->verdict != NULL) print_verdict(standing->verdict);
  else puts(standing->sentence);
  if (standing->request.code != NULL) puts("A request waits for its answer; to see it again: latchkey request");
  if (standing->receipt.code != NULL) puts("A receipt waits to be taken to the vendor; to see it again: latchkey release");
  if (standing->notice != NULL) printf("Note: %s\n", standing->notice);
}

/* Said aloud where copies of a machine are to be expected. */
char *nature_in_words(const latchkey_machine *machine) {
  char *name = machine->provider == NULL ? lk_copy("") : lk_format(" (%s)", machine->provider), *words = NULL;
  if (strcmp(machine->form, "container") == 0)
    words = lk_format("This is a container%s. Containers of one image may look like one machine.", name);
  if (strcmp(machine->form, "virtual machine") == 0)
    words = lk_format("This is a virtual machine%s. A copy of it looks like the same machine.", name);
  free(name);
  return words;
}
