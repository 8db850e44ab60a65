/* What the store keeps: evidence, never a verdict. One record, in the JSON that every host reads (hosts/README.md). */
#ifndef LATCHKEY_EVIDENCE_H
#define LATCHKEY_EVIDENCE_H

#include "chars.h"

typedef struct {
  char *code; /* the installed activation code, canonical */
  bool has_secret, has_witness;
  uint8_t secret[16];  /* this machine's secret, until it is given away in a receipt */
  uint8_t witness[16]; /* what the module last said about time */
  char *request_code, *request_file; /* the one request that waits for its answer */
  uint8_t pending[16];               /* for the module, when the answer comes */
  char *receipt_code, *receipt_file; /* a finished receipt, until somebody says that it was taken */
} lk_evidence;

void lk_evidence_free(lk_evidence *evidence);
lk_evidence lk_evidence_copy(const lk_evidence *evidence);
void lk_evidence_drop_request(lk_evidence *evidence);
void lk_evidence_drop_receipt(lk_evidence *evidence);

/* `generation` counts the writes, so that of two copies the newer one is known. */
lk_chars lk_evidence_encode(const lk_evidence *evidence, int64_t generation);

typedef enum { LK_RECORD_GOOD, LK_RECORD_NEWER, LK_RECORD_UNREADABLE } lk_record_state;
lk_record_state lk_evidence_decode(const lk_chars *record, lk_evidence *evidence, int64_t *generation);

#endif
