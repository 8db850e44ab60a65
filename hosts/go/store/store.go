package store

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Every change is one transaction under a lock: read, change, write the first copy, write the second, read back. A copy is written beside its place,
// brought to disk, and renamed over the old one, so at every instant there is at least one whole copy, old or new; the higher generation counts. What
// does not open (changed, cut, of another product) is put aside, never deleted and never believed. If no copy opens, the store is empty and says so.

const keyName = "key"

var copyNames = [...]string{"license", "license.copy"}

// inKeychain stands in the file key when the key is in the system's keychain, so that no program takes the store for damaged.
var inKeychain = []byte("LKK1")

// Keychain keeps the 32 bytes that seal a store outside of its folder: package keychain speaks to the operating system's. Only the key is kept there,
// since a record is larger than some keychains take.
type Keychain interface {
	// ReadKey gives nil when there is none. An error is "ask again", never damage.
	ReadKey(account string) ([]byte, error)
	WriteKey(account string, key []byte) error
}

// Damage is what has happened to the files since they were last written.
type Damage int

const (
	// Undamaged: nothing.
	Undamaged Damage = iota
	// Repaired: one copy replaced the other.
	Repaired
	// Lost: nothing could be opened.
	Lost
)

// Kept is what is stored.
type Kept struct {
	Evidence Evidence
	Damage   Damage
}

// Fault: the store cannot do its work here and now. What is stored stays as it is.
type Fault struct {
	// Code is not-readable, not-writable or newer.
	Code     string
	Sentence string
	cause    error
}

func (f *Fault) Error() string { return f.Sentence }
func (f *Fault) Unwrap() error { return f.cause }

// Store is the store of one product in one folder.
type Store struct {
	folder   folder
	product  string
	keychain Keychain
	// forNew: a new store keeps its key in the keychain.
	forNew bool
}

// New opens the store of a product in a folder. With forNew, a new store keeps its key in the keychain; without, one that does is still opened. The
// keychain may be nil.
func New(path, product string, keychain Keychain, forNew bool) *Store {
	return &Store{folder(path), product, keychain, forNew && keychain != nil}
}

// Path is where the store lies.
func (s *Store) Path() string { return string(s.folder) }

// Read gives what is stored, without changing anything on disk.
func (s *Store) Read() (Kept, error) {
	copies, err := s.copies()
	if err != nil {
		return Kept{}, err
	}
	return keptIn(copies), nil
}

var errDisplaced = errors.New("another process took the lock while this one slept")

// Update reads, lets change say what to store (nil: nothing), stores it, and reads it back. change may be called again, if another process was
// faster; only what it did last has happened.
func (s *Store) Update(change func(Kept) (*Evidence, error)) error {
	var err error
	for range 5 {
		if err = s.transaction(change); !errors.Is(err, errDisplaced) {
			return err
		}
	}
	return &Fault{"not-writable", "Another program keeps writing the stored license; try again.", err}
}

func (s *Store) transaction(change func(Kept) (*Evidence, error)) error {
	if err := s.folder.prepare(); err != nil {
		return s.notWritable(err)
	}
	held, err := acquireLock(s.folder)
	if err != nil {
		return s.notWritable(err)
	}
	defer held.release()
	copies, err := s.copies()
	if err != nil {
		return err
	}
	kept := keptIn(copies)
	changed, err := change(kept)
	if err != nil || (changed == nil && !needsRepair(copies)) {
		return err
	}
	if changed == nil {
		changed = &kept.Evidence
	}
	if err := s.write(held, copies, *changed); err != nil {
		return s.notWritable(err)
	}
	return nil
}

type copyFile struct {
	name    string
	content []byte
	record  *decoded
}

func (s *Store) copies() ([]copyFile, error) {
	key, err := s.readKey()
	if err != nil {
		return nil, s.notReadable(err)
	}
	var copies []copyFile
	for _, name := range copyNames {
		content, err := s.folder.read(name)
		if err != nil {
			return nil, s.notReadable(err)
		}
		var record *decoded
		if content != nil && key != nil {
			record = decodeRecord(unseal(key, s.product, content))
		}
		if record != nil && record.newer {
			return nil, &Fault{Code: "newer", Sentence: "The stored license was written by a newer version of this application; update this one."}
		}
		copies = append(copies, copyFile{name, content, record})
	}
	return copies, nil
}

func (s *Store) readKey() ([]byte, error) {
	key, err := s.folder.read(keyName)
	if bytes.Equal(key, inKeychain) {
		if s.keychain == nil {
			return nil, &Fault{Code: "not-readable", Sentence: "The key of the stored license is in the system's keychain, which this program does not use."}
		}
		key, err = s.keychain.ReadKey(s.account())
	}
	if err != nil || len(key) != keyBytes {
		return nil, err
	}
	return key, nil
}

