package latchkey

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"latchkey/machine"
	"latchkey/store"
)

// The life of a license on a machine: request, install, check, give back. Nothing here knows what a license means: evidence goes to the module, its
// verdict goes to the caller, and what it says to store is stored.

// LicenseOptions say which license, and whom to trust.
type LicenseOptions struct {
	// Product is the product's id, as the vendor's portal knows it.
	Product string
	// PublicKeys are the vendor's, 32 bytes each. There is no default.
	PublicKeys [][]byte
	// Module is the verifier; the one in this package when nil.
	Module []byte
	// Folder is where the store lies; the user's own place for such things when empty.
	Folder string
	// Keychain opens stores whose key is in the system's keychain (keychain.System{}); it may be nil.
	Keychain store.Keychain
	// KeyInKeychain: a new store keeps its key there.
	KeyInKeychain bool
	// Machine is another machine than the one on which the program runs.
	Machine *machine.Machine
	// Clock is another clock than the system's.
	Clock Clock
}

// License is the license of one product on this machine. Goroutines may share it.
type License struct {
	product  string
	machine  machine.Machine
	judged   Judged
	verifier *Verifier
	store    *store.Store
	clock    Clock

	// The witness that the module returned to this process last, and since when it has been the same.
	turn       sync.Mutex
	returned   []byte
	returnedAt time.Duration
}

// Standing is where the customer stands. Without a code there is no verdict, only what to do.
type Standing struct {
	// Verdict is nil when no code is installed.
	Verdict *Verdict
	// Reason is the verdict's, or no-code, store-damaged, store-fault.
	Reason   string
	Sentence string
	// Request is the one that waits for its answer.
	Request *Spelled
	// Receipt is the one that nobody has confirmed yet.
	Receipt *Spelled
	// Notice is what happened to the store, where that needs to be known; else empty.
	Notice string
}

// Accepted says that there is a license that holds.
func (s Standing) Accepted() bool { return s.Verdict != nil && s.Verdict.Accepted != nil }

// NothingIdentifies: this machine has nothing that tells it from others, so no request can be made for it.
type NothingIdentifies struct{ Sentence string }

func (n *NothingIdentifies) Error() string { return n.Sentence }

// NotReleased: the license was not given back, and nothing has changed.
type NotReleased struct {
	// Reason is no-code, no-secret, not-releasable or unreadable-code.
	Reason   string
	Sentence string
}

func (n *NotReleased) Error() string { return n.Sentence }

// OpenLicense opens the license of a product on this machine. The error is an *Error for a bad key or a wrong module.
func OpenLicense(options LicenseOptions) (*License, error) {
	if len(options.PublicKeys) == 0 {
		return nil, &Error{"bad-input", "PublicKeys: expected at least one public key, got none"}
	}
	verifier, err := loadWith(options.Module)
	if err != nil {
		return nil, err
	}
	l := &License{product: options.Product, verifier: verifier, clock: options.Clock}
	if l.clock == nil {
		l.clock = systemClock{}
	}
	if options.Machine != nil {
		l.machine = *options.Machine
	} else {
		l.machine = machine.Read(machine.ThisMachine())
	}
	folder := options.Folder
	if folder == "" {
		folder, err = store.StateFolder(options.Product)
	}
	if err == nil {
		err = verifier.Trust(options.PublicKeys...)
	}
	if err == nil {
		l.judged, err = JudgeFindings(verifier, options.Product, l.machine.Findings)
	}
	if err != nil {
		_ = verifier.Close()
		return nil, err
	}
	l.store = store.New(folder, options.Product, options.Keychain, options.KeyInKeychain)
	return l, nil
}

func loadWith(wasm []byte) (*Verifier, error) {
	if wasm == nil {
		return Load()
	}
	return Load(WithModule(wasm))
}

// Close frees the verifier. The license cannot be used afterwards.
func (l *License) Close() error { return l.verifier.Close() }

// Product is the product's id.
func (l *License) Product() string { return l.product }

// Machine is the machine for which this license is.
func (l *License) Machine() machine.Machine { return l.machine }

// Identifiers are which of the machine's are used, and which are refused and why.
func (l *License) Identifiers() Judged { return l.judged }

// Folder is where the store lies.
func (l *License) Folder() string { return l.store.Path() }

// RequestOptions change what a request says.
type RequestOptions struct {
	// Label is a name for the machine.
	Label      string
	LicenseKey string
	// Fresh throws a pending request away.
	Fresh bool
}

