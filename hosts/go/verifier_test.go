package latchkey

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

func load(t *testing.T, options ...Option) *Verifier {
	t.Helper()
	verifier, err := Load(options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = verifier.Close() })
	return verifier
}

func codeOf(err error) string {
	var mistake *Error
	if errors.As(err, &mistake) {
		return mistake.Code
	}
	return ""
}

func TestTheModuleInThePackageCanBeHeldToItsDigest(t *testing.T) {
	digest := sha256.Sum256(verifierModule)
	load(t, WithSHA256(strings.ToUpper(hex.EncodeToString(digest[:]))))
	if _, err := Load(WithSHA256(strings.Repeat("00", 32))); codeOf(err) != "wrong-module" {
		t.Errorf("another digest is %v, not wrong-module", err)
	}
}

func TestWhatIsNoModuleOfThisABIIsRefusedByName(t *testing.T) {
	// (module (func (export "abi_version") (result i32) i32.const 2))
	other, _ := hex.DecodeString("0061736d010000000105016000017f03020100070f010b6162695f76657273696f6e00000a06010400" + "41020b")
	for name, wasm := range map[string][]byte{"no module that runs here": []byte("no module"), "ABI 2": other} {
		if _, err := Load(WithModule(wasm)); codeOf(err) != "wrong-module" || !strings.Contains(err.Error(), name) {
			t.Errorf("expected wrong-module with %q, got %v", name, err)
		}
	}
}

func TestAnArgumentOutOfItsLimitsIsNamed(t *testing.T) {
	verifier := load(t)
	for sentence, evidence := range map[string]Evidence{
		"witness must have 16 bytes, got 3":     {Witness: []byte("123")},
		"component 2 must have 16 bytes, got 0": {Components: [][]byte{make([]byte, 16), nil}},
		"the arguments need more than":          {Product: strings.Repeat("x", 40_000)},
	} {
		if _, err := verifier.Check(nil, evidence); codeOf(err) != "bad-input" || !strings.Contains(err.Error(), sentence) {
			t.Errorf("expected bad-input with %q, got %v", sentence, err)
		}
	}
}

func TestARefusalHasNoClaims(t *testing.T) {
	verdict, err := load(t).Check([]byte("LKA1-ABCDE"), Evidence{Product: "acme-cad"})
	if err != nil || verdict.Accepted != nil || verdict.Refused == nil || verdict.Sentence == "" {
		t.Errorf("expected a refusal with a sentence, got %+v, %v", verdict, err)
	}
}

func TestAProblemSaysWhereAndIsAnErrorWithASentence(t *testing.T) {
	_, err := load(t).DecodeRequest([]byte("LKR1-ABCDE!"))
	var problem *Problem
	if !errors.As(err, &problem) || problem.Offset == nil || *problem.Offset != 10 || err.Error() != problem.Sentence {
		t.Errorf("expected a problem at byte 10, got %#v", err)
	}
}

func TestVerifiersShareNothing(t *testing.T) {
	one, other := load(t), load(t)
	key := bytes.Repeat([]byte{0}, 32)
	_ = copy(key, []byte{0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a})
	if err := one.Trust(key); err != nil {
		t.Fatal(err)
	}
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Check(nil, Evidence{}); err != nil {
		t.Errorf("closing one ends the other: %v", err)
	}
}
