package store

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// One writer at a time, among processes and languages: a file that only one can create. A process that died with it is recognized; one that sleeps
// with it loses it, notices before it writes, and begins again.

const lockName = "lock"

const (
	// A write is a few milliseconds long. Somebody who has not moved for this long is not coming back soon.
	stale = 5 * time.Second
	step  = 10 * time.Millisecond
)

type holder struct {
	PID  int    `json:"pid"`
	Host string `json:"host"`
	ID   string `json:"id"`
}

type lock struct {
	folder  folder
	content []byte
}

func acquireLock(f folder) (*lock, error) {
	host, _ := os.Hostname()
	content, err := json.Marshal(holder{os.Getpid(), host, uniqueName()})
	if err != nil {
		return nil, err
	}
	var observed []byte
	for waited := time.Duration(0); ; waited += step {
		err := f.create(lockName, content)
		if err == nil {
			return &lock{f, content}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		held, err := f.read(lockName)
		if err != nil {
			return nil, err
		}
		if observed == nil || !bytes.Equal(held, observed) {
			observed, waited = append([]byte{}, held...), 0
		} else if waited >= stale || isDead(held, host) {
			if err := putAside(f, held); err != nil {
				return nil, err
			}
		}
		time.Sleep(step)
	}
}

// isStillOurs is false when somebody thought that this process was dead and took the lock.
func (l *lock) isStillOurs() bool {
	held, err := l.folder.read(lockName)
	return err == nil && bytes.Equal(held, l.content)
}

// release: a lock that cannot be removed is recognized as dead by whoever comes next.
func (l *lock) release() {
	if l.isStillOurs() {
		_ = l.folder.remove(lockName)
	}
}

// putAside renames, which only one of several can do; and if the lock changed hands in that instant, its new holder notices and begins again.
func putAside(f folder, held []byte) error {
	if now, err := f.read(lockName); err != nil || !bytes.Equal(now, held) {
		return err
	}
	aside := fmt.Sprintf("%s.%s.tmp", lockName, uniqueName())
	if err := f.rename(lockName, aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return f.remove(aside)
}

// isDead only speaks where process numbers are the same world: a container that shares the folder has others.
func isDead(held []byte, host string) bool {
	var by holder
	return json.Unmarshal(held, &by) == nil && by.Host == host && by.PID > 0 && isGone(by.PID)
}

func uniqueName() string {
	return rand.Text()
}
