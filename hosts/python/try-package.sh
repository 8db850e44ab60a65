#!/bin/sh
# Installs the wheel into an empty environment and runs there what the README shows. Usage: try-package.sh FOLDER
# FOLDER has the README's code blocks in snippets/, in which they are started; what they print goes to outputs/.
set -eu
folder=$1
here=$(realpath "$(dirname "$0")")
built=$(ls "$here"/../../build/hosts/python/dist/latchkey-*.whl)

python3 -m venv "$folder/environment"
"$folder/environment/bin/pip" install --quiet --disable-pip-version-check "$built"
cd "$folder/snippets"
for snippet in *.py; do
  "$folder/environment/bin/python" -I "$snippet" >"../outputs/$snippet"
done
"$folder/environment/bin/latchkey" --help >/dev/null
