//go:build !windows

package store

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

const (
	noFollow       = syscall.O_NOFOLLOW
	withoutWaiting = syscall.O_NONBLOCK
)

func isLink(err error) bool { return errors.Is(err, syscall.ELOOP) }

func isOurs(status fs.FileInfo) bool {
	system, known := status.Sys().(*syscall.Stat_t)
	return known && int(system.Uid) == os.Getuid()
}

// isGone says that no process has this number.
func isGone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

// adviceFor says what a person can do about an error of the system.
func adviceFor(err error) string {
	var number syscall.Errno
	errors.As(err, &number)
	switch number {
	case syscall.EACCES, syscall.EPERM:
		return "it belongs to another user; run this as the user who made it, or choose another folder."
	case syscall.EROFS:
		return "the file system is read-only; choose another folder."
	case syscall.ENOSPC, syscall.EDQUOT:
		return "the disk is full; make room and try again."
	case syscall.ENOTDIR, syscall.EEXIST:
		return "a file stands where the folder should be; move it away, or choose another folder."
	}
	return "the system says that it failed (" + number.Error() + "); try again, or choose another folder."
}
