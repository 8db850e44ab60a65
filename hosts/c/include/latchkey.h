/*
 * Latchkey for C: reads an activation code and says what it means on this machine, without a network.
 *
 * Behind these functions works the project's one verifier. It was written once, compiled to WebAssembly, and from there to C when this
 * library was built; nothing about licenses is decided here. What the answers mean stands in docs/decisions.md.
 *
 * A verifier serves one call at a time: threads that share one wait for each other. Two verifiers share nothing.
 */
#ifndef LATCHKEY_H
#define LATCHKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Loads the verifier and keeps its memory (2 MiB). */
typedef struct latchkey_verifier latchkey_verifier;

/* Why something could not be read or made: a name for programs, a sentence for people, the place in the text. */
typedef struct {
  uint32_t code;        /* the reason's number (docs/abi.md); 0: there is no problem */
  const char *name;     /* in kebab case */
  const char *sentence; /* says what to do */
  uint32_t detail;      /* a finer cause, 0 if none */
  uint32_t row, group;  /* from 1; 0 if none is named */
  int64_t offset;       /* byte of the text; -1 if none is named */
} latchkey_problem;

/* What the caller of a function did wrong, beside the numbers that the verifier gives. */
enum { LATCHKEY_OK = 0, LATCHKEY_BAD_INPUT = 50, LATCHKEY_BAD_MODULE = 1000, LATCHKEY_NO_MEMORY = 1001 };

/*
 * Loads the verifier. `sha256`, 64 hexadecimal digits or NULL, is the digest that the WebAssembly module must have had from which this
 * library was made. NULL is returned when it is another one, or when there is no memory.
 */
latchkey_verifier *latchkey_load(const char *sha256);
void latchkey_free(latchkey_verifier *verifier);

/* The digest of the module from which this library was made, 64 hexadecimal digits. */
const char *latchkey_module_sha256(void);

/* The problem of the last call that returned something other than 0. Its texts live until the next call, by whichever thread. */
const latchkey_problem *latchkey_last_problem(const latchkey_verifier *verifier);

/* Trusts a public key (RFC 8032), at most 32 of them. A key that is none counts as absent. Returns 0 or the problem's code. */
uint32_t latchkey_trust(latchkey_verifier *verifier, const uint8_t *public_key, size_t length);

/* Why a public key cannot be trusted, without trusting it. */
uint32_t latchkey_check_key(latchkey_verifier *verifier, const uint8_t *public_key, size_t length);

/* What the program knows when it asks. Members that are NULL are absent; a struct of zeros is a good beginning. */
typedef struct {
  const char *product;          /* the product that is asking */
  double now_seconds;           /* the clock, whatever it says, since 1970 */
  double running_seconds;       /* whole monotonic seconds since `witness` was returned to this process; 0 after a start */
  const uint8_t *witness;       /* 16 bytes that the last check returned, as stored */
  const uint8_t *components;    /* this machine's components, 16 bytes each */
  size_t component_count;
  const uint8_t *secret;        /* the machine's secret, 16 bytes */
  const uint8_t *lock;          /* the lock itself, for whoever holds a request instead of the machine */
  const char *host;             /* the host name, for a web application */
  const uint8_t *pending;       /* the pending request, 16 bytes, only when its answer is being installed */
} latchkey_evidence;

typedef enum { LATCHKEY_GRANTED = 0, LATCHKEY_INTEGER = 1, LATCHKEY_TEXT = 2 } latchkey_feature_type;

typedef struct {
  const char *name;
  latchkey_feature_type type;
  int64_t integer;  /* for LATCHKEY_INTEGER */
  const char *text; /* for LATCHKEY_TEXT, else NULL */
} latchkey_feature;

/* What an accepted license says. Times are seconds since 1970 and -1 when absent; texts are NULL when absent. */
typedef struct {
  const char *license_id, *product;
  uint8_t token_id[8];
  int64_t issued_at, not_before;
  int64_t expires_at;  /* exclusive end; -1: perpetual */
  int64_t refresh_at, check_in_by;
  int64_t renew_window_seconds, epoch;
  const uint8_t *nonce; /* 8 bytes */
  const char *issuer, *customer_id, *plan;
  const char *const *domains;
  size_t domain_count;
  const latchkey_feature *features;
  size_t feature_count;
} latchkey_claims;

