/* wasm2c's runtime has fixed names. Ours are others, so that an application may have modules of its own made with wasm2c. */
#define wasm_rt_trap lk_rt_trap
#define wasm_rt_allocate_memory lk_rt_allocate_memory
#define wasm_rt_free_memory lk_rt_free_memory
#define wasm_rt_is_initialized lk_rt_is_initialized
#define wasm_rt_register_func_type lk_rt_register_func_type
