/* Disks of Linux: what a line of mountinfo says, and which disk a device lies on. */
#ifndef LATCHKEY_DISKS_LINUX_H
#define LATCHKEY_DISKS_LINUX_H

#include "source.h"

/* The field number `wanted`, from 0, of a line of fields that single spaces separate; NULL when there are not so many. */
char *lk_field_of(const char *line, size_t length, size_t wanted);
/* From a partition to its disk, and through encryption, LVM and RAID to the first disk below. NULL when it is on none. Frees `device`. */
char *lk_whole_disk(const lk_source *source, char *device);
bool lk_is_on_usb(const char *device);

#endif
