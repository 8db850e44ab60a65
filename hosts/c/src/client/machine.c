#include "machine.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

latchkey_machine *latchkey_read_machine(void) {
  lk_source source = lk_this_machine();
  return lk_read_machine(&source);
}

latchkey_machine *lk_read_machine(const lk_source *source) {
  latchkey_machine *machine = lk_memory(sizeof *machine);
  lk_nature(machine, "computer", NULL);
  if (strcmp(source->platform, "linux") == 0 || strcmp(source->platform, "android") == 0) lk_read_linux(source, machine);
  if (strcmp(source->platform, "darwin") == 0) lk_read_macos(source, machine);
  if (strcmp(source->platform, "win32") == 0) lk_read_windows(source, machine);
  return machine;
}

void latchkey_machine_free(latchkey_machine *machine) {
  if (machine == NULL) return;
  for (size_t i = 0; i < machine->finding_count; i++) {
    free((void *)machine->findings[i].value);
    free((void *)machine->findings[i].source);
  }
  free(machine->findings);
  free((void *)machine->provider);
  free(machine);
}

void lk_nature(latchkey_machine *machine, const char *form, const char *provider) {
  free((void *)machine->provider);
  machine->form = form;
  machine->provider = provider == NULL || provider[0] == 0 ? NULL : lk_copy(provider);
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void lk_found(latchkey_machine *machine, const char *kind, const char *source, char *value, size_t length) {
  if (value == NULL) return;
  /* Device-tree files end in a zero byte, text files in a line break: both belong to the file, not to the value. */
  size_t begin = 0;
  while (length > 0 && value[length - 1] == 0) length--;
  while (length > 0 && is_space(value[length - 1])) length--;
  while (begin < length && is_space(value[begin])) begin++;
  if (begin < length) {
    machine->findings = lk_more_memory(machine->findings, (machine->finding_count + 1) * sizeof *machine->findings);
    machine->findings[machine->finding_count++] =
        (latchkey_finding){kind, lk_copy_part(value + begin, length - begin), length - begin, lk_copy(source)};
  }
  free(value);
}

void lk_found_text(latchkey_machine *machine, const char *kind, const char *source, char *value) {
  lk_found(machine, kind, source, value, value == NULL ? 0 : strlen(value));
}

static char *bare_address(const latchkey_finding *finding) {
  char *bare = lk_memory(finding->length + 1);
  size_t length = 0;
  for (size_t i = 0; i < finding->length; i++)
    if (isxdigit((unsigned char)finding->value[i])) bare[length++] = (char)tolower((unsigned char)finding->value[i]);
  return bare;
}

static int compare_addresses(const latchkey_finding *a, const latchkey_finding *b) {
  char *left = bare_address(a), *right = bare_address(b);
  int order = strcmp(left, right);
  free(left);
  free(right);
  return order;
}

/* By insertion: there are few, and equal ones must stay in their order. */
void lk_lowest_first(latchkey_machine *machine, size_t first) {
  for (size_t i = first + 1; i < machine->finding_count; i++) {
    latchkey_finding moving = machine->findings[i];
    size_t at = i;
    for (; at > first && compare_addresses(&machine->findings[at - 1], &moving) > 0; at--)
      machine->findings[at] = machine->findings[at - 1];
    machine->findings[at] = moving;
  }
}

static bool is_word_symbol(char c) { return isalnum((unsigned char)c) || c == '_'; }

const char *lk_find_word(const char *text, const char *word) {
  for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
    bool begins = at == text || !is_word_symbol(at[-1]);
    if (begins && !is_word_symbol(at[strlen(word)])) return at;
  }
  return NULL;
}

/* `first`, and behind it `then` where one is given, but not `never`. */
typedef struct {
  const char *first, *then, *never, *name;
  bool whole_word;
} hypervisor;

/* Manufacturer and model by which virtual machines introduce themselves, on every system. */
static const hypervisor hypervisors[] = {
    {"virtualbox", NULL, NULL, "VirtualBox", false},
    {"innotek", NULL, NULL, "VirtualBox", false},
    {"vmware", NULL, NULL, "VMware", false},
    {"parallels", NULL, NULL, "Parallels", false},
    {"microsoft corporation", "virtual machine", NULL, "Hyper-V", false},
    {"amazon ec2", NULL, "metal", "Amazon EC2", false},
    {"google compute engine", NULL, NULL, "Google Compute Engine", false},
    {"digitalocean", NULL, NULL, "DigitalOcean", false},
    {"apple", "virtual", NULL, "Apple Virtualization", false},
    {"openstack", NULL, NULL, "OpenStack", false},
    {"xen", NULL, NULL, "Xen", true},
    {"hvm domu", NULL, NULL, "Xen", false},
    {"bhyve", NULL, NULL, "bhyve", false},
    {"qemu", NULL, NULL, "QEMU", false},
    {"kvm", NULL, NULL, "QEMU", true},
    {"bochs", NULL, NULL, "QEMU", false},
    {"virtual machine", NULL, NULL, "QEMU", false},
};

static bool introduces(const hypervisor *hypervisor, const char *text) {
  const char *at = hypervisor->whole_word ? lk_find_word(text, hypervisor->first) : strstr(text, hypervisor->first);
  if (at == NULL) return false;
  const char *behind = at + strlen(hypervisor->first);
  if (hypervisor->then != NULL && strstr(behind, hypervisor->then) == NULL) return false;
  return hypervisor->never == NULL || strstr(behind, hypervisor->never) == NULL;
}

const char *lk_hypervisor_named(const char *manufacturer_and_model) {
  char *text = lk_copy(manufacturer_and_model);
  const char *name = NULL;
  for (char *c = text; *c != 0; c++) *c = (char)tolower((unsigned char)*c);
  for (size_t i = 0; i < sizeof hypervisors / sizeof *hypervisors && name == NULL; i++)
    if (introduces(&hypervisors[i], text)) name = hypervisors[i].name;
  free(text);
  return name;
}
