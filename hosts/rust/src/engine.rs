//! The WebAssembly engine: wasmi, which interprets, or with the feature `wasmtime` one that makes machine code of the module first. What we need of
//! them has the same names in both; what has not, stands here.
#[cfg(feature = "wasmtime")]
pub(crate) use compiler::*;
#[cfg(not(feature = "wasmtime"))]
pub(crate) use interpreter::*;

#[cfg(not(feature = "wasmtime"))]
mod interpreter {
    use wasmi::Linker;
    pub(crate) use wasmi::{Engine, Error, Instance, Memory, Module, Store, TypedFunc};

    pub(crate) fn prepare(bytes: &[u8]) -> Result<Module, Error> {
        Module::new(&Engine::default(), bytes)
    }

    pub(crate) fn instantiate(store: &mut Store<()>, module: &Module) -> Result<Instance, Error> {
        Linker::new(module.engine()).instantiate_and_start(store, module)
    }
}

#[cfg(feature = "wasmtime")]
mod compiler {
    use std::sync::{Mutex, PoisonError};
    pub(crate) use wasmtime::{Engine, Error, Instance, Memory, Module, Store, TypedFunc};

    /// Compiling is what takes time: a second verifier of the same bytes, in another thread perhaps, is there at once.
    static COMPILED: Mutex<Vec<(Vec<u8>, Module)>> = Mutex::new(Vec::new());
    /// Both modules that we ship. Further ones are compiled each time.
    const MOST_COMPILED: usize = 2;

    pub(crate) fn prepare(bytes: &[u8]) -> Result<Module, Error> {
        let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, module)) = compiled.iter().find(|(known, _)| known == bytes) {
            return Ok(module.clone());
        }
        let module = Module::from_binary(&Engine::default(), bytes)?;
        if compiled.len() < MOST_COMPILED {
            compiled.push((bytes.to_vec(), module.clone()));
        }
        Ok(module)
    }

    pub(crate) fn instantiate(store: &mut Store<()>, module: &Module) -> Result<Instance, Error> {
        Instance::new(store, module, &[])
    }
}
