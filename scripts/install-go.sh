#!/bin/sh
# Gives Debian 12 a Go that is new enough for hosts/go: Debian's own, too old for that, fetches Go's official toolchain through Go's module proxy, and
# compares it with the checksum database. Run as root: sh scripts/install-go.sh
set -eu
version=go1.26.8
case $(dpkg --print-architecture) in amd64) platform=linux-amd64 ;; arm64) platform=linux-arm64 ;; *) echo 'install Go 1.25 or newer by hand' >&2 && exit 1 ;; esac

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends golang-go ca-certificates >/dev/null
fetched=$(mktemp -d)
trap 'chmod -R u+w "$fetched" && rm -r "$fetched"' EXIT
GOPATH=$fetched GOFLAGS=-mod=mod /usr/bin/go mod download "golang.org/toolchain@v0.0.1-$version.$platform"

rm -rf /usr/local/go
cp -R "$fetched/pkg/mod/golang.org/toolchain@v0.0.1-$version.$platform" /usr/local/go
chmod -R u+w /usr/local/go
# Archives of modules keep neither the right to run a program nor modules inside of a module; the go command undoes this in the same way.
find /usr/local/go -name _go.mod -exec sh -c 'mv "$1" "${1%/_go.mod}/go.mod"' - {} \;
chmod +x /usr/local/go/bin/* /usr/local/go/pkg/tool/*/*
ln -sf /usr/local/go/bin/go /usr/local/bin/go
go version
