// The runner of this host: one call a line in, one answer a line out, as hosts/README.md says. `runner MODULE`, or
// `runner --as FOLDER latchkey ARGUMENTS…` for the command on a recorded machine.
package main

import (
	"bufio"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"latchkey"
	"latchkey/internal/command"
	"latchkey/machine"
)

type call struct {
	Call      string
	Key       hexBytes
	Code      hexBytes
	Text      hexBytes
	Value     hexBytes
	Message   hexBytes
	Signature hexBytes
	Nonce     hexBytes
	Secret    hexBytes
	Lock      hexBytes
	Witness   hexBytes
	Pending   hexBytes

	Components []hexBytes
	Codes      []hexBytes
	Now        seconds
	Running    seconds
	Host       *string
	Product    string
	Kind       string
	Label      string
	LicenseKey string
	SHA256     string
	Recorded   string
	Repeat     int
	Threads    int
	Status     uint32
	Detail     uint32
}

type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.AppendDecode([]byte{}, text)
	return err
}

func (h hexBytes) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// seconds are a number, or NaN, Infinity, -Infinity as text.
type seconds float64

func (s *seconds) UnmarshalJSON(text []byte) error {
	switch word := strings.Trim(string(text), `"`); word {
	case "NaN":
		*s = seconds(math.NaN())
	default:
		value, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return err
		}
		*s = seconds(value)
	}
	return nil
}

func (c call) evidence() latchkey.Evidence {
	return latchkey.Evidence{
		Product:        c.Product,
		NowSeconds:     float64(c.Now),
		RunningSeconds: float64(c.Running),
		Witness:        c.Witness,
		Components:     plain(c.Components),
		Secret:         c.Secret,
		Lock:           c.Lock,
		Host:           c.Host,
		Pending:        c.Pending,
	}
}

func plain(values []hexBytes) (bytes [][]byte) {
	for _, value := range values {
		bytes = append(bytes, value)
	}
	return bytes
}

// repeated does the same thing as often as the call says; the last answer counts.
func repeated[T any](c call, step func() (T, error)) (T, error) {
	for round := c.Repeat; round > 1; round-- {
		if last, err := step(); err != nil {
			return last, err
		}
	}
	return step()
}

type object = map[string]any

type runner struct {
	module   []byte
	verifier *latchkey.Verifier
}

func (r *runner) answer(c call) (any, error) {
	v := r.verifier
	switch c.Call {
	case "load":
		return r.load(c)
	case "trust":
		return object{"ok": true}, v.Trust(c.Key)
	case "check_key":
		return reading(struct{}{}, v.CheckKey(c.Key))
	case "check":
		evidence := c.evidence()
		verdict, err := repeated(c, func() (latchkey.Verdict, error) { return v.Check(c.Code, evidence) })
		return inOne(verdict), err
	case "component":
		return reading(v.Component(c.Product, c.Kind, c.Value))
	case "create_request":
		made, err := v.CreateRequest(latchkey.RequestInput{
			Nonce: c.Nonce, Product: c.Product, Components: plain(c.Components), Secret: c.Secret, Witness: c.Witness, Label: c.Label, LicenseKey: c.LicenseKey,
		})
		return inJSON(made), err
	case "create_receipt":
		return reading(v.CreateReceipt(c.Code, c.Secret))
	case "decode_request":
		return reading(v.DecodeRequest(c.Text))
	case "decode_receipt":
		return reading(v.DecodeReceipt(c.Text))
	case "decode_license_key":
		return reading(v.DecodeLicenseKey(c.Text))
	case "canonical":
		return reading(v.Canonical(c.Text))
	case "verify_signature":
		valid, err := repeated(c, func() (bool, error) { return v.VerifySignature(c.Key, c.Message, c.Signature) })
		return object{"valid": valid}, err
	case "describe":
		if name, sentence, known := v.Describe(c.Status, c.Detail); known {
			return object{"name": name, "sentence": sentence}, nil
		}
		return object{}, nil
	case "machine":
		return r.machine(c)
	case "threads":
		return r.threads(c)
	case "native_verify":
		return nativeVerify(c)
	default:
		return nil, fmt.Errorf("expected a call of hosts/README.md, got %s", c.Call)
	}
}

