/* The module behind a verifier: its C form instantiated, its ABI checked, called with records. */
#ifndef LATCHKEY_MODULE_H
#define LATCHKEY_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "module-names.h"
#include "verifier-module.h"

#ifdef _WIN32
#include <windows.h>
typedef SRWLOCK module_mutex;
#else
#include <pthread.h>
typedef pthread_mutex_t module_mutex;
#endif

typedef Z_latchkey_instance_t module_instance;
typedef uint32_t module_call(module_instance *, uint32_t);

typedef struct {
  module_instance instance;
  uint8_t *input, *output;
  uint32_t input_capacity, output_capacity;
  module_mutex mutex; /* one call at a time */
  bool broken; /* it trapped once: what lies in its memory is not to be believed any more */
} module;

/* False when there is no memory, or the module speaks another ABI. */
bool lk_module_open(module *module);
void lk_module_close(module *module);

/* Between these two the module is this thread's. */
void lk_module_enter(module *module);
void lk_module_leave(module *module);

/* The length of the answer in `output`; -1 when the module trapped. */
int64_t lk_module_answer(module *module, module_call *call, uint32_t length);

#endif
