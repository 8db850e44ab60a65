/* From output records to the types of latchkey.h. */
#ifndef LATCHKEY_ANSWER_H
#define LATCHKEY_ANSWER_H

#include "latchkey.h"
#include "record.h"

/* The seven members that every answer begins with. Its texts point into the record. */
latchkey_problem lk_read_head(record_reader *record);

/* One block of memory with everything in it; NULL when there is no memory or the record is broken. */
latchkey_verdict *lk_read_verdict(const uint8_t *bytes, size_t length);

#endif
