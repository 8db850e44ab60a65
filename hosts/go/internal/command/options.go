package command

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// The command line of latchkey. Not package flag: options stand before and behind an operand, have two dashes, and a wrong one is named with its command.

// options are what the person typed.
type options struct {
	command string
	operand string // what install is to read
	texts   map[string]string
	keys    []string
	flags   map[string]bool
	folder  string
}

var (
	commonOptions = []string{"product", "key", "config", "store", "keychain", "json", "help"}
	// Which options a command knows, beside those that all know.
	knownOptions = map[string][]string{
		"request":    {"to", "label", "new", "qr", "portal"},
		"install":    {"from", "stick"},
		"status":     {},
		"release":    {"yes", "to", "taken", "qr"},
		"components": {"show-values"},
	}
	withValue = []string{"product", "key", "config", "store", "to", "label", "portal", "from"}
)

// path is meant from the folder in which the person is; empty when it was not given.
func (o *options) path(name string) string {
	text, given := o.texts[name]
	if !given {
		return ""
	}
	return o.below(text)
}

func (o *options) below(text string) string {
	if filepath.IsAbs(text) {
		return filepath.Clean(text)
	}
	return filepath.Join(o.folder, text)
}

// parse: folder is where the person is, from which paths are meant.
func parse(arguments []string, folder string) (*options, error) {
	o := &options{texts: map[string]string{}, flags: map[string]bool{}, folder: folder}
	words, err := o.readOptions(arguments)
	if err != nil || len(words) == 0 {
		return o, err
	}
	o.command = words[0]
	if _, known := helpPages[o.command]; !known {
		return nil, wrongUsage(fmt.Sprintf("There is no command %q.", o.command))
	}
	if o.flags["help"] {
		return o, nil
	}
	return o, o.demandSense(words[1:])
}

// readOptions puts options where they belong, and gives back the words between them.
func (o *options) readOptions(arguments []string) (words []string, err error) {
	for len(arguments) > 0 {
		word := arguments[0]
		arguments = arguments[1:]
		switch {
		case word == "--":
			return append(words, arguments...), nil
		case word == "-" || !strings.HasPrefix(word, "-"):
			words = append(words, word)
		default:
			if arguments, err = o.readOption(word, arguments); err != nil {
				return nil, err
			}
		}
	}
	return words, nil
}

func (o *options) readOption(word string, rest []string) ([]string, error) {
	if word == "-h" {
		word = "--help"
	}
	name, value, given := strings.Cut(strings.TrimPrefix(word, "--"), "=")
	positive, negated := strings.CutPrefix(name, "no-")
	if negated {
		name = positive
	}
	takesValue := slices.Contains(withValue, name)
	if !strings.HasPrefix(word, "--") || !isOption(name) || (negated && takesValue) {
		return nil, wrongUsage(fmt.Sprintf("There is no option %s.", word))
	}
	if !takesValue {
		if given {
			return nil, wrongUsage(fmt.Sprintf("The option --%s takes no value.", name))
		}
		o.flags[name] = !negated
		return rest, nil
	}
	if !given {
		if len(rest) == 0 || (strings.HasPrefix(rest[0], "-") && rest[0] != "-") {
			return nil, wrongUsage(fmt.Sprintf("The option --%s needs a value.", name))
		}
		value, rest = rest[0], rest[1:]
	}
	if name == "key" {
		o.keys = append(o.keys, value)
	} else {
		o.texts[name] = value
	}
	return rest, nil
}

func isOption(name string) bool {
	for _, names := range knownOptions {
		if slices.Contains(names, name) {
			return true
		}
	}
	return slices.Contains(commonOptions, name)
}

func (o *options) demandSense(operands []string) error {
	for _, name := range o.given() {
		if !slices.Contains(commonOptions, name) && !slices.Contains(knownOptions[o.command], name) {
			return wrongUsage(fmt.Sprintf("%q has no option --%s.", o.command, name))
		}
	}
	if o.command == "install" && len(operands) > 0 {
		o.operand, operands = operands[0], operands[1:]
	}
	_, from := o.texts["from"]
	_, to := o.texts["to"]
	switch {
	case len(operands) > 0:
		return wrongUsage(fmt.Sprintf("%q is too much.", operands[len(operands)-1]))
	case countTrue(from, o.flags["stick"], o.operand != "") > 1:
		return wrongUsage("Either a file, or --from FOLDER, or --stick, and only one of them.")
	case o.flags["taken"] && (o.flags["yes"] || to):
		return wrongUsage("--taken stands alone: it says that the portal has the receipt.")
	}
	return nil
}

func countTrue(all ...bool) (count int) {
	for _, it := range all {
		if it {
			count++
		}
	}
	return count
}

func (o *options) given() (names []string) {
	for name := range o.texts {
		names = append(names, name)
	}
	for name, value := range o.flags {
		if value || name == "qr" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
