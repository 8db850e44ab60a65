package latchkey

import "time"

// Clock tells the time. The system's is read here and nowhere else in this package.
type Clock interface {
	// Now is whatever this machine believes.
	Now() time.Time
	// Monotonic is a clock that nobody can set; only differences mean anything.
	Monotonic() time.Duration
}

type systemClock struct{}

var processStart = time.Now()

func (systemClock) Now() time.Time           { return time.Now() }
func (systemClock) Monotonic() time.Duration { return time.Since(processStart) }
