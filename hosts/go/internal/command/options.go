package command

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// The command line of latchkey.

type options struct {
	command string
	file    string // what install is to read

	product, config, store, to, from string
	label                            *string
	keys                             keyList
	json, keychain, fresh, yes       bool
	taken, showValues                bool
	help                             bool
}

type keyList []string

func (k *keyList) String() string { return strings.Join(*k, " ") }

func (k *keyList) Set(text string) error {
	*k = append(*k, text)
	return nil
}

// parse: folder is where the person is, from which paths are meant.
func parse(arguments []string, folder string) (*options, error) {
	o := &options{}
	if len(arguments) == 0 {
		return o, nil
	}
	if first := arguments[0]; first == "--help" || first == "-h" {
		o.help = true
		return o, nil
	}
	o.command = arguments[0]
	if _, known := helpPages[o.command]; !known {
		return nil, wrongUsage(fmt.Sprintf("There is no command %q.", o.command))
	}
	operands, err := o.parseFlags(arguments[1:])
	if err != nil || o.help {
		return o, err
	}
	for _, path := range []*string{&o.to, &o.from, &o.store, &o.config} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	return o, o.demandSense(operands)
}

// parseFlags takes options before and behind an operand.
func (o *options) parseFlags(arguments []string) (operands []string, err error) {
	flags := o.flags()
	for {
		if err := flags.Parse(arguments); err == flag.ErrHelp {
			o.help = true
			return nil, nil
		} else if err != nil {
			return nil, wrongUsage(fmt.Sprintf("%q: %v.", o.command, err))
		}
		if flags.NArg() == 0 {
			return operands, nil
		}
		operands, arguments = append(operands, flags.Arg(0)), flags.Args()[1:]
	}
}

func (o *options) flags() *flag.FlagSet {
	flags := flag.NewFlagSet("latchkey", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	flags.StringVar(&o.product, "product", "", "")
	flags.Var(&o.keys, "key", "")
	flags.StringVar(&o.config, "config", "", "")
	flags.StringVar(&o.store, "store", "", "")
	flags.BoolVar(&o.keychain, "keychain", false, "")
	flags.BoolVar(&o.json, "json", false, "")
	switch o.command {
	case "request":
		flags.StringVar(&o.to, "to", "", "")
		flags.Func("label", "", func(text string) error { o.label = &text; return nil })
		flags.BoolVar(&o.fresh, "new", false, "")
	case "install":
		flags.StringVar(&o.from, "from", "", "")
	case "release":
		flags.StringVar(&o.to, "to", "", "")
		flags.BoolVar(&o.yes, "yes", false, "")
		flags.BoolVar(&o.taken, "taken", false, "")
	case "components":
		flags.BoolVar(&o.showValues, "show-values", false, "")
	}
	return flags
}

func (o *options) demandSense(operands []string) error {
	if o.command == "install" && len(operands) > 0 {
		o.file, operands = operands[0], operands[1:]
	}
	switch {
	case len(operands) > 0:
		return wrongUsage(fmt.Sprintf("%q is too much.", operands[len(operands)-1]))
	case o.from != "" && o.file != "":
		return wrongUsage("Either a file or --from FOLDER, not both.")
	case o.taken && (o.yes || o.to != ""):
		return wrongUsage("--taken stands alone: it says that the portal has the receipt.")
	}
	return nil
}
