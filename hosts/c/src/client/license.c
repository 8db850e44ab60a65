/*
 * The life of a license on a machine: request, install, check, give back. Nothing here knows what a license means: evidence goes to the module,
 * its verdict goes to the caller, and what it says to store is stored.
 */
#include "license.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "folder.h"
#include "seal.h"

const char lk_no_code[] = "No activation code is installed on this machine; make a request and install its answer.";
static const char given_back[] = "The license of this machine was given back; take the receipt to the vendor.";
static const char lost[] =
    "The stored license was changed or damaged and cannot be read; it is kept aside. Make a new request and install its answer.";
static const char repaired[] = "One of the two stored copies was changed or damaged; it was put aside and made anew from the other.";

/* Evidence goes in, the module's verdict comes out. */

/* Zero after a start, and when another process has stored a witness since. */
static double running_seconds(const latchkey_license *license, const lk_evidence *evidence) {
  if (!license->has_returned || !evidence->has_witness || memcmp(evidence->witness, license->returned, 16) != 0) return 0;
  return (double)(long long)(lk_monotonic_seconds() - license->returned_at);
}

/* A witness that comes back unchanged was returned when it first came: fractions of a second are not lost by asking often. */
static void remember(latchkey_license *license, const uint8_t witness[16]) {
  if (license->has_returned && memcmp(witness, license->returned, 16) == 0) return;
  license->has_returned = true;
  memcpy(license->returned, witness, 16);
  license->returned_at = lk_monotonic_seconds();
}

latchkey_verdict *lk_judge(latchkey_license *license, const char *text, size_t length, const lk_evidence *evidence,
                             const uint8_t *pending) {
  latchkey_evidence asked = {
      .product = license->store.product,
      .now_seconds = license->now_seconds(),
      .running_seconds = running_seconds(license, evidence),
      .witness = evidence->has_witness ? evidence->witness : NULL,
      .components = license->components,
      .component_count = license->component_count,
      .secret = evidence->has_secret ? evidence->secret : NULL,
      .pending = pending,
  };
  return latchkey_check(license->verifier, text, length, &asked);
}

/* The witness comes back from every check; an unchanged one is nothing to store. */
static bool take_witness(lk_evidence *evidence, const latchkey_verdict *verdict) {
  static const uint8_t none[16] = {0};
  if (memcmp(evidence->has_witness ? evidence->witness : none, verdict->witness, 16) == 0) return false;
  evidence->has_witness = true;
  memcpy(evidence->witness, verdict->witness, 16);
  return true;
}

lk_change lk_fail_broken(const latchkey_license *license, latchkey_fault *fault) {
  lk_fault(fault, LATCHKEY_BROKEN, "%s", latchkey_last_problem(license->verifier)->sentence);
  return LK_CHANGE_FAILED;
}

/* Request. */

typedef struct {
  latchkey_license *license;
  const char *label, *license_key;
  bool fresh, is_new;
  latchkey_spelled *request;
} requesting;

void lk_spell(latchkey_spelled *spelled, const char *code, const char *file) {
  latchkey_spelled_free(spelled);
  *spelled = (latchkey_spelled){.code = lk_copy(code), .file = lk_copy(file)};
}

static lk_change make_request(requesting *context, lk_evidence *evidence, latchkey_fault *fault) {
  latchkey_license *license = context->license;
  uint8_t nonce[8];
  /* The secret stays the same for one life of a license, so that an answer under way to an older request is not spoiled. */
  if (!lk_random(nonce, sizeof nonce) || (!evidence->has_secret && !lk_random(evidence->secret, 16))) {
    lk_fault(fault, LATCHKEY_BROKEN, "The system gives no random numbers.");
    return LK_CHANGE_FAILED;
  }
  evidence->has_secret = true;
  latchkey_request input = {
      .nonce = nonce,
      .product = license->store.product,
      .components = license->components,
      .component_count = license->component_count,
      .secret = evidence->secret,
      .witness = evidence->has_witness ? evidence->witness : NULL,
      .label = context->label,
      .license_key = context->license_key,
  };
  latchkey_spelled made;
  if (latchkey_create_request(license->verifier, &input, &made) != LATCHKEY_OK) {
    lk_fault(fault, LATCHKEY_WRONG_ARGUMENT, "%s", latchkey_last_problem(license->verifier)->sentence);
    return LK_CHANGE_FAILED;
  }
  lk_evidence_drop_request(evidence);
  evidence->request_code = lk_copy(made.code);
  evidence->request_file = lk_copy(made.file);
  memcpy(evidence->pending, made.pending, 16);
  latchkey_spelled_free(&made);
  lk_spell(context->request, evidence->request_code, evidence->request_file);
  return LK_CHANGE_STORE;
}

