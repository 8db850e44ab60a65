// Package store is the sealed store: two copies of one record and the key that seals them, in a folder of their owner. What one language has stored
// here, every other opens (hosts/README.md).
package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"time"
)

const (
	ownerOnlyFolder = 0o700
	ownerOnlyFile   = 0o600
	others          = 0o077
	// A record has a few kilobytes; what is longer was not written by us.
	longestFileBytes = 262_144
	onWindows        = runtime.GOOS == "windows"
)

var notInNames = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

// StateFolder is the user's own place for a product's license. The digest keeps apart names that would look alike to a file system.
func StateFolder(product string) (string, error) {
	root, err := stateRoot()
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256([]byte(product))
	return filepath.Join(root, PlainName(product)+"-"+hex.EncodeToString(digest[:4])), nil
}

// PlainName is a product's id as part of a file's name.
func PlainName(product string) string {
	name := notInNames.ReplaceAllString(product, "_")
	return name[:min(len(name), 32)]
}

func stateRoot() (string, error) {
	if local := os.Getenv("LOCALAPPDATA"); onWindows && local != "" {
		return filepath.Join(local, "Latchkey"), nil
	}
	// XDG Base Directory Specification: a relative path is invalid and ignored.
	if state := os.Getenv("XDG_STATE_HOME"); !onWindows && runtime.GOOS != "darwin" && filepath.IsAbs(state) {
		return filepath.Join(state, "latchkey"), nil
	}
	home, err := os.UserHomeDir()
	switch {
	case err != nil:
		return "", err
	case onWindows:
		return filepath.Join(home, "AppData", "Local", "Latchkey"), nil
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "Latchkey"), nil
	default:
		return filepath.Join(home, ".local", "state", "latchkey"), nil
	}
}

// folder is for its owner only. Each of its steps is one that can fail or be the last one before the power goes; the store is built so that any of them
// may be.
type folder string

// prepare makes the folder; one that others may enter is closed to them.
func (f folder) prepare() error {
	if err := os.MkdirAll(string(f), ownerOnlyFolder); err != nil {
		return err
	}
	status, err := os.Stat(string(f))
	if err == nil && !onWindows && status.Mode().Perm()&others != 0 {
		_ = os.Chmod(string(f), ownerOnlyFolder) // where permissions stay as they are, a customer's license is read all the same
	}
	return err
}

func (f folder) at(name string) string { return filepath.Join(string(f), name) }

// read gives the bytes of a plain file; nil when there is none. A link is none of our files: no bytes, and thus damage.
func (f folder) read(name string) ([]byte, error) {
	file, err := os.OpenFile(f.at(name), os.O_RDONLY|noFollow|withoutWaiting, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if isLink(err) {
		return []byte{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	status, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !status.Mode().IsRegular() || status.Size() > longestFileBytes {
		return []byte{}, nil
	}
	if !onWindows && status.Mode().Perm()&others != 0 && isOurs(status) {
		_ = file.Chmod(ownerOnlyFile) // as above
	}
	content, err := io.ReadAll(io.LimitReader(file, longestFileBytes))
	if content == nil {
		content = []byte{}
	}
	return content, err
}

// create makes a new file for its owner only, on disk before this returns. It fails when the name is taken.
func (f folder) create(name string, content []byte) error {
	file, err := os.OpenFile(f.at(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnlyFile)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// rename puts a file in the place of another in one step.
func (f folder) rename(from, to string) (err error) {
	for attempt := 1; attempt <= 10; attempt++ {
		err = os.Rename(f.at(from), f.at(to))
		// On Windows a virus scanner may hold a new file for a moment; elsewhere the first try is the only one.
		if err == nil || !onWindows || !errors.Is(err, fs.ErrPermission) {
			return err
		}
		time.Sleep(time.Duration(20*attempt) * time.Millisecond)
	}
	return err
}

func (f folder) remove(name string) error {
	if err := os.Remove(f.at(name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sync: renames are on disk when this returns.
func (f folder) sync() error {
	if onWindows {
		return nil // a folder cannot be synced there, and NTFS writes its journal itself
	}
	opened, err := os.Open(string(f))
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}
