package command

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode/utf16"
)

// Codes that travel as files: on a stick, in a download folder, out of a mail program.

const (
	// The module reads 16 KiB; a file may have that in UTF-16, and words of people around it.
	longestFileBytes = 65_536
	mostFiles        = 200
)

// asText: UTF-16 with its mark, as Windows' editors write it, is text too; everything else goes to the module as it is.
func asText(content []byte) []byte {
	switch {
	case bytes.HasPrefix(content, []byte{0xff, 0xfe}):
		return fromUTF16(content[2:], binary.LittleEndian)
	case bytes.HasPrefix(content, []byte{0xfe, 0xff}):
		return fromUTF16(content[2:], binary.BigEndian)
	default:
		return content
	}
}

func fromUTF16(content []byte, order binary.ByteOrder) []byte {
	var units []uint16
	for ; len(content) >= 2; content = content[2:] {
		units = append(units, order.Uint16(content))
	}
	return []byte(string(utf16.Decode(units)))
}

func readCodeFile(path string) ([]byte, error) {
	status, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, trouble(path, err)
	case status.IsDir():
		return nil, fileTrouble(fmt.Sprintf("%s is a folder; to look for a code in it: install --from %s", path, path))
	case !status.Mode().IsRegular():
		return nil, fileTrouble(path + " is no file with a code.")
	case status.Size() > longestFileBytes:
		return nil, fileTrouble(path + " is too large to be a code; choose the .lic file.")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, trouble(path, err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, longestFileBytes))
	if err != nil {
		return nil, trouble(path, err)
	}
	if len(content) == 0 {
		return nil, fileTrouble(path + " is empty; copy the file again.")
	}
	return asText(content), nil
}

// licenseFilesIn finds the .lic files in a folder and in the folders in it. Links are not followed: a stick is not asked to lead us elsewhere.
func licenseFilesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, trouble(folder, err)
	}
	files := licenseFilesAmong(folder, entries)
	for _, entry := range entries {
		if entry.IsDir() && len(files) < mostFiles {
			// A folder on the stick that may not be opened hides nothing that was meant for us.
			below, _ := os.ReadDir(filepath.Join(folder, entry.Name()))
			files = append(files, licenseFilesAmong(filepath.Join(folder, entry.Name()), below)...)
		}
	}
	return files[:min(len(files), mostFiles)], nil
}

func licenseFilesAmong(folder string, entries []os.DirEntry) (files []string) {
	for _, entry := range entries {
		name := entry.Name()
		// macOS leaves ._name.lic beside every file on foreign sticks.
		if entry.Type().IsRegular() && strings.EqualFold(filepath.Ext(name), ".lic") && !strings.HasPrefix(name, "._") {
			files = append(files, filepath.Join(folder, name))
		}
	}
	return files
}

// writeCodeFile writes a code as a file, whole or not at all, and on the stick when this returns.
func writeCodeFile(folder, name, text string) (string, error) {
	path := filepath.Join(folder, name)
	if status, err := os.Stat(folder); err != nil {
		return "", trouble(folder, err)
	} else if !status.IsDir() {
		return "", fileTrouble(folder + " is no folder.")
	}
	temporary := path + ".tmp"
	_ = os.Remove(temporary)
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", trouble(folder, err)
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return "", trouble(folder, err)
	}
	return path, nil
}

func trouble(path string, err error) error {
	sentence := "cannot be used: the system says that it failed."
	switch {
	case errors.Is(err, fs.ErrNotExist):
		sentence = "is not there; is the stick plugged in, and the name right?"
	case errors.Is(err, syscall.ENOTDIR):
		sentence = "is no folder."
	case errors.Is(err, syscall.EROFS):
		sentence = "is read-only; use another stick, or unlock this one."
	case errors.Is(err, fs.ErrPermission):
		sentence = "may not be used by this user; check its permissions."
	case errors.Is(err, syscall.ENOSPC):
		sentence = "is full; make room and try again."
	}
	return fileTrouble(path + " " + sentence)
}
