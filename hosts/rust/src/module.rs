//! The WebAssembly module behind a verifier: instantiated, its ABI checked, called with records.
use crate::engine::{instantiate, prepare, Instance, Memory, Store, TypedFunc};
use crate::record::Writer;
use crate::Error;
use sha2::{Digest, Sha256};

const ABI_VERSION: u32 = 1;

pub(crate) struct Module {
    store: Store<()>,
    instance: Instance,
    memory: Memory,
    input: usize,
    input_capacity: usize,
    output: usize,
    output_capacity: usize,
    /// It trapped once: what lies in its memory is not to be believed any more.
    broken: bool,
}

impl Module {
    pub fn open(bytes: &[u8], sha256: Option<&str>) -> Result<Self, Error> {
        if let Some(expected) = sha256 {
            demand_digest(bytes, expected)?;
        }
        let wasm = prepare(bytes).map_err(|error| wrong(error.to_string()))?;
        let mut store = Store::new(wasm.engine(), ());
        let instance = instantiate(&mut store, &wasm).map_err(|error| wrong(error.to_string()))?;
        let memory = instance.get_memory(&mut store, "memory").ok_or_else(|| wrong("the module exports no memory"))?;
        let mut module = Module { store, instance, memory, input: 0, input_capacity: 0, output: 0, output_capacity: 0, broken: false };
        let version = module.number("abi_version")?;
        if version != ABI_VERSION as usize {
            return Err(wrong(format!("the module speaks ABI {version}, this host speaks {ABI_VERSION}")));
        }
        module.input = module.number("input_offset")?;
        module.input_capacity = module.number("input_capacity")?;
        module.output = module.number("output_offset")?;
        module.output_capacity = module.number("output_capacity")?;
        Ok(module)
    }

    /// False on an engine that rounds where the fast module needs it not to; the module says so itself.
    #[cfg(feature = "wasmtime")]
    pub fn arithmetic_works(&mut self) -> bool {
        self.number("arithmetic_works") == Ok(1)
    }

    fn number(&mut self, name: &str) -> Result<usize, Error> {
        let call: TypedFunc<(), i32> = self.instance.get_typed_func(&mut self.store, name).map_err(|_| wrong(format!("the module has no {name}")))?;
        let value = call.call(&mut self.store, ()).map_err(|error| wrong(error.to_string()))?;
        Ok(value as u32 as usize)
    }

    /// Calls `name` with a record, and copies the answer.
    pub fn call(&mut self, name: &str, record: &Writer) -> Result<Vec<u8>, Error> {
        if self.broken {
            return Err(Error::new("bad-module", "the module is broken; nothing that it says counts"));
        }
        if record.bytes.len() > self.input_capacity {
            let sentence = format!("the arguments need more than the {} bytes there are", self.input_capacity);
            return Err(Error::new("bad-input", sentence));
        }
        let call: TypedFunc<i32, i32> =
            self.instance.get_typed_func(&mut self.store, name).map_err(|_| wrong(format!("the module has no {name}")))?;
        self.memory.write(&mut self.store, self.input, &record.bytes).map_err(|error| wrong(error.to_string()))?;
        let answered = call.call(&mut self.store, record.bytes.len() as i32);
        let length = answered.as_ref().map_or(usize::MAX, |length| *length as u32 as usize);
        self.broken = length > self.output_capacity;
        let memory = self.memory.data(&self.store);
        let answer = memory.get(self.output..).and_then(|area| area.get(..length));
        answer.map(<[u8]>::to_vec).ok_or_else(|| Error::new("bad-module", "the module is broken; nothing that it says counts"))
    }
}

fn demand_digest(bytes: &[u8], expected: &str) -> Result<(), Error> {
    let actual: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if actual.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(wrong(format!("the module has the SHA-256 {actual}, demanded was {expected}")))
}

fn wrong(sentence: impl Into<String>) -> Error {
    Error::new("wrong-module", sentence)
}
