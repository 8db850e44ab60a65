/* A license is opened: its verifier loaded, keys trusted, the machine read, and its findings judged. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "folder.h"
#include "license.h"

static bool kind_is_used(const latchkey_license *license, const char *kind) {
  for (size_t i = 0; i < license->judged_count; i++)
    if (license->judged[i].state == LATCHKEY_USED && strcmp(license->judged[i].finding->kind, kind) == 0) return true;
  return false;
}

/* From what was found to what a request carries: for each kind the first identifier that the module can use. */
static void judge_findings(latchkey_license *license) {
  const latchkey_machine *machine = license->machine;
  license->judged = lk_memory(machine->finding_count * sizeof *license->judged);
  license->components = lk_memory(machine->finding_count * 16);
  for (size_t i = 0; i < machine->finding_count; i++) {
    const latchkey_finding *finding = &machine->findings[i];
    latchkey_judged judged = {.finding = finding, .state = LATCHKEY_USED};
    bool usable = latchkey_component(license->verifier, license->store.product, finding->kind, finding->value, finding->length,
                                     judged.component) == LATCHKEY_OK;
    if (!usable) {
      judged.state = LATCHKEY_UNUSABLE;
      judged.sentence = lk_copy(latchkey_last_problem(license->verifier)->sentence);
    } else if (kind_is_used(license, finding->kind)) {
      judged.state = LATCHKEY_SPARE;
    } else {
      memcpy(license->components + 16 * license->component_count++, judged.component, 16);
    }
    license->judged[license->judged_count++] = judged;
  }
}

static bool trust_keys(latchkey_license *license, const latchkey_license_options *options, latchkey_fault *fault) {
  if (options->public_key_count == 0) {
    lk_fault(fault, LATCHKEY_WRONG_ARGUMENT, "At least one public key is needed; there is no default.");
    return false;
  }
  for (size_t i = 0; i < options->public_key_count; i++) {
    if (latchkey_trust(license->verifier, options->public_keys[i], 32) == LATCHKEY_OK) continue;
    lk_fault(fault, LATCHKEY_WRONG_ARGUMENT, "%s", latchkey_last_problem(license->verifier)->sentence);
    return false;
  }
  return true;
}

latchkey_license *latchkey_license_open(const latchkey_license_options *options, latchkey_fault *fault) {
  latchkey_license *license = lk_memory(sizeof *license);
  *fault = (latchkey_fault){0};
  license->store.product = lk_copy(options->product);
  license->store.folder = options->folder != NULL ? lk_copy(options->folder) : lk_state_folder(options->product);
  license->store.keychain = options->keychain;
  license->now_seconds = options->now_seconds != NULL ? options->now_seconds : lk_now_seconds;
  license->verifier = latchkey_load(NULL);
  if (license->verifier == NULL) lk_fault(fault, LATCHKEY_BROKEN, "There is no memory for the verifier.");
  else if (license->store.folder == NULL) lk_fault(fault, LATCHKEY_NOT_WRITABLE, "This user has no home folder; choose a folder for the license.");
  else if (trust_keys(license, options, fault)) {
    if (options->machine == NULL) license->own_machine = latchkey_read_machine();
    license->machine = options->machine != NULL ? options->machine : license->own_machine;
    judge_findings(license);
    return license;
  }
  latchkey_license_close(license);
  return NULL;
}

void latchkey_license_close(latchkey_license *license) {
  if (license == NULL) return;
  for (size_t i = 0; i < license->judged_count; i++) free((void *)license->judged[i].sentence);
  free(license->judged);
  free(license->components);
  latchkey_machine_free(license->own_machine);
  latchkey_free(license->verifier);
  free(license->store.folder);
  free(license->store.product);
  free(license);
}

const char *latchkey_license_folder(const latchkey_license *license) { return license->store.folder; }

const latchkey_machine *latchkey_license_machine(const latchkey_license *license) { return license->machine; }

const latchkey_judged *latchkey_license_components(const latchkey_license *license, size_t *count) {
  *count = license->judged_count;
  return license->judged;
}
