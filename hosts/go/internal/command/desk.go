// Package command is the command latchkey: it reads the command line, asks the license, and prints.
package command

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"latchkey/machine"
)

// Exit codes.
const (
	done = iota
	refused
	usage
	machineTrouble
)

// Desk is the person in front of the command, and the place where it runs: everything that the command touches.
type Desk struct {
	Print    func(text string)
	Complain func(text string)
	// ReadInput is everything on standard input; of a person who types, lines until an empty one or the end of a code's block.
	ReadInput func() ([]byte, error)
	Ask       func(question string) string
	// Sticks are the folders of the removable drives that are plugged in.
	Sticks func() []string
	// Interactive: a person types.
	Interactive bool
	// Terminal: a terminal shows what is printed.
	Terminal bool
	Folder   string
	HostName string
	// Machine is another machine than the one on which the program runs.
	Machine *machine.Machine
}

// TerminalDesk is the desk of a person at a terminal.
func TerminalDesk() Desk {
	input := bufio.NewReader(os.Stdin)
	interactive := isTerminal(os.Stdin)
	folder, _ := os.Getwd()
	host, _ := os.Hostname()
	return Desk{
		Print:    func(text string) { fmt.Println(text) },
		Complain: func(text string) { fmt.Fprintln(os.Stderr, text) },
		ReadInput: func() ([]byte, error) {
			if interactive {
				return readPaste(input), nil
			}
			return io.ReadAll(io.LimitReader(input, longestFileBytes))
		},
		Ask: func(question string) string {
			fmt.Print(question)
			answer, _ := input.ReadString('\n')
			return answer
		},
		Sticks:      func() []string { return machine.RemovableDrives(machine.ThisMachine()) },
		Interactive: interactive,
		Terminal:    isTerminal(os.Stdout),
		Folder:      folder,
		HostName:    host,
	}
}

// isTerminal takes /dev/null for one, which harms nobody.
func isTerminal(file *os.File) bool {
	status, err := file.Stat()
	return err == nil && status.Mode()&os.ModeCharDevice != 0 && file.Name() != os.DevNull
}

func readPaste(input *bufio.Reader) []byte {
	var lines []byte
	for {
		line, err := input.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) == 0 && len(lines) > 0 {
			return lines
		}
		lines = append(lines, line...)
		if err != nil || strings.Contains(string(line), "-----END LATCHKEY") {
			return lines
		}
	}
}

// wrongUsage: the command line or the configuration is wrong; the message says what to do.
type wrongUsage string

func (w wrongUsage) Error() string { return string(w) }

// fileTrouble: a file or folder that was named cannot be used; the message says why and what to do.
type fileTrouble string

func (f fileTrouble) Error() string { return string(f) }
