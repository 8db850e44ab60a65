#!/bin/sh
# Installs the release archive into an empty project and runs there what the README shows. Usage: try-package.sh FOLDER
# FOLDER has the README's code blocks in snippets/, in which they are started; what they print goes to outputs/.
set -eu
folder=$1
here=$(dirname "$0")
archive=$(make -s -C "$here" OUT="$folder/pack" MODULE="$(realpath "$here/../../build/verifier.wasm")" dist | tail -1)

mkdir -p "$folder/unpacked" && tar -C "$folder/unpacked" -xzf "$archive"
cd "$folder/unpacked/"latchkey-c-*
# Whoever has the archive needs no wasm2c.
make -s WASM2C=false install DESTDIR="$folder/installed" PREFIX=/usr 2>&1
make -s WASM2C=false install DESTDIR="$folder/installed" PREFIX=/usr | grep . && { echo 'a second make builds again' >&2; exit 1; }

export PKG_CONFIG_PATH="$folder/installed/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$folder/installed"
cd "$folder/snippets"
for snippet in *.c *.cpp; do
  case $snippet in *.cpp) compiler='c++ -std=c++17' ;; *) compiler='cc -std=c11' ;; esac
  package=latchkey
  # The libraries below are those of this system, and lie where the system has them.
  grep -q latchkey-client.h "$snippet" && package=latchkey-client
  libraries=$(pkg-config --libs $package)
  [ $package = latchkey ] || libraries="$libraries $(pkg-config --libs latchkey) $(env -u PKG_CONFIG_SYSROOT_DIR -u PKG_CONFIG_PATH pkg-config --libs libcrypto jansson)"
  $compiler -Wall -Wextra -Werror "$snippet" $(pkg-config --cflags $package) $libraries -o "../$snippet.program"
  "../$snippet.program" >"../outputs/$snippet"
done
"$folder/installed/usr/bin/latchkey" --help >/dev/null