// Request gives the pending request: the same one until it is answered or, with Fresh, thrown away. The error may be *NothingIdentifies or *store.Fault.
func (l *License) Request(options RequestOptions) (shown Spelled, isNew bool, err error) {
	if len(l.judged.Used) == 0 {
		return Spelled{}, false, &NothingIdentifies{l.nothingIdentifies()}
	}
	err = l.store.Update(func(kept store.Kept) (*store.Evidence, error) {
		e := kept.Evidence
		if e.Request != nil && !options.Fresh {
			shown, isNew = Spelled(e.Request.Spelled), false
			return nil, nil
		}
		// The secret stays the same for one life of a license, so that an answer under way to an older request is not spoiled.
		if e.Secret == nil {
			e.Secret = randomBytes(16)
		}
		made, err := l.verifier.CreateRequest(RequestInput{
			Nonce:      randomBytes(8),
			Product:    l.product,
			Components: l.judged.Components(),
			Secret:     e.Secret,
			Witness:    e.Witness,
			Label:      options.Label,
			LicenseKey: options.LicenseKey,
		})
		if err != nil {
			return nil, err
		}
		e.Request = &store.PendingRequest{Spelled: store.Spelled(made.Spelled), Pending: made.Pending}
		shown, isNew = made.Spelled, true
		return &e, nil
	})
	return shown, isNew, err
}

// CarriesLicenseKey says that a request is a secret, because the license key is in it.
func (l *License) CarriesLicenseKey(request Spelled) bool {
	read, err := l.verifier.DecodeRequest([]byte(request.Code))
	return err != nil || read.LicenseKey != ""
}

// Install installs an activation code, in any spelling. It is stored, and read back, before the verdict comes back as accepted. The error is a
// *store.Fault when it cannot be stored.
func (l *License) Install(text []byte) (Verdict, error) {
	var verdict Verdict
	err := l.store.Update(func(kept store.Kept) (changed *store.Evidence, err error) {
		e := kept.Evidence
		if verdict, err = l.judge(text, e, pendingOf(e)); err != nil {
			return nil, err
		}
		if verdict.Accepted == nil {
			return withWitness(e, verdict), nil
		}
		spelled, err := l.verifier.Canonical(text)
		if err != nil {
			return nil, fmt.Errorf("expected the spelling of a code that was accepted: %w", err)
		}
		e.Code, e.Witness = spelled.Code, verdict.Witness
		if verdict.Accepted.SignedTime {
			e.Request = nil
		}
		return &e, nil
	})
	if err != nil {
		return Verdict{}, err
	}
	l.remember(verdict.Witness)
	return verdict, nil
}

// Preview says what this code would be worth here; nothing is stored.
func (l *License) Preview(text []byte) (Verdict, error) {
	kept, err := l.store.Read()
	if err != nil {
		return Verdict{}, err
	}
	return l.judge(text, kept.Evidence, pendingOf(kept.Evidence))
}

// Check is to be asked at every start, every hour, and at the end. What is in the store, or cannot be stored, is never an error: the standing says it.
func (l *License) Check() Standing {
	var standing Standing
	err := l.store.Update(func(kept store.Kept) (*store.Evidence, error) {
		standing = l.standingOf(kept)
		if standing.Verdict == nil {
			return nil, nil
		}
		return withWitness(kept.Evidence, *standing.Verdict), nil
	})
	if err != nil {
		return l.checkWithoutStoring(err)
	}
	if standing.Verdict != nil {
		l.remember(standing.Verdict.Witness)
	}
	return standing
}

// Release gives the license back: token and secret are replaced by the receipt that frees the seat. Until it is taken, the same receipt again. The error is
// *NotReleased, or a *store.Fault; the license is then as it was.
func (l *License) Release() (Spelled, error) {
	var receipt Spelled
	err := l.store.Update(func(kept store.Kept) (_ *store.Evidence, err error) {
		e := kept.Evidence
		if e.Receipt != nil {
			receipt = Spelled(*e.Receipt)
			return nil, nil
		}
		if receipt, err = l.createReceipt(e); err != nil {
			return nil, err
		}
		finished := store.Spelled(receipt)
		return &store.Evidence{Witness: e.Witness, Receipt: &finished}, nil
	})
	return receipt, err
}

// ReceiptTaken: somebody has taken the receipt to the vendor; it need not be kept any more. False: there was none.
func (l *License) ReceiptTaken() (taken bool, err error) {
	err = l.store.Update(func(kept store.Kept) (*store.Evidence, error) {
		e := kept.Evidence
		if taken = e.Receipt != nil; !taken {
			return nil, nil
		}
		e.Receipt = nil
		return &e, nil
	})
	return taken, err
}

