//go:build !windows

package machine

import "syscall"

const withoutWaiting = syscall.O_NONBLOCK
