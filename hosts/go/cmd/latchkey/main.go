// The command latchkey: a license on this machine, without a network.
package main

import (
	"os"

	"latchkey/internal/command"
)

func main() {
	os.Exit(command.Run(os.Args[1:], command.TerminalDesk()))
}