func (l *License) judge(text []byte, e store.Evidence, pending []byte) (Verdict, error) {
	return l.verifier.Check(text, Evidence{
		Product:        l.product,
		NowSeconds:     float64(l.clock.Now().Unix()),
		RunningSeconds: l.runningSeconds(e.Witness),
		Witness:        e.Witness,
		Components:     l.judged.Components(),
		Secret:         e.Secret,
		Pending:        pending,
	})
}

// runningSeconds is zero after a start, and when another process has stored a witness since.
func (l *License) runningSeconds(stored []byte) float64 {
	l.turn.Lock()
	defer l.turn.Unlock()
	if l.returned == nil || !bytes.Equal(stored, l.returned) {
		return 0
	}
	return math.Floor((l.clock.Monotonic() - l.returnedAt).Seconds())
}

// remember: a witness that comes back unchanged was returned when it first came: fractions of a second are not lost by asking often.
func (l *License) remember(witness []byte) {
	l.turn.Lock()
	defer l.turn.Unlock()
	if !bytes.Equal(witness, l.returned) {
		l.returned, l.returnedAt = witness, l.clock.Monotonic()
	}
}

func (l *License) createReceipt(e store.Evidence) (Spelled, error) {
	if e.Code == "" {
		return Spelled{}, &NotReleased{"no-code", noCode}
	}
	if e.Secret == nil {
		return Spelled{}, &NotReleased{"no-secret", noSecret}
	}
	verdict, err := l.judge([]byte(e.Code), e, nil)
	if err != nil {
		return Spelled{}, err
	}
	if verdict.Accepted != nil && !verdict.Accepted.Releasable {
		return Spelled{}, &NotReleased{"not-releasable", noSecret}
	}
	receipt, err := l.verifier.CreateReceipt([]byte(e.Code), e.Secret)
	var problem *Problem
	if errors.As(err, &problem) {
		return Spelled{}, &NotReleased{"unreadable-code", problem.Sentence}
	}
	return receipt, err
}

func (l *License) standingOf(kept store.Kept) Standing {
	e := kept.Evidence
	standing := Standing{Reason: "no-code", Sentence: noCode}
	if e.Request != nil {
		standing.Request = &Spelled{e.Request.Code, e.Request.File}
	}
	if e.Receipt != nil {
		standing.Receipt = &Spelled{e.Receipt.Code, e.Receipt.File}
		standing.Sentence = givenBack
	}
	if kept.Damage == store.Repaired {
		standing.Notice = repaired
	}
	if e.Code == "" {
		if kept.Damage == store.Lost {
			standing.Reason, standing.Sentence = "store-damaged", lost
		}
		return standing
	}
	verdict, err := l.judge([]byte(e.Code), e, nil)
	if err != nil { // a defect, which is a refusal
		standing.Reason, standing.Sentence = "store-fault", err.Error()
		return standing
	}
	standing.Verdict, standing.Reason, standing.Sentence = &verdict, verdict.Reason, verdict.Sentence
	return standing
}

// checkWithoutStoring: a store that cannot be written must not stop anybody who holds a valid code: the verdict stands, the witness is not renewed.
func (l *License) checkWithoutStoring(fault error) Standing {
	kept, err := l.store.Read()
	if err != nil {
		return Standing{Reason: "store-fault", Sentence: err.Error()}
	}
	standing := l.standingOf(kept)
	standing.Notice = fault.Error()
	return standing
}

func (l *License) nothingIdentifies() string {
	const what = "Nothing on this machine tells it from others"
	if l.machine.Nature.Form != "container" {
		return what + "; run `latchkey components` to see what was found and why it is not usable."
	}
	return what + ": containers of one image are alike. Start it with the host's id: -v /etc/machine-id:/etc/machine-id:ro"
}

const (
	noCode    = "No activation code is installed on this machine; make a request and install its answer."
	noSecret  = "This code was not issued to a request of this machine, so no receipt can free its seat; ask the vendor to free it."
	givenBack = "The license of this machine was given back; take the receipt to the vendor."
	lost      = "The stored license was changed or damaged and cannot be read; it is kept aside. Make a new request and install its answer."
	repaired  = "One of the two stored copies was changed or damaged; it was put aside and made anew from the other."
)

func pendingOf(e store.Evidence) []byte {
	if e.Request == nil {
		return nil
	}
	return e.Request.Pending
}

// withWitness: the witness comes back from every check; an unchanged one is nothing to store.
func withWitness(e store.Evidence, verdict Verdict) *store.Evidence {
	if bytes.Equal(e.Witness, verdict.Witness) || (e.Witness == nil && bytes.Equal(verdict.Witness, make([]byte, 16))) {
		return nil
	}
	e.Witness = verdict.Witness
	return &e
}

func randomBytes(length int) []byte {
	value := make([]byte, length)
	_, _ = rand.Read(value) // never fails (crypto/rand)
	return value
}
