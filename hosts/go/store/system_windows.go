package store

import (
	"errors"
	"io/fs"
	"syscall"
)

// Permissions and links work differently there.
const (
	noFollow       = 0
	withoutWaiting = 0
)

func isLink(error) bool { return false }

func isOurs(fs.FileInfo) bool { return false }

// isGone asks nobody: there, patience alone decides about a lock.
func isGone(int) bool { return false }

const errorDiskFull = syscall.Errno(112)

// adviceFor says what a person can do about an error of the system.
func adviceFor(err error) string {
	switch {
	case errors.Is(err, errorDiskFull):
		return "the disk is full; make room and try again."
	case errors.Is(err, fs.ErrPermission):
		return "it belongs to another user; run this as the user who made it, or choose another folder."
	case errors.Is(err, fs.ErrExist):
		return "a file stands where the folder should be; move it away, or choose another folder."
	}
	return "the system says that it failed; try again, or choose another folder."
}
