// Package latchkey is software licensing that works offline. The verifier is one WebAssembly module; this package carries bytes to it and words
// from it, and keeps what a machine has to keep. It has no rule and no cryptography of its own, so every language gives the same verdict.
package latchkey

import (
	_ "embed"
	"slices"
)

// verifierModule is built from the sources in wasm/ and copied here by the build; every published version of this Go module contains it.
//
//go:embed verifier.wasm
var verifierModule []byte

const maxTextBytes = 16_384

const (
	holdsSecret = 1 << iota
	holdsLock
	holdsPending
	holdsHost
)

// Verifier reads codes and decides what they mean. It has its own memory and its own trusted keys, and no other state. Goroutines may
// share it; their calls take turns. For calls at the same time, load one for each.
type Verifier struct {
	module *module
}

// Option changes what Load does.
type Option func(*loading)

type loading struct {
	wasm   []byte
	sha256 string
}

// WithModule loads these bytes instead of the module in this package.
func WithModule(wasm []byte) Option {
	return func(l *loading) { l.wasm = wasm }
}

// WithSHA256 demands that the module's bytes have this digest, in hex.
func WithSHA256(digest string) Option {
	return func(l *loading) { l.sha256 = digest }
}

// Load loads the verifier. The error is an *Error, wrong-module when the digest demanded or the ABI does not fit.
func Load(options ...Option) (*Verifier, error) {
	l := loading{wasm: verifierModule}
	for _, option := range options {
		option(&l)
	}
	m, err := instantiate(l.wasm, l.sha256)
	if err != nil {
		return nil, err
	}
	return &Verifier{m}, nil
}

// Close frees the module's memory. The verifier cannot be used afterwards.
func (v *Verifier) Close() error { return v.module.close() }

// Trust trusts public keys: 32 raw bytes each (RFC 8032), at most 32 of them. The error is an *Error for a key that is none; it then counts as
// absent, and the keys before it are trusted.
func (v *Verifier) Trust(publicKeys ...[]byte) error {
	for _, key := range publicKeys {
		answer, err := v.module.call("trust_key", func(w *recordWriter) { w.rest(fitted(key)) })
		if err != nil {
			return err
		}
		if problem := problemIn(answer); problem != nil {
			return &Error{problem.Name, problem.Sentence}
		}
	}
	return nil
}

// CheckKey says why a public key cannot be trusted, with a *Problem; nil for a good one.
func (v *Verifier) CheckKey(publicKey []byte) error {
	_, err := v.read("check_key", func(w *recordWriter) { w.rest(fitted(publicKey)) })
	return err
}

// Check decides what an activation code means, from its text and what the host knows (docs/decisions.md). The error is the program's mistake.
func (v *Verifier) Check(code []byte, evidence Evidence) (Verdict, error) {
	answer, err := v.module.call("check", func(w *recordWriter) { writeEvidence(w, code, evidence) })
	if err != nil {
		return Verdict{}, err
	}
	return readVerdict(answer)
}

// Component gives the component that a machine's value makes, or a *Problem.
func (v *Verifier) Component(product, kind string, value []byte) (Component, error) {
	answer, err := v.read("component", func(w *recordWriter) { w.text(product).text(kind).data(textBytes(value)) })
	if err != nil {
		return Component{}, err
	}
	return Component{answer.fixed(16), answer.lossyText()}, answer.fault()
}

// CreateRequest makes an activation request. Store Pending with it, and show the same request until it is answered. The error is an *Error,
// bad-input when an argument is out of its limits.
func (v *Verifier) CreateRequest(input RequestInput) (RequestMade, error) {
	answer, err := v.module.call("create_request", func(w *recordWriter) {
		flags := uint32(0)
		if input.Secret != nil {
			flags = holdsSecret
		}
		w.fixed(input.Nonce, 8, "nonce").fixed(input.Witness, 16, "witness").u32(flags).fixed(input.Secret, 16, "secret")
		w.text(input.Product).components(input.Components).text(input.Label).text(input.LicenseKey)
	})
	if err != nil {
		return RequestMade{}, err
	}
	if problem := problemIn(answer); problem != nil {
		return RequestMade{}, &Error{problem.Name, problem.Sentence}
	}
	made := RequestMade{Pending: answer.fixed(16)}
	made.Spelled = readSpelled(answer)
	return made, answer.fault()
}

// CreateReceipt makes the receipt that frees the seat of an installed code. The code's signature must hold; its verdict does not matter.
func (v *Verifier) CreateReceipt(code, secret []byte) (Spelled, error) {
	answer, err := v.read("create_receipt", func(w *recordWriter) { w.fixed(secret, 16, "secret").data(textBytes(code)) })
	if err != nil {
		return Spelled{}, err
	}
	return readSpelled(answer), answer.fault()
}

