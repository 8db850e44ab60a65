//! Finds the verifier that becomes part of the crate: beside this file in a packed crate, in `build/` in the repository. The second module is for an engine
//! with SIMD and is needed with the feature `wasmtime` only.
use std::{env, fs, path::PathBuf};

fn main() {
    take("verifier.wasm");
    if env::var_os("CARGO_FEATURE_WASMTIME").is_some() {
        take("verifier-simd.wasm");
    }
}

fn take(name: &str) {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap());
    let candidates = [here.join("module").join(name), here.join("../../build").join(name)];
    for file in &candidates {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    let found = candidates.iter().find(|file| file.is_file());
    let file = found.unwrap_or_else(|| panic!("expected module/{name} or ../../build/{name}; build it first: npm run build:wasm"));
    fs::copy(file, PathBuf::from(env::var("OUT_DIR").unwrap()).join(name)).unwrap();
}
