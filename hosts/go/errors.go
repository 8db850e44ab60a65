package latchkey

// Error is a mistake of the program, never of a customer's input: a bad key, a wrong module, an argument out of its limits.
type Error struct {
	// Code is a kebab-case name, for programs.
	Code    string
	Message string
}

func (e *Error) Error() string { return "latchkey: " + e.Message }

// Problem says why something could not be read or made: a name for programs, a sentence for people, the place in the text.
// It is the error of every call that reads what came from outside.
type Problem struct {
	Code     int
	Name     string
	Sentence string
	// Detail is a finer cause as a number (docs/abi.md), 0 if there is none.
	Detail int
	Place
}

func (p *Problem) Error() string { return p.Sentence }

// Place is where a text is wrong. Rows and groups count from 1, 0 if none is named; Offset counts bytes of the text from 0, and is nil if none is named.
type Place struct {
	Row    int
	Group  int
	Offset *int
}