func (r *runner) load(c call) (any, error) {
	loaded, err := latchkey.Load(latchkey.WithModule(r.module), latchkey.WithSHA256(c.SHA256))
	if err != nil {
		return nil, err
	}
	if r.verifier != nil {
		_ = r.verifier.Close()
	}
	r.verifier = loaded
	return object{"ok": true}, nil
}

func (r *runner) machine(c call) (any, error) {
	source := machine.ThisMachine()
	if c.Recorded != "" {
		source = machine.Recorded(c.Recorded)
	}
	found := machine.Read(source)
	judged, err := latchkey.JudgeFindings(r.verifier, c.Product, found.Findings)
	components, unusable := object{}, []object{}
	for _, it := range judged.Used {
		components[it.Kind] = hexBytes(it.Component)
	}
	for _, it := range judged.Unusable {
		unusable = append(unusable, object{"kind": it.Kind, "reason": it.Problem.Name})
	}
	return object{"nature": found.Nature, "findings": found.Findings, "components": components, "unusable": unusable}, err
}

func (r *runner) threads(c call) (any, error) {
	evidence := c.evidence()
	alone := make([]latchkey.Verdict, len(c.Codes))
	for i, code := range c.Codes {
		alone[i], _ = r.verifier.Check(code, evidence)
	}
	equal := make([]int, c.Threads)
	var all sync.WaitGroup
	for i := range c.Threads {
		all.Go(func() {
			for range c.Repeat {
				if verdict, err := r.verifier.Check(c.Codes[i%len(c.Codes)], evidence); err == nil && reflect.DeepEqual(verdict, alone[i%len(c.Codes)]) {
					equal[i]++
				}
			}
		})
	}
	all.Wait()
	sum := 0
	for _, count := range equal {
		sum += count
	}
	return object{"equal": sum, "total": c.Threads * c.Repeat}, nil
}

// nativeVerify uses Go's own Ed25519, for measurements beside ours. Nothing else may use it: its rule is another one.
func nativeVerify(c call) (any, error) {
	valid, err := repeated(c, func() (bool, error) { return ed25519.Verify(ed25519.PublicKey(c.Key), c.Message, c.Signature), nil })
	return object{"valid": valid, "library": "Go crypto/ed25519, " + runtime.Version()}, err
}

// reading is what was read, or its problem.
func reading[T any](value T, err error) (any, error) {
	var problem *latchkey.Problem
	if errors.As(err, &problem) {
		return object{"ok": false, "problem": inJSON(*problem)}, nil
	}
	if _, nothing := any(value).(struct{}); nothing {
		return object{"ok": true}, err
	}
	return object{"ok": true, "value": inJSON(value)}, err
}

// inOne is a verdict as one object, as in the other hosts.
func inOne(verdict latchkey.Verdict) any {
	said := inJSON(verdict).(object)
	said["accepted"] = verdict.Accepted != nil
	for name, value := range inJSON(verdict.Accepted).(object) {
		said[name] = value
	}
	for name, value := range inJSON(verdict.Refused).(object) {
		said[name] = value
	}
	delete(said, "refused")
	return said
}

func main() {
	if len(os.Args) > 3 && os.Args[1] == "--as" {
		desk := command.TerminalDesk()
		source := machine.Recorded(os.Args[2])
		recorded := machine.Read(source)
		desk.Machine, desk.Sticks = &recorded, func() []string { return machine.RemovableDrives(source) }
		os.Exit(command.Run(os.Args[4:], desk))
	}
	module, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	r, lines := &runner{module: module}, bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		fmt.Println(r.answerInJSON(line))
	}
}

func (r *runner) answerInJSON(line []byte) string {
	var c call
	if err := json.Unmarshal(line, &c); err != nil {
		panic(err)
	}
	answer, err := r.answer(c)
	var mistake *latchkey.Error
	if errors.As(err, &mistake) {
		answer = object{"error": mistake.Code, "sentence": mistake.Message}
	} else if err != nil {
		panic(err)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	return string(text)
}