static lk_change change_for_request(void *context, lk_kept *kept, latchkey_fault *fault) {
  requesting *asked = context;
  asked->is_new = kept->evidence.request_code == NULL || asked->fresh;
  if (asked->is_new) return make_request(asked, &kept->evidence, fault);
  lk_spell(asked->request, kept->evidence.request_code, kept->evidence.request_file);
  return LK_CHANGE_NOTHING;
}

static bool nothing_identifies(const latchkey_license *license, latchkey_fault *fault) {
  static const char what[] = "Nothing on this machine tells it from others";
  if (strcmp(license->machine->form, "container") == 0)
    lk_fault(fault, LATCHKEY_NOTHING_IDENTIFIES,
             "%s: containers of one image are alike. Start it with the host's id: -v /etc/machine-id:/etc/machine-id:ro", what);
  else
    lk_fault(fault, LATCHKEY_NOTHING_IDENTIFIES, "%s; run `latchkey components` to see what was found and why it is not usable.", what);
  return false;
}

bool latchkey_license_request(latchkey_license *license, const char *label, const char *license_key, bool fresh,
                              latchkey_spelled *request, bool *is_new, latchkey_fault *fault) {
  *request = (latchkey_spelled){0};
  if (license->component_count == 0) return nothing_identifies(license, fault);
  requesting context = {license, label, license_key, fresh, false, request};
  bool done = lk_store_update(&license->store, change_for_request, &context, fault);
  if (!done) latchkey_spelled_free(request);
  *is_new = context.is_new;
  return done;
}

bool latchkey_license_carries_key(latchkey_license *license, const latchkey_spelled *request) {
  latchkey_decoded_request decoded;
  /* What cannot be read is no address either. */
  if (latchkey_decode_request(license->verifier, request->code, strlen(request->code), &decoded) != LATCHKEY_OK) return true;
  bool carries = decoded.license_key != NULL;
  latchkey_decoded_request_free(&decoded);
  return carries;
}

/* Install. */

typedef struct {
  latchkey_license *license;
  const char *text;
  size_t length;
  latchkey_verdict *verdict;
} installing;

static lk_change change_for_install(void *context, lk_kept *kept, latchkey_fault *fault) {
  installing *asked = context;
  latchkey_license *license = asked->license;
  lk_evidence *evidence = &kept->evidence;
  latchkey_verdict_free(asked->verdict);
  asked->verdict = lk_judge(license, asked->text, asked->length, evidence, evidence->request_code == NULL ? NULL : evidence->pending);
  if (asked->verdict == NULL) return lk_fail_broken(license, fault);
  bool changed = take_witness(evidence, asked->verdict);
  if (!asked->verdict->accepted) return changed ? LK_CHANGE_STORE : LK_CHANGE_NOTHING;
  latchkey_spelled spelling;
  if (latchkey_canonical(license->verifier, asked->text, asked->length, &spelling) != LATCHKEY_OK) return lk_fail_broken(license, fault);
  free(evidence->code);
  evidence->code = lk_copy(spelling.code);
  latchkey_spelled_free(&spelling);
  if (asked->verdict->signed_time) lk_evidence_drop_request(evidence);
  return LK_CHANGE_STORE;
}

bool latchkey_license_install(latchkey_license *license, const char *text, size_t length, bool *installed,
                              latchkey_verdict **verdict, latchkey_fault *fault) {
  installing context = {license, text, length, NULL};
  bool done = lk_store_update(&license->store, change_for_install, &context, fault);
  *verdict = NULL;
  *installed = false;
  if (!done) {
    latchkey_verdict_free(context.verdict);
    return false;
  }
  remember(license, context.verdict->witness);
  *verdict = context.verdict;
  *installed = context.verdict->accepted;
  return true;
}

