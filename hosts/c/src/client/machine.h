/*
 * Which machine this is: the identifiers that it has, by the kinds of docs/token.md ("Derived values"). Only where they stand is known here; which
 * of them identify nothing ("to be filled by O.E.M.") is known to the module. Nothing says where the machine is.
 */
#ifndef LATCHKEY_MACHINE_H
#define LATCHKEY_MACHINE_H

#include "latchkey-client.h"
#include "source.h"

latchkey_machine *lk_read_machine(const lk_source *source);

void lk_read_linux(const lk_source *source, latchkey_machine *machine);
void lk_read_macos(const lk_source *source, latchkey_machine *machine);
void lk_read_windows(const lk_source *source, latchkey_machine *machine);

/* Adds a finding from a value as a file or a command gives it, and frees the value; none when there is nothing in it. `source` is copied. */
void lk_found(latchkey_machine *machine, const char *kind, const char *source, char *value, size_t length);
void lk_found_text(latchkey_machine *machine, const char *kind, const char *source, char *value);

/* Puts the findings from `first` on, MAC addresses, into their order: the lowest first. Which interface the system happens to name first
 * changes, the lowest address does not. */
void lk_lowest_first(latchkey_machine *machine, size_t first);

/* The name of the hypervisor that introduces itself by manufacturer and model; NULL when none does. */
const char *lk_hypervisor_named(const char *manufacturer_and_model);
void lk_nature(latchkey_machine *machine, const char *form, const char *provider);

/* Whether `word` stands in the text with no letter, digit or underscore at either side. */
const char *lk_find_word(const char *text, const char *word);

#endif
