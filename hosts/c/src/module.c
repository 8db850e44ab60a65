/*
 * What the generated C needs around it. The module has one memory that never grows, no table and no import, so this is all of it: a memory that
 * is zeroed, and a way back when it traps, which it never does unless it is broken. Every access is checked against the memory's
 * size (WASM_RT_MEMCHECK_SIGNAL_HANDLER=0), so that no signal handler of ours gets in the way of the application's.
 */
#include "module.h"

#include <setjmp.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "wasm-rt.h"

enum { ABI_VERSION = 1, PAGE_BYTES = 65536 };

static _Thread_local jmp_buf *way_back;

void wasm_rt_trap(wasm_rt_trap_t trap) {
  if (way_back == NULL) abort();
  longjmp(*way_back, (int)trap);
}

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t pages, uint32_t max_pages) {
  memory->pages = pages;
  memory->max_pages = max_pages;
  memory->size = pages * PAGE_BYTES;
  memory->data = calloc(pages, PAGE_BYTES);
  if (memory->data == NULL) wasm_rt_trap(WASM_RT_TRAP_OOB);
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) {
  free(memory->data);
  memory->data = NULL;
}

bool wasm_rt_is_initialized(void) { return true; }

/* Types of functions matter to calls through a table. There is no table: a module with one would not link with this file. */
uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...) { return params + results; }

/* Once for all verifiers, whichever thread is the first. */
static void init_once(void) {
  static atomic_int state; /* 0 not begun, 1 under way, 2 done */
  int expected = 0;
  if (atomic_compare_exchange_strong(&state, &expected, 1)) {
    Z_latchkey_init_module();
    atomic_store(&state, 2);
  }
  while (atomic_load(&state) != 2) continue;
}

static bool read_shape(module *module) {
  module_instance *instance = &module->instance;
  if (Z_latchkeyZ_abi_version(instance) != ABI_VERSION) return false;
  uint8_t *memory = Z_latchkeyZ_memory(instance)->data;
  module->input = memory + Z_latchkeyZ_input_offset(instance);
  module->output = memory + Z_latchkeyZ_output_offset(instance);
  module->input_capacity = Z_latchkeyZ_input_capacity(instance);
  module->output_capacity = Z_latchkeyZ_output_capacity(instance);
  return true;
}

static void init_mutex(module_mutex *mutex) {
#ifdef _WIN32
  InitializeSRWLock(mutex);
#else
  pthread_mutex_init(mutex, NULL);
#endif
}

bool lk_module_open(module *module) {
  jmp_buf back;
  jmp_buf *outer = way_back;
  volatile bool opened = false;
  init_once();
  if (setjmp(back) == 0) {
    way_back = &back;
    Z_latchkey_instantiate(&module->instance);
    opened = read_shape(module);
  }
  way_back = outer;
  if (!opened) Z_latchkey_free(&module->instance);
  else init_mutex(&module->mutex);
  return opened;
}

#ifdef _WIN32
void lk_module_enter(module *module) { AcquireSRWLockExclusive(&module->mutex); }
void lk_module_leave(module *module) { ReleaseSRWLockExclusive(&module->mutex); }
void lk_module_close(module *module) { Z_latchkey_free(&module->instance); }
#else
void lk_module_enter(module *module) { pthread_mutex_lock(&module->mutex); }
void lk_module_leave(module *module) { pthread_mutex_unlock(&module->mutex); }
void lk_module_close(module *module) {
  Z_latchkey_free(&module->instance);
  pthread_mutex_destroy(&module->mutex);
}
#endif

int64_t lk_module_answer(module *module, module_call *call, uint32_t length) {
  jmp_buf back;
  jmp_buf *outer = way_back;
  volatile int64_t answer = -1;
  if (module->broken) return -1;
  if (setjmp(back) == 0) {
    way_back = &back;
    answer = call(&module->instance, length);
  }
  way_back = outer;
  module->broken = answer < 0 || answer > module->output_capacity;
  return module->broken ? -1 : answer;
}