bool latchkey_license_preview(latchkey_license *license, const char *text, size_t length, latchkey_verdict **verdict,
                              latchkey_fault *fault) {
  lk_kept kept;
  *verdict = NULL;
  if (!lk_store_read(&license->store, &kept, fault)) return false;
  *verdict = lk_judge(license, text, length, &kept.evidence, kept.evidence.request_code == NULL ? NULL : kept.evidence.pending);
  lk_evidence_free(&kept.evidence);
  if (*verdict == NULL) lk_fail_broken(license, fault);
  return *verdict != NULL;
}

/* Check. */

typedef struct {
  latchkey_license *license;
  latchkey_standing standing;
} checking;

static void stand_without_code(latchkey_standing *standing, const char *reason, const char *sentence) {
  standing->reason = reason;
  standing->sentence = lk_copy(sentence);
}

static latchkey_standing standing_of(latchkey_license *license, const lk_kept *kept) {
  const lk_evidence *evidence = &kept->evidence;
  latchkey_standing standing = {0};
  if (evidence->request_code != NULL) lk_spell(&standing.request, evidence->request_code, evidence->request_file);
  if (evidence->receipt_code != NULL) lk_spell(&standing.receipt, evidence->receipt_code, evidence->receipt_file);
  if (kept->damage == LK_DAMAGE_REPAIRED) standing.notice = lk_copy(repaired);
  if (evidence->code != NULL) {
    standing.verdict = lk_judge(license, evidence->code, strlen(evidence->code), evidence, NULL);
    if (standing.verdict == NULL) stand_without_code(&standing, "store-fault", latchkey_last_problem(license->verifier)->sentence);
  } else if (kept->damage == LK_DAMAGE_LOST) {
    stand_without_code(&standing, "store-damaged", lost);
  } else {
    stand_without_code(&standing, "no-code", evidence->receipt_code != NULL ? given_back : lk_no_code);
  }
  return standing;
}

static lk_change change_for_check(void *context, lk_kept *kept, latchkey_fault *fault) {
  checking *asked = context;
  latchkey_standing_free(&asked->standing);
  asked->standing = standing_of(asked->license, kept);
  bool changed = asked->standing.verdict != NULL && take_witness(&kept->evidence, asked->standing.verdict);
  return changed ? LK_CHANGE_STORE : LK_CHANGE_NOTHING;
}

/* A store that cannot be written must not stop anybody who holds a valid code: the verdict stands, the witness is not renewed. */
static latchkey_standing check_without_storing(latchkey_license *license, const latchkey_fault *fault) {
  lk_kept kept;
  latchkey_fault again;
  latchkey_standing standing = {0};
  if (!lk_store_read(&license->store, &kept, &again)) {
    stand_without_code(&standing, "store-fault", again.sentence);
    return standing;
  }
  standing = standing_of(license, &kept);
  lk_evidence_free(&kept.evidence);
  free(standing.notice);
  standing.notice = lk_copy(fault->sentence);
  return standing;
}

latchkey_standing latchkey_license_check(latchkey_license *license) {
  checking context = {license, {0}};
  latchkey_fault fault = {0};
  if (lk_store_update(&license->store, change_for_check, &context, &fault)) {
    if (context.standing.verdict != NULL) remember(license, context.standing.verdict->witness);
    return context.standing;
  }
  latchkey_standing_free(&context.standing);
  return check_without_storing(license, &fault);
}

bool latchkey_standing_accepted(const latchkey_standing *standing) {
  return standing->verdict != NULL && standing->verdict->accepted;
}

void latchkey_standing_free(latchkey_standing *standing) {
  latchkey_verdict_free(standing->verdict);
  latchkey_spelled_free(&standing->request);
  latchkey_spelled_free(&standing->receipt);
  free(standing->sentence);
  free(standing->notice);
  *standing = (latchkey_standing){0};
}