// DecodeRequest reads an activation request. Nothing in it is trusted. What cannot be read is a *Problem.
func (v *Verifier) DecodeRequest(text []byte) (Request, error) {
	answer, err := v.readText("decode_request", text)
	if err != nil {
		return Request{}, err
	}
	request := Request{Nonce: answer.fixed(8)}
	if lock := answer.fixed(16); slices.ContainsFunc(lock, func(b byte) bool { return b != 0 }) {
		request.Lock = lock
	}
	request.Product = answer.text()
	request.Components = slices.Collect(slices.Chunk(answer.data(), 16))
	request.Label, request.LicenseKey, request.Code = answer.text(), answer.text(), answer.text()
	return request, answer.fault()
}

// DecodeReceipt reads a deactivation receipt. What cannot be read is a *Problem.
func (v *Verifier) DecodeReceipt(text []byte) (Receipt, error) {
	answer, err := v.readText("decode_receipt", text)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{answer.fixed(8), answer.fixed(16), answer.text()}, answer.fault()
}

// DecodeLicenseKey reads a license key into its canonical spelling. What cannot be read is a *Problem.
func (v *Verifier) DecodeLicenseKey(text []byte) (string, error) {
	answer, err := v.readText("decode_license_key", text)
	if err != nil {
		return "", err
	}
	return answer.text(), answer.fault()
}

// Canonical respells any of the four codes; only its text form and checks are judged. What cannot be read is a *Problem.
func (v *Verifier) Canonical(text []byte) (Canonical, error) {
	answer, err := v.readText("canonical", text)
	if err != nil {
		return Canonical{}, err
	}
	return Canonical{string(rune(answer.u32())), readSpelled(answer)}, answer.fault()
}

// VerifySignature says whether a signature holds by the rule of docs/decisions.md ("strict plus"); false for whatever is wrong. The error is the
// program's mistake.
func (v *Verifier) VerifySignature(publicKey, message, signature []byte) (bool, error) {
	answer, err := v.module.call("verify_signature", func(w *recordWriter) {
		w.data(fitted(publicKey)).data(message).data(fitted(signature))
	})
	if err != nil {
		return false, err
	}
	return problemIn(answer) == nil, answer.fault()
}

// Describe gives name and sentence of a status; false for a number that the module does not know.
func (v *Verifier) Describe(status, detail uint32) (name, sentence string, known bool) {
	answer, err := v.module.call("describe", func(w *recordWriter) { w.u32(status).u32(detail) })
	if err != nil {
		return "", "", false
	}
	head := readHead(answer)
	return head.Name, head.Sentence, head.Code == int(status)
}

// read makes a call whose problem is an answer, not a mistake.
func (v *Verifier) read(call string, write func(*recordWriter)) (*recordReader, error) {
	answer, err := v.module.call(call, write)
	if err != nil {
		return nil, err
	}
	if problem := problemIn(answer); problem != nil {
		return nil, problem
	}
	return answer, answer.fault()
}

func (v *Verifier) readText(call string, text []byte) (*recordReader, error) {
	return v.read(call, func(w *recordWriter) { w.data(textBytes(text)) })
}

func (r *recordReader) fault() error {
	if r.broken {
		return brokenRecord
	}
	return nil
}

// textBytes cuts a text to one byte more than the module reads: a longer one is refused for its length all the same.
func textBytes(text []byte) []byte {
	return text[:min(len(text), maxTextBytes+1)]
}

// fitted keeps a key or signature of a wrong length of a wrong length, and makes it fit.
func fitted(value []byte) []byte {
	return value[:min(len(value), 128)]
}

func writeEvidence(w *recordWriter, code []byte, e Evidence) {
	flags, held := uint32(0), e.Lock
	switch {
	case e.Secret != nil:
		flags, held = holdsSecret, e.Secret
	case e.Lock != nil:
		flags = holdsLock
	}
	if e.Pending != nil {
		flags |= holdsPending
	}
	host := ""
	if e.Host != nil {
		flags, host = flags|holdsHost, *e.Host
	}
	w.f64(e.NowSeconds).f64(e.RunningSeconds).fixed(e.Witness, 16, "witness")
	w.u32(flags).fixed(held, 16, "secret or lock").fixed(e.Pending, 16, "pending")
	w.text(e.Product).text(host).components(e.Components).data(textBytes(code))
}

func readSpelled(r *recordReader) Spelled {
	return Spelled{r.text(), r.text()}
}
