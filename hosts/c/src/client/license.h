#ifndef LATCHKEY_LICENSE_H
#define LATCHKEY_LICENSE_H

#include "latchkey-client.h"
#include "store.h"

struct latchkey_license {
  latchkey_verifier *verifier;
  lk_store store;
  const latchkey_machine *machine;
  latchkey_machine *own_machine; /* when nobody gave another */
  latchkey_judged *judged;       /* one for each finding */
  size_t judged_count;
  uint8_t *components; /* those that are used */
  size_t component_count;
  double (*now_seconds)(void);
  /* The witness that the module returned to this process last, and since when it has been the same. */
  bool has_returned;
  uint8_t returned[16];
  double returned_at;
};

extern const char lk_no_code[];

/* Evidence goes in, the module's verdict comes out; NULL when it is broken. */
latchkey_verdict *lk_judge(latchkey_license *license, const char *text, size_t length, const lk_evidence *evidence,
                           const uint8_t *pending);
lk_change lk_fail_broken(const latchkey_license *license, latchkey_fault *fault);
void lk_spell(latchkey_spelled *spelled, const char *code, const char *file);

#endif
