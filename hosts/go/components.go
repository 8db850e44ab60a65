package latchkey

import (
	"errors"

	"latchkey/machine"
)

// Judged is what the module makes of a machine's identifiers.
type Judged struct {
	// Used is one of each kind, with its component.
	Used []UsedFinding
	// Unusable are identifiers that the module refuses, with its reason.
	Unusable []UnusableFinding
	// Spare are good ones of a kind that has one already.
	Spare []machine.Finding
}

// UsedFinding is an identifier with its component.
type UsedFinding struct {
	machine.Finding
	Component []byte
}

// UnusableFinding is an identifier with what is wrong with it.
type UnusableFinding struct {
	machine.Finding
	Problem *Problem
}

// Components are what goes into a request or a check.
func (j Judged) Components() [][]byte {
	var components [][]byte
	for _, used := range j.Used {
		components = append(components, used.Component)
	}
	return components
}

// JudgeFindings goes from what was found to what a request carries: for each kind the first identifier that the module can use.
func JudgeFindings(verifier *Verifier, product string, findings []machine.Finding) (Judged, error) {
	judged, taken := Judged{}, map[string]bool{}
	for _, finding := range findings {
		made, err := verifier.Component(product, finding.Kind, []byte(finding.Value))
		var problem *Problem
		switch {
		case errors.As(err, &problem):
			judged.Unusable = append(judged.Unusable, UnusableFinding{finding, problem})
		case err != nil:
			return Judged{}, err
		case taken[finding.Kind]:
			judged.Spare = append(judged.Spare, finding)
		default:
			taken[finding.Kind] = true
			judged.Used = append(judged.Used, UsedFinding{finding, made.Component})
		}
	}
	return judged, nil
}
