#include <stdio.h>
#include <stdlib.h>

#include "commands.h"

static const char *const states[] = {"used", "spare", "unusable"};

static json_t *listed_in_json(const latchkey_judged *judged, bool with_value) {
  json_t *json = json_pack("{s:s,s:s,s:s}", "kind", judged->finding->kind, "source", judged->finding->source, "state", states[judged->state]);
  if (judged->sentence != NULL) json_object_set_new(json, "sentence", json_string(judged->sentence));
  if (with_value) json_object_set_new(json, "value", json_string(judged->finding->value));
  return json;
}

static void print_listed(const latchkey_judged *judged, bool with_value) {
  const char *sentence = judged->sentence == NULL ? "" : judged->sentence;
  print_row(judged->finding->kind, "%-10s%s%s%s%s%s", states[judged->state], judged->finding->source, with_value ? ": " : "",
            with_value ? judged->finding->value : "", sentence[0] == 0 ? "" : " – ", sentence);
}

static void print_sum(size_t used) {
  if (used == 0) puts("\nNothing on this machine tells it from others; no license can be bound to it.");
  else if (used == 1) puts("\nA license can be bound to one identifier of this machine.");
  else printf("\nA license can be bound to %zu identifiers of this machine.\n", used);
}

int components_command(desk *desk) {
  size_t count, used = 0;
  const latchkey_judged *judged = latchkey_license_components(desk->license, &count);
  const latchkey_machine *machine = latchkey_license_machine(desk->license);
  bool json = desk->options->json, with_value = desk->options->show_values;
  char *nature = nature_in_words(machine);
  json_t *list = json ? json_array() : NULL;
  if (!json && nature != NULL) printf("%s\n\n", nature);
  for (int state = 0; state < 3; state++) {
    for (size_t i = 0; i < count; i++) {
      if ((int)judged[i].state != state) continue;
      used += state == LATCHKEY_USED;
      if (json) json_array_append_new(list, listed_in_json(&judged[i], with_value));
      else print_listed(&judged[i], with_value);
    }
  }
  if (json) print_json(json_pack("{s:o,s:o}", "nature", nature_in_json(machine), "components", list));
  else print_sum(used);
  free(nature);
  return used > 0 ? EXIT_DONE : EXIT_MACHINE;
}
