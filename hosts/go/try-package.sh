#!/bin/sh
# Makes a project that has this module as its only dependency, and runs there what the README shows. Usage: try-package.sh FOLDER
# FOLDER has the README's code blocks in snippets/, in which they are started; what they print goes to outputs/.
set -eu
folder=$1
here=$(realpath "$(dirname "$0")")
cp "$here/../../build/verifier.wasm" "$here/verifier.wasm"

# What a version of the module contains: its files without tests, and the verifier.
mkdir -p "$folder/module"
(cd "$here" && find . -type f ! -name '*_test.go' ! -path './runner/*' ! -name '*.sh' ! -name host.json -print0 | xargs -0 cp --parents -t "$folder/module")

cd "$folder/snippets"
for snippet in *.go; do
  project="$folder/project-$snippet"
  mkdir "$project"
  cp "$snippet" "$project/main.go"
  printf 'module example\n\ngo 1.25.0\n\nrequire latchkey v0.1.0\n\nreplace latchkey => %s\n' "$folder/module" >"$project/go.mod"
  (cd "$project" && go mod tidy 2>/dev/null && CGO_ENABLED=0 go build -o "../$snippet.program" .)
  "../$snippet.program" >"../outputs/$snippet"
done
(cd "$folder/module" && CGO_ENABLED=0 go build -o "$folder/latchkey" ./cmd/latchkey)
"$folder/latchkey" --help >/dev/null
