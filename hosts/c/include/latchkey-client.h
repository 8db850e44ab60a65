/*
 * A license on this machine: which identifiers it has, a sealed store for what must be kept, and the life of a license from the request to the
 * receipt. Everything that a license means is decided by the verifier (latchkey.h).
 *
 * One license serves one thread. Any number of processes may have the same license open: every change is one transaction under a lock.
 */
#ifndef LATCHKEY_CLIENT_H
#define LATCHKEY_CLIENT_H

#include "latchkey.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One identifier. A kind may have several: the first that the verifier can use stands for it. */
typedef struct {
  const char *kind;  /* "machine-id", "board", "disk", "mac", "cpu" */
  const char *value; /* ends in a zero byte that `length` does not count */
  size_t length;
  const char *source; /* where it was found, for people */
} latchkey_finding;

/* What this system is. Copies of a container or of a virtual machine share identifiers, so people are told. */
typedef struct {
  const char *form;     /* "computer", "virtual machine" or "container" */
  const char *provider; /* who provides it, as far as it says so: "VirtualBox", "Docker"; else NULL */
  latchkey_finding *findings; /* in the order of preference within each kind */
  size_t finding_count;
} latchkey_machine;

/* Reads the machine on which this runs. Root is not needed, and no network. */
latchkey_machine *latchkey_read_machine(void);
void latchkey_machine_free(latchkey_machine *machine);

/* What this machine or its files, and not the license, made impossible; the sentence says what to do. */
typedef enum {
  LATCHKEY_NO_FAULT = 0,
  LATCHKEY_WRONG_ARGUMENT,      /* a key that is none, a product's id or a label out of its limits */
  LATCHKEY_NOT_READABLE,        /* the store cannot be read */
  LATCHKEY_NOT_WRITABLE,        /* the store cannot be written; what is stored stays as it is */
  LATCHKEY_NEWER,               /* a newer version of the application wrote the store */
  LATCHKEY_NOTHING_IDENTIFIES,  /* this machine has nothing that tells it from others */
  LATCHKEY_BROKEN               /* no memory, or a broken module */
} latchkey_fault_kind;

typedef struct {
  latchkey_fault_kind kind;
  char sentence[512];
} latchkey_fault;

typedef struct latchkey_license latchkey_license;

/* Keeps the 32 bytes that seal a store outside of its folder: an application's own way to the keychain of its system. `account` is the name of the
 * store there: 64 hexadecimal digits. A keychain that is locked loses nothing: what is stored stays as it is. */
typedef enum { LATCHKEY_KEYCHAIN_HAS_KEY, LATCHKEY_KEYCHAIN_HAS_NONE, LATCHKEY_KEYCHAIN_LOCKED } latchkey_keychain_answer;
typedef struct {
  latchkey_keychain_answer (*read_key)(void *context, const char *account, uint8_t key[32]);
  bool (*write_key)(void *context, const char *account, const uint8_t key[32]); /* false: it could not be kept */
  void *context; /* handed to both */
} latchkey_keychain;

typedef struct {
  const char *product;             /* the product's id, as the vendor's portal knows it */
  const uint8_t (*public_keys)[32]; /* the vendor's keys; there is no default */
  size_t public_key_count;
  const char *folder;              /* where the store lies; NULL: the user's own place for such things */
  const latchkey_machine *machine; /* NULL: this one. Must outlive the license */
  double (*now_seconds)(void);     /* NULL: the system's clock */
  /* With a keychain a new store keeps its key there; one whose key lies in its folder is opened as before. NULL: in the folder. Must outlive the
   * license. */
  const latchkey_keychain *keychain;
} latchkey_license_options;

/* NULL with the fault when a key is none, or when there is no memory. */
latchkey_license *latchkey_license_open(const latchkey_license_options *options, latchkey_fault *fault);
void latchkey_license_close(latchkey_license *license);

const char *latchkey_license_folder(const latchkey_license *license);
const latchkey_machine *latchkey_license_machine(const latchkey_license *license);

/* What the verifier makes of a finding: used, good but of a kind that has one already, or refused, with its reason. */
typedef enum { LATCHKEY_USED, LATCHKEY_SPARE, LATCHKEY_UNUSABLE } latchkey_finding_state;
typedef struct {
  const latchkey_finding *finding;
  latchkey_finding_state state;
  uint8_t component[16]; /* when it is used */
  const char *sentence;  /* when it is not usable */
} latchkey_judged;
const latchkey_judged *latchkey_license_components(const latchkey_license *license, size_t *count);

/* The functions below return false with the fault when the machine or its files do not allow it. */

/* The pending request: the same one until it is answered or, with `fresh`, thrown away. `label` and `license_key` may be NULL. */
bool latchkey_license_request(latchkey_license *license, const char *label, const char *license_key, bool fresh,
                              latchkey_spelled *request, bool *is_new, latchkey_fault *fault);

/* Whether a request is a secret, because the license key is in it. */
bool latchkey_license_carries_key(latchkey_license *license, const latchkey_spelled *request);

/* Installs a code in any spelling. It is stored, and read back, before `installed` is true. The verdict is the caller's to free. */
bool latchkey_license_install(latchkey_license *license, const char *text, size_t length, bool *installed,
                              latchkey_verdict **verdict, latchkey_fault *fault);

/* What this code would be worth here; nothing is stored. */
bool latchkey_license_preview(latchkey_license *license, const char *text, size_t length, latchkey_verdict **verdict,
                              latchkey_fault *fault);

/* Where the customer stands. Without a code there is no verdict, only what to do. */
typedef struct {
  latchkey_verdict *verdict; /* NULL: nothing is installed */
  const char *reason;        /* then "no-code", "store-damaged" or "store-fault" */
  char *sentence;            /* likewise */
  latchkey_spelled request;  /* that waits for its answer; its code is NULL when there is none */
  latchkey_spelled receipt;  /* that nobody has confirmed yet; likewise */
  char *notice;              /* what happened to the store, where that needs to be known; else NULL */
} latchkey_standing;

/* To be asked at every start, every hour, and at the end. It has no fault: what is wrong with the store is part of the answer. */
latchkey_standing latchkey_license_check(latchkey_license *license);
void latchkey_standing_free(latchkey_standing *standing);

/* Whether the standing is that of a valid license: the one question that most applications have. */
bool latchkey_standing_accepted(const latchkey_standing *standing);

/* Gives the license back: code and secret are replaced by the receipt that frees the seat. Until it is taken, the same receipt again.
 * `reason` is NULL when it was given back, else "no-code", "no-secret", "not-releasable" or "unreadable-code", with a sentence. */
typedef struct {
  const char *reason;
  char *sentence;
  latchkey_spelled receipt;
} latchkey_release;
bool latchkey_license_release(latchkey_license *license, latchkey_release *release, latchkey_fault *fault);
void latchkey_release_free(latchkey_release *release);

/* Somebody has taken the receipt to the vendor; it need not be kept any more. `taken` is false when there was none. */
bool latchkey_license_receipt_taken(latchkey_license *license, bool *taken, latchkey_fault *fault);

#ifdef __cplusplus
}
#endif
#endif
