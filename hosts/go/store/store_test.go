package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

var secret = []byte("0123456789abcdef")

func newStore(t *testing.T) *Store {
	t.Helper()
	return New(filepath.Join(t.TempDir(), "store"), "acme-cad", nil, false)
}

func keep(t *testing.T, s *Store, e Evidence) {
	t.Helper()
	if err := s.Update(func(Kept) (*Evidence, error) { return &e, nil }); err != nil {
		t.Fatal(err)
	}
}

func kept(t *testing.T, s *Store) Kept {
	t.Helper()
	it, err := s.Read()
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func flip(t *testing.T, s *Store, name string) {
	t.Helper()
	content, err := os.ReadFile(s.folder.at(name))
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(s.folder.at(name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsStoredIsReadAgainAndIsItsOwnersOnly(t *testing.T) {
	s := newStore(t)
	request := &PendingRequest{Spelled{"LKR1-X", "file"}, secret}
	keep(t, s, Evidence{Code: "LKA1-X", Secret: secret, Witness: secret, Request: request, Receipt: &Spelled{"LKD1-X", "file"}})
	it := kept(t, New(s.Path(), "acme-cad", nil, false))
	if it.Damage != Undamaged || it.Evidence.Code != "LKA1-X" || !bytes.Equal(it.Evidence.Request.Pending, secret) || it.Evidence.Receipt.Code != "LKD1-X" {
		t.Errorf("stored and read: %+v", it)
	}
	entries, _ := os.ReadDir(s.Path())
	for _, entry := range entries {
		status, _ := entry.Info()
		content, _ := os.ReadFile(s.folder.at(entry.Name()))
		if runtime.GOOS != "windows" && status.Mode().Perm() != 0o600 || bytes.Contains(content, secret) {
			t.Errorf("%s is not its owner's only, or is not sealed", entry.Name())
		}
	}
	if other := kept(t, New(s.Path(), "other", nil, false)); other.Damage != Lost {
		t.Errorf("opens for another product: %+v", other)
	}
}

func TestTamperingWithOneCopyIsNoticedAndRepaired(t *testing.T) {
	s := newStore(t)
	keep(t, s, Evidence{Code: "LKA1-X"})
	flip(t, s, "license")
	if it := kept(t, s); it.Damage != Repaired || it.Evidence.Code != "LKA1-X" {
		t.Errorf("one copy changed: %+v", it)
	}
	if err := s.Update(func(Kept) (*Evidence, error) { return nil, nil }); err != nil {
		t.Fatal(err)
	}
	aside, _ := filepath.Glob(s.folder.at("license.damaged-*"))
	if it := kept(t, s); it.Damage != Undamaged || len(aside) != 1 {
		t.Errorf("after the repair: %+v, put aside %v", it, aside)
	}
}

func TestTamperingWithBothCopiesIsNoticedAndNeverBelieved(t *testing.T) {
	s := newStore(t)
	keep(t, s, Evidence{Code: "LKA1-X"})
	flip(t, s, "license")
	flip(t, s, "license.copy")
	if it := kept(t, s); it.Damage != Lost || it.Evidence.Code != "" {
		t.Errorf("both copies changed: %+v", it)
	}
}

func TestAnOlderCopyDoesNotWin(t *testing.T) {
	s := newStore(t)
	keep(t, s, Evidence{Code: "OLD"})
	old, _ := os.ReadFile(s.folder.at("license"))
	keep(t, s, Evidence{Code: "NEW"})
	if err := os.WriteFile(s.folder.at("license"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	if it := kept(t, s); it.Evidence.Code != "NEW" {
		t.Errorf("put back: %+v", it)
	}
}

func TestARecordOfANewerProgramIsLeftAlone(t *testing.T) {
	s := newStore(t)
	keep(t, s, Evidence{Code: "LKA1-X"})
	key, _ := os.ReadFile(s.folder.at("key"))
	sealed, _ := seal(key, "acme-cad", []byte(`{"version":2,"generation":9}`))
	_ = os.WriteFile(s.folder.at("license"), sealed, 0o600)
	var fault *Fault
	err := s.Update(func(Kept) (*Evidence, error) { return &Evidence{}, nil })
	if now, _ := os.ReadFile(s.folder.at("license")); !errors.As(err, &fault) || fault.Code != "newer" || !bytes.Equal(now, sealed) {
		t.Errorf("a newer record: %v", err)
	}
}

func TestWritersAtTheSameTimeLoseNothing(t *testing.T) {
	s := newStore(t)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for range 5 {
				_ = s.Update(func(k Kept) (*Evidence, error) {
					count := 0
					_, _ = fmt.Sscan(k.Evidence.Code, &count)
					return &Evidence{Code: fmt.Sprint(count + 1)}, nil
				})
			}
		})
	}
	all.Wait()
	if it := kept(t, s); it.Evidence.Code != "15" {
		t.Errorf("15 writes count to %s", it.Evidence.Code)
	}
}

func TestAWriterThatDiedWithTheLockIsRecognized(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped, because a dead process is not recognized there; its lock ends after five seconds")
	}
	s := newStore(t)
	keep(t, s, Evidence{Code: "1"})
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	host, _ := os.Hostname()
	content, _ := json.Marshal(holder{dead.Process.Pid, host, "x"})
	_ = os.WriteFile(s.folder.at("lock"), content, 0o600)
	keep(t, s, Evidence{Code: "2"})
	if it := kept(t, s); it.Evidence.Code != "2" {
		t.Errorf("behind a dead writer: %+v", it)
	}
}

func TestAFileInThePlaceOfTheFolderSaysWhatToDo(t *testing.T) {
	s := newStore(t)
	_ = os.WriteFile(s.Path(), nil, 0o600)
	err := s.Update(func(Kept) (*Evidence, error) { return &Evidence{}, nil })
	var fault *Fault
	if !errors.As(err, &fault) || fault.Code != "not-writable" || !strings.Contains(fault.Sentence, "move it away") {
		t.Errorf("a file in the way: %v", err)
	}
}

// memoryKeychain stands for the system's.
type memoryKeychain struct {
	keys   map[string][]byte
	locked bool
}

func (m *memoryKeychain) ReadKey(account string) ([]byte, error) {
	if m.locked {
		return nil, &Fault{Code: "not-readable", Sentence: "locked"}
	}
	return m.keys[account], nil
}

func (m *memoryKeychain) WriteKey(account string, key []byte) error {
	m.keys[account] = key
	return nil
}

func TestAKeyInTheKeychainIsInNoFile(t *testing.T) {
	chain := &memoryKeychain{keys: map[string][]byte{}}
	s := New(filepath.Join(t.TempDir(), "store"), "acme-cad", chain, true)
	keep(t, s, Evidence{Code: "LKA1-X"})
	if marker, _ := os.ReadFile(s.folder.at("key")); !bytes.Equal(marker, inKeychain) || len(chain.keys) != 1 {
		t.Errorf("the file key is %q", marker)
	}
	chain.locked = true
	var fault *Fault
	if _, err := s.Read(); !errors.As(err, &fault) || fault.Code != "not-readable" {
		t.Errorf("a locked keychain is %v", err)
	}
	chain.locked = false
	if it := kept(t, s); it.Damage != Undamaged || it.Evidence.Code != "LKA1-X" {
		t.Errorf("after unlocking: %+v", it)
	}
}
