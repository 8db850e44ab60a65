#ifndef LATCHKEY_DRIVES_H
#define LATCHKEY_DRIVES_H

#include "source.h"

/* The folders of the removable drives that are plugged in, as this program reaches them. NULL when there are none. */
char **lk_removable_drives(const lk_source *source, size_t *count);

#endif
