// Package keychain keeps a store's key in the keychain of the operating system: Credential Manager, Keychain, or the Secret Service.
package keychain

import (
	"encoding/base64"
	"errors"

	"github.com/zalando/go-keyring"

	"latchkey/store"
)

const service = "latchkey"

// System is the keychain of the operating system on which the program runs.
type System struct{}

const unlock = "unlock it and try again, or keep the key in a file."

// ReadKey gives nil when there is none. A keychain that is locked or does not answer is a *store.Fault, and nothing is lost.
func (System) ReadKey(account string) ([]byte, error) {
	text, err := keyring.Get(service, account)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, &store.Fault{Code: "not-readable", Sentence: "The system's keychain does not answer: " + unlock}
	}
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, nil // no key of ours, and thus damage
	}
	return key, nil
}

// WriteKey keeps a key.
func (System) WriteKey(account string, key []byte) error {
	if err := keyring.Set(service, account, base64.RawURLEncoding.EncodeToString(key)); err != nil {
		return &store.Fault{Code: "not-writable", Sentence: "Nothing can be stored in the system's keychain: " + unlock}
	}
	return nil
}
