#!/bin/sh
# Packs the crate, unpacks it into an empty project and runs there what the README shows. Usage: try-package.sh FOLDER
# FOLDER has the README's code blocks in snippets/, in which they are started; what they print goes to outputs/.
set -eu
folder=$1
here=$(cd "$(dirname "$0")" && pwd)
# What is compiled already for the conformance run need not be compiled again.
built="$here/../../build/hosts/rust"

cargo test --quiet --locked --release --lib --features command --manifest-path "$here/Cargo.toml" --target-dir "$built" >&2

mkdir -p "$here/module"
cp "$here/../../build/verifier.wasm" "$here/../../build/verifier-simd.wasm" "$here/module/"
cp "$here/../../LICENSE" "$here/../../NOTICE" "$here/"
cargo package --quiet --locked --allow-dirty --no-verify --manifest-path "$here/Cargo.toml" --target-dir "$folder/packed"
rm -r "$here/module" "$here/LICENSE" "$here/NOTICE"
tar -C "$folder" -xzf "$folder/packed/package/latchkey-0.1.0.crate"

mkdir -p "$folder/project/src/bin"
cat >"$folder/project/Cargo.toml" <<'TOML'
[package]
name = "project"
version = "1.0.0"
edition = "2021"

[dependencies]
latchkey = { path = "../latchkey-0.1.0" }

# As in the crate, so that what is compiled can be used again.
[profile.release]
codegen-units = 4
TOML
# The versions that were tested with.
cp "$here/Cargo.lock" "$folder/project/Cargo.lock"
cp "$folder"/snippets/*.rs "$folder/project/src/bin/"
cargo build --quiet --release --manifest-path "$folder/project/Cargo.toml" --target-dir "$built"

cd "$folder/snippets"
for snippet in *.rs; do
  "$built/release/${snippet%.rs}" >"../outputs/$snippet"
done
