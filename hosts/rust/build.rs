//! Finds the verifier that becomes part of the crate: beside this file in a packed crate, in `build/` in the repository.
use std::{env, fs, path::PathBuf};

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap());
    let candidates = [here.join("module/verifier.wasm"), here.join("../../build/verifier.wasm")];
    for file in &candidates {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    let found = candidates.iter().find(|file| file.is_file());
    let file = found.expect("expected module/verifier.wasm or ../../build/verifier.wasm; build it first: npm run build:wasm");
    fs::copy(file, PathBuf::from(env::var("OUT_DIR").unwrap()).join("verifier.wasm")).unwrap();
}
