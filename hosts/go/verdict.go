package latchkey

// Evidence is what the host knows when it asks. Bytes are handed on untouched; times are seconds since 1970.
type Evidence struct {
	// Product is the product that is asking.
	Product string
	// NowSeconds is the clock, whatever it says.
	NowSeconds float64
	// RunningSeconds are whole monotonic seconds since the stored witness was returned to this process; 0 after a start.
	RunningSeconds float64
	// Witness is the 16 bytes that the last check returned, as stored; nil if there are none yet.
	Witness []byte
	// Components are this machine's, 16 bytes each.
	Components [][]byte
	// Secret is the machine's secret (16 bytes), from which its lock is derived.
	Secret []byte
	// Lock is the lock itself, for whoever holds a request instead of the machine. A secret wins over it.
	Lock []byte
	// Host is the host name, for a web application; nil if there is none.
	Host *string
	// Pending is the pending request (16 bytes), only when installing its answer – never when checking what is installed.
	Pending []byte
}

// Verdict is the answer to a check: either Accepted or Refused is set, and the other is nil. Claims exist only on the first.
type Verdict struct {
	// Reason is a name of docs/decisions.md: licensed, grace, malformed, expired, …
	Reason string
	// Code is the number of the reason.
	Code int
	// Sentence tells the person what is the case and what to do.
	Sentence string
	// Detail is a finer cause as a number (docs/abi.md), 0 if there is none.
	Detail int
	// Witness is 16 bytes to store in place of the last ones.
	Witness  []byte
	Accepted *Accepted
	Refused  *Refused
}

// Accepted is what a license that holds says. Numbers that are nil are absent: no limit of that kind.
type Accepted struct {
	Claims           Claims
	SecondsToExpiry  *int64
	DaysToExpiry     *int64
	SecondsToCheckIn *int64
	DaysToCheckIn    *int64
	RenewSoon        bool
	// Machine is nil when the code is not bound to a machine.
	Machine *MachineMatch
	// Releasable: the machine matched with its own lock, so that a receipt can free the seat.
	Releasable bool
	// SignedTime was taken: delete pending in the transaction that stores code and witness.
	SignedTime bool
}

// Refused is what support needs to help.
type Refused struct {
	Place
	// LicenseID is known from wrong-product on, else empty.
	LicenseID string
	// MissedSeconds is the time that was missed, UsedSeconds the one that was compared with it.
	MissedSeconds *int64
	UsedSeconds   *int64
}

// MachineMatch says which of the code's bindings this machine produces, and how many are needed.
type MachineMatch struct {
	Matched []bool
	Needed  int
	Bound   int
}

// Claims are what an accepted license says. Times are seconds since 1970; nil and empty are absent.
type Claims struct {
	LicenseID string
	Product   string
	TokenID   []byte
	IssuedAt  int64
	NotBefore *int64
	// ExpiresAt is the exclusive end of the license; nil is perpetual.
	ExpiresAt          *int64
	RefreshAt          *int64
	CheckInBy          *int64
	RenewWindowSeconds int64
	Epoch              *int64
	Nonce              []byte
	Issuer             string
	CustomerID         string
	Plan               string
	Domains            []string
	// Features are true, an int64, or a string each.
	Features map[string]any
}

// Spelled is a code as one canonical line, and as the file of rows that goes onto a stick.
type Spelled struct {
	Code string
	File string
}

// RequestInput is what a machine puts into its activation request (docs/token.md).
type RequestInput struct {
	// Nonce is 8 random bytes.
	Nonce   []byte
	Product string
	// Components are 1 to 8 of 16 bytes each, all different.
	Components [][]byte
	// Secret is 16 random bytes that the machine keeps; without it, no receipt can free the seat.
	Secret []byte
	// Witness is the stored witness, if there is one.
	Witness []byte
	// Label is a name for the machine, at most 64 bytes.
	Label string
	// LicenseKey makes one scan enough, and the picture of the request a secret.
	LicenseKey string
}

// RequestMade is an activation request with what is stored until its answer comes.
type RequestMade struct {
	Spelled
	// Pending is 16 bytes.
	Pending []byte
}

// Request is an activation request, as read from its text. Nothing in it is trusted.
type Request struct {
	Nonce []byte
	// Lock is nil when the machine has no secret and cannot make a receipt.
	Lock       []byte
	Product    string
	Components [][]byte
	Label      string
	// LicenseKey is empty when the request carries none.
	LicenseKey string
	Code       string
}

// Receipt is a deactivation receipt, as read from its text.
type Receipt struct {
	TokenID []byte
	// Lock is the one that the receipt's secret opens.
	Lock []byte
	Code string
}

// Canonical is any of the four codes, respelled.
type Canonical struct {
	// Letter is R, A, D or B.
	Letter string
	Spelled
}

// Component is what the module makes of a machine's value, with the value as it was understood.
type Component struct {
	Component  []byte
	Normalized string
}