// account names this store in the keychain.
func (s *Store) account() string {
	path, err := filepath.Abs(string(s.folder))
	if err != nil {
		path = string(s.folder)
	}
	digest := sha256.Sum256([]byte(path))
	return hex.EncodeToString(digest[:])
}

func (s *Store) write(held *lock, copies []copyFile, evidence Evidence) error {
	if err := s.clearAway(copies); err != nil {
		return err
	}
	key, err := s.readKey()
	if err == nil && key == nil {
		key, err = s.makeKey()
	}
	if err != nil {
		return err
	}
	generation := int64(1)
	if newest := newestOf(copies); newest != nil {
		generation = newest.generation + 1
	}
	record, err := encodeRecord(evidence, generation)
	if err != nil {
		return err
	}
	sealed, err := seal(key, s.product, record)
	if err != nil {
		return err
	}
	for _, name := range copyNames {
		if !held.isStillOurs() {
			return errDisplaced
		}
		if err := s.place(name, sealed); err != nil {
			return err
		}
	}
	return s.readBack(key, record)
}

func (s *Store) readBack(key, record []byte) error {
	for _, name := range copyNames {
		sealed, err := s.folder.read(name)
		if err != nil {
			return err
		}
		if !bytes.Equal(unseal(key, s.product, sealed), record) {
			return errors.New("what was read back is not what was written")
		}
	}
	return nil
}

// clearAway removes left-overs of writers that died, and puts aside copies that do not open.
func (s *Store) clearAway(copies []copyFile) error {
	entries, err := os.ReadDir(string(s.folder))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".tmp") {
			err = errors.Join(err, s.folder.remove(entry.Name()))
		}
	}
	for _, it := range copies {
		if it.content != nil && it.record == nil {
			err = errors.Join(err, s.putAside(it.name, it.content))
		}
	}
	return err
}

// putAside has the digest in the name: the same damage twice is kept once.
func (s *Store) putAside(name string, content []byte) error {
	digest := sha256.Sum256(content)
	return s.folder.rename(name, fmt.Sprintf("%s.damaged-%x", name, digest[:4]))
}

func (s *Store) makeKey() ([]byte, error) {
	present, err := s.folder.read(keyName)
	if err != nil {
		return nil, err
	}
	marked := bytes.Equal(present, inKeychain)
	if present != nil && !marked {
		if err := s.putAside(keyName, present); err != nil {
			return nil, err
		}
	}
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	if !marked && !s.forNew {
		return key, s.place(keyName, key)
	}
	if err := s.keychain.WriteKey(s.account(), key); err != nil {
		return nil, err
	}
	return key, s.place(keyName, inKeychain)
}

func (s *Store) place(name string, content []byte) error {
	temporary := fmt.Sprintf("%s.%s.tmp", name, uniqueName())
	if err := s.folder.create(temporary, content); err != nil {
		return err
	}
	if err := s.folder.rename(temporary, name); err != nil {
		return err
	}
	return s.folder.sync()
}

func (s *Store) notReadable(err error) error {
	return s.fault("not-readable", fmt.Sprintf("The stored license in %s cannot be read", s.folder), err)
}

func (s *Store) notWritable(err error) error {
	if errors.Is(err, errDisplaced) {
		return err
	}
	return s.fault("not-writable", fmt.Sprintf("Nothing can be stored in %s", s.folder), err)
}

func (s *Store) fault(code, what string, err error) error {
	var fault *Fault
	if errors.As(err, &fault) {
		return err
	}
	return &Fault{code, what + ": " + adviceFor(err), err}
}

func newestOf(copies []copyFile) (newest *decoded) {
	for _, it := range copies {
		if it.record != nil && (newest == nil || it.record.generation > newest.generation) {
			newest = it.record
		}
	}
	return newest
}

func keptIn(copies []copyFile) Kept {
	newest := newestOf(copies)
	kept := Kept{}
	if newest != nil {
		kept.Evidence = newest.evidence
	}
	for _, it := range copies {
		if it.content != nil && it.record == nil {
			kept.Damage = Repaired
		}
	}
	if kept.Damage == Repaired && newest == nil {
		kept.Damage = Lost
	}
	return kept
}

// needsRepair: one copy is damaged, missing or older than the other. After a receipt was made, the older one still holds the secret.
func needsRepair(copies []copyFile) bool {
	newest := newestOf(copies)
	for _, it := range copies {
		if newest != nil && (it.record == nil || it.record.generation != newest.generation) {
			return true
		}
	}
	return false
}
