/* A license is given back: what was stored is replaced by the receipt that frees the seat. */
#include <stdlib.h>
#include <string.h>

#include "license.h"

static const char no_secret[] =
    "This code was not issued to a request of this machine, so no receipt can free its seat; ask the vendor to free it.";

typedef struct {
  latchkey_license *license;
  latchkey_release *release;
} releasing;

static lk_change refuse_release(latchkey_release *release, const char *reason, const char *sentence) {
  release->reason = reason;
  release->sentence = lk_copy(sentence);
  return LK_CHANGE_NOTHING;
}

static lk_change make_receipt(latchkey_license *license, lk_evidence *evidence, latchkey_release *release, latchkey_fault *fault) {
  if (evidence->code == NULL) return refuse_release(release, "no-code", lk_no_code);
  if (!evidence->has_secret) return refuse_release(release, "no-secret", no_secret);
  latchkey_verdict *verdict = lk_judge(license, evidence->code, strlen(evidence->code), evidence, NULL);
  if (verdict == NULL) return lk_fail_broken(license, fault);
  bool kept = verdict->accepted && !verdict->releasable;
  latchkey_verdict_free(verdict);
  if (kept) return refuse_release(release, "not-releasable", no_secret);
  latchkey_spelled *receipt = &release->receipt;
  if (latchkey_create_receipt(license->verifier, evidence->code, strlen(evidence->code), evidence->secret, receipt) != LATCHKEY_OK)
    return refuse_release(release, "unreadable-code", latchkey_last_problem(license->verifier)->sentence);
  lk_evidence after = {.has_witness = evidence->has_witness, .receipt_code = lk_copy(receipt->code), .receipt_file = lk_copy(receipt->file)};
  memcpy(after.witness, evidence->witness, 16);
  lk_evidence_free(evidence);
  *evidence = after;
  return LK_CHANGE_STORE;
}

static lk_change change_for_release(void *context, lk_kept *kept, latchkey_fault *fault) {
  releasing *asked = context;
  latchkey_release_free(asked->release);
  if (kept->evidence.receipt_code == NULL) return make_receipt(asked->license, &kept->evidence, asked->release, fault);
  lk_spell(&asked->release->receipt, kept->evidence.receipt_code, kept->evidence.receipt_file);
  return LK_CHANGE_NOTHING;
}

bool latchkey_license_release(latchkey_license *license, latchkey_release *release, latchkey_fault *fault) {
  *release = (latchkey_release){0};
  releasing context = {license, release};
  bool done = lk_store_update(&license->store, change_for_release, &context, fault);
  if (!done) latchkey_release_free(release);
  return done;
}

void latchkey_release_free(latchkey_release *release) {
  latchkey_spelled_free(&release->receipt);
  free(release->sentence);
  *release = (latchkey_release){0};
}

static lk_change change_for_taken(void *context, lk_kept *kept, latchkey_fault *fault) {
  bool *taken = context;
  *taken = kept->evidence.receipt_code != NULL;
  lk_evidence_drop_receipt(&kept->evidence);
  return *taken ? LK_CHANGE_STORE : LK_CHANGE_NOTHING;
}

bool latchkey_license_receipt_taken(latchkey_license *license, bool *taken, latchkey_fault *fault) {
  *taken = false;
  return lk_store_update(&license->store, change_for_taken, taken, fault);
}
