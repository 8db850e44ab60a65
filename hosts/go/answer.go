package latchkey

// The head of every answer, and the verdict behind it, from records to the types of verdict.go.

const nowhere = 0xffffffff

const (
	flagAccepted = 1 << iota
	flagRenewSoon
	flagReleasable
	flagSignedTime
)

const (
	featureGranted = iota
	featureInteger
)

// readHead reads the seven members that every answer begins with.
func readHead(r *recordReader) *Problem {
	problem := &Problem{Code: int(r.u32()), Detail: int(r.u32())}
	problem.Row, problem.Group = int(r.u32()), int(r.u32())
	if offset := r.u32(); offset != nowhere {
		at := int(offset)
		problem.Offset = &at
	}
	problem.Name, problem.Sentence = r.text(), r.text()
	return problem
}

// problemIn is nil when the call did what its name says.
func problemIn(r *recordReader) *Problem {
	if head := readHead(r); head.Code != 0 {
		return head
	}
	return nil
}

func readVerdict(r *recordReader) (Verdict, error) {
	head := readHead(r)
	verdict := Verdict{Reason: head.Name, Code: head.Code, Sentence: head.Sentence, Detail: head.Detail}
	flags := r.u32()
	matched, needed, bound := r.u32(), int(r.u32()), int(r.u32())
	verdict.Witness = r.fixed(16)
	missed, used := r.i64(), r.i64()
	accepted := &Accepted{
		SecondsToExpiry:  r.i64(),
		DaysToExpiry:     r.i64(),
		SecondsToCheckIn: r.i64(),
		DaysToCheckIn:    r.i64(),
		RenewSoon:        flags&flagRenewSoon != 0,
		Releasable:       flags&flagReleasable != 0,
		SignedTime:       flags&flagSignedTime != 0,
	}
	licenseID := r.text()
	if flags&flagAccepted == 0 {
		verdict.Refused = &Refused{Place: head.Place, LicenseID: licenseID, MissedSeconds: missed, UsedSeconds: used}
	} else {
		accepted.Machine = machineMatch(matched, needed, bound)
		accepted.Claims = readClaims(r, licenseID)
		verdict.Accepted = accepted
	}
	if r.broken {
		return Verdict{}, brokenRecord
	}
	return verdict, nil
}

func machineMatch(mask uint32, needed, bound int) *MachineMatch {
	if bound == 0 {
		return nil
	}
	match := &MachineMatch{Matched: make([]bool, bound), Needed: needed, Bound: bound}
	for i := range match.Matched {
		match.Matched[i] = mask>>i&1 == 1
	}
	return match
}

func readClaims(r *recordReader, licenseID string) Claims {
	claims := Claims{LicenseID: licenseID, IssuedAt: orZero(r.i64())}
	claims.NotBefore, claims.ExpiresAt, claims.RefreshAt, claims.CheckInBy = r.i64(), r.i64(), r.i64(), r.i64()
	claims.RenewWindowSeconds, claims.Epoch = orZero(r.i64()), r.i64()
	claims.TokenID = r.fixed(8)
	if nonce := r.data(); len(nonce) > 0 {
		claims.Nonce = nonce
	}
	claims.Issuer, claims.Product, claims.CustomerID, claims.Plan = r.text(), r.text(), r.text(), r.text()
	claims.Domains = []string{}
	for count := r.u32(); count > 0 && !r.broken; count-- {
		claims.Domains = append(claims.Domains, r.text())
	}
	claims.Features = map[string]any{}
	for count := r.u32(); count > 0 && !r.broken; count-- {
		name, value := readFeature(r)
		claims.Features[name] = value
	}
	return claims
}

func readFeature(r *recordReader) (string, any) {
	name, kind, integer, text := r.text(), r.u32(), r.i64(), r.text()
	switch kind {
	case featureGranted:
		return name, true
	case featureInteger:
		return name, orZero(integer)
	default:
		return name, text
	}
}

func orZero(value *int64) int64 {
	if value == nil {
		return 0
	}
	return *value
}
