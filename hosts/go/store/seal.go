package store

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
)

// The seal around the record: AES-256-GCM, so that any change of the file is noticed.
//
// What it is for: nobody edits a witness or a pending request by accident or with an editor, and a record does not open under another product. What it
// is not: the key lies beside the record (or in the keychain of the same user), so whoever may read both can open and seal them. That gains nothing: the
// license is the vendor's signature, bound to this machine by the module.

const keyBytes = 32

// offset 0: magic "LKS1", also authenticated · 4: nonce, 12 bytes · 16: ciphertext · last 16: tag
var magic = []byte("LKS1")

func seal(key []byte, product string, record []byte) ([]byte, error) {
	sealer, err := sealerFor(key, product)
	if err != nil {
		return nil, err
	}
	// Random nonces: a store would have to be written 2^32 times under one key before a repetition becomes thinkable.
	nonce := make([]byte, sealer.NonceSize())
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return sealer.Seal(append(bytes.Clone(magic), nonce...), nonce, record, magic), nil
}

// unseal gives the record, or nil when this key did not seal exactly these bytes.
func unseal(key []byte, product string, sealed []byte) []byte {
	sealer, err := sealerFor(key, product)
	if err != nil || len(sealed) < len(magic)+sealer.NonceSize() || !bytes.HasPrefix(sealed, magic) {
		return nil
	}
	nonce, rest := sealed[len(magic):len(magic)+sealer.NonceSize()], sealed[len(magic)+sealer.NonceSize():]
	record, err := sealer.Open(nil, nonce, rest, magic)
	if err != nil {
		return nil
	}
	return record
}

func sealerFor(key []byte, product string) (cipher.AEAD, error) {
	sealing, err := hkdf.Key(sha256.New, key, nil, "latchkey/store/1\x00"+product, keyBytes)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