/* All or nothing: claims exist only when the license is accepted. */
typedef struct {
  bool accepted;
  uint32_t code;
  const char *reason;   /* "licensed", "grace", or why not */
  const char *sentence; /* one sentence for the person */
  uint32_t detail;
  uint8_t witness[16];  /* to be stored in place of the last one */

  /* Accepted. Countdowns are -1 when there is nothing to count. */
  const latchkey_claims *claims;
  int64_t seconds_to_expiry, days_to_expiry, seconds_to_check_in, days_to_check_in;
  bool renew_soon;
  uint32_t matched, needed, bound; /* bit i of matched: binding i is produced by this machine; bound 0: not bound to a machine */
  bool releasable;                 /* a receipt can free the seat */
  bool signed_time;                /* delete `pending` in the transaction that stores code and witness */

  /* Refused. */
  uint32_t row, group;
  int64_t offset;
  const char *license_id;               /* from "wrong-product" on; NULL before */
  int64_t missed_seconds, used_seconds; /* the time that was missed, and the one that was compared with it; -1 */
} latchkey_verdict;

/* Decides what a code means. NULL only when there is no memory or the module is broken: treat it as refused. */
latchkey_verdict *latchkey_check(latchkey_verifier *verifier, const char *code, size_t length, const latchkey_evidence *evidence);
void latchkey_verdict_free(latchkey_verdict *verdict);

/* A code as one canonical line and as the file of rows that goes onto a stick. */
typedef struct {
  char *code, *file;
  uint8_t pending[16]; /* of a request: to be stored with it */
  char letter;         /* R request, A activation code, D receipt, B bundle */
} latchkey_spelled;
void latchkey_spelled_free(latchkey_spelled *spelled);

typedef struct {
  const uint8_t *nonce; /* 8 random bytes */
  const char *product;
  const uint8_t *components; /* 1 to 8 of 16 bytes, all different */
  size_t component_count;
  const uint8_t *secret;   /* 16 random bytes that the machine keeps; NULL: no receipt can free the seat */
  const uint8_t *witness;  /* the stored witness, if there is one */
  const char *label;       /* a name for the machine, at most 64 bytes */
  const char *license_key; /* then one scan is enough, and the picture of the request is a secret */
} latchkey_request;

/* Makes an activation request. Store `pending` with it, and show the same request until it is answered. Returns 0 or the problem's code. */
uint32_t latchkey_create_request(latchkey_verifier *verifier, const latchkey_request *input, latchkey_spelled *spelled);

/* Makes the receipt that frees the seat of an installed code. The code's signature must hold; its verdict does not matter. */
uint32_t latchkey_create_receipt(latchkey_verifier *verifier, const char *code, size_t length, const uint8_t secret[16],
                                 latchkey_spelled *spelled);

/* The component that a machine's value gives. `kind`: machine-id, board, disk, mac, cpu, device-key, tpm or raw. */
uint32_t latchkey_component(latchkey_verifier *verifier, const char *product, const char *kind, const char *value, size_t length,
                            uint8_t component[16]);

/* The same, and the value as it was understood: bytes that need be no UTF-8. They are the caller's to free. */
uint32_t latchkey_normalize(latchkey_verifier *verifier, const char *product, const char *kind, const char *value, size_t length,
                            uint8_t component[16], char **normalized, size_t *normalized_length);

/* Respells any of the four codes; only its text form and checks are judged. */
uint32_t latchkey_canonical(latchkey_verifier *verifier, const char *text, size_t length, latchkey_spelled *spelled);

/* An activation request and a deactivation receipt, as read from their text. Nothing in a request is trusted. */
typedef struct {
  uint8_t nonce[8], lock[16];
  bool has_lock; /* false: the machine has no secret and cannot make a receipt */
  char *product, *label, *license_key; /* license_key: NULL when there is none */
  uint8_t components[8][16];
  size_t component_count;
  char *code; /* canonical */
} latchkey_decoded_request;
uint32_t latchkey_decode_request(latchkey_verifier *verifier, const char *text, size_t length, latchkey_decoded_request *request);
void latchkey_decoded_request_free(latchkey_decoded_request *request);

typedef struct {
  uint8_t token_id[8], lock[16]; /* the lock that the receipt's secret opens */
  char *code;
} latchkey_decoded_receipt;
uint32_t latchkey_decode_receipt(latchkey_verifier *verifier, const char *text, size_t length, latchkey_decoded_receipt *receipt);
void latchkey_decoded_receipt_free(latchkey_decoded_receipt *receipt);

/* The canonical spelling of a license key, the caller's to free. */
uint32_t latchkey_decode_license_key(latchkey_verifier *verifier, const char *text, size_t length, char **license_key);

/* Whether a signature holds by the rule of docs/decisions.md ("strict plus"); false for whatever is wrong. */
bool latchkey_verify_signature(latchkey_verifier *verifier, const uint8_t *public_key, size_t key_length, const uint8_t *message,
                               size_t message_length, const uint8_t *signature, size_t signature_length);

/* Name and sentence of a status, in the problem; false for a number that the module does not know. */
bool latchkey_describe(latchkey_verifier *verifier, uint32_t status, uint32_t detail, latchkey_problem *description);

#ifdef __cplusplus
}
#endif
#endif
