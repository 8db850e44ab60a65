// Package machine says which machine this is: the identifiers that it has, by the kinds of docs/token.md ("Derived values"). Only where they stand is
// known here; which of them identify nothing ("to be filled by O.E.M.") is known to the module. Nothing says where the machine is, and root is not
// needed.
package machine

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Finding is one identifier. A kind may have several: the first that the module can use stands for it.
type Finding struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
	// Source is where it was found, for people.
	Source string `json:"source"`
}

// Nature is what the system runs on. Copies of a container or of a virtual machine share identifiers, so people are told.
type Nature struct {
	// Form is computer, virtual machine or container.
	Form string `json:"form"`
	// Provider is who provides it, as far as it says so: "VirtualBox", "Docker".
	Provider string `json:"provider,omitempty"`
}

// Machine is a machine and its identifiers, in the order of preference within each kind.
type Machine struct {
	Nature   Nature    `json:"nature"`
	Findings []Finding `json:"findings"`
}

// Read finds the identifiers of the machine that source describes; ThisMachine() is the one on which the program runs.
func Read(source Source) Machine {
	switch source.Platform {
	case "linux", "android":
		return readLinux(source)
	case "darwin":
		return readMacOS(source)
	case "win32":
		return readWindows(source)
	default:
		return Machine{Nature: Nature{Form: "computer"}, Findings: []Finding{}}
	}
}

// found is a finding from a value as a file or a command gives it; none when there is nothing in it.
func found(kind, source, text string) []Finding {
	// Device-tree files end in a zero byte, text files in a line break: both belong to the file, not to the value.
	value := trimmed(strings.TrimRight(text, "\x00"))
	if value == "" {
		return nil
	}
	return []Finding{{Kind: kind, Value: value, Source: source}}
}

// listed is never nil: a machine without identifiers has a list that is empty.
func listed(findings ...[]Finding) []Finding {
	return append([]Finding{}, slices.Concat(findings...)...)
}

// trimmed cuts what every host's language calls white space at both ends.
func trimmed(text string) string {
	return strings.TrimFunc(text, func(r rune) bool {
		return r == '\ufeff' || (unicode.IsSpace(r) && r != '\u0085')
	})
}

var notHex = regexp.MustCompile(`[^0-9a-f]`)

// lowestFirst sorts MAC addresses: which interface the system happens to name first changes, the lowest address does not.
func lowestFirst(findings []Finding) []Finding {
	bare := func(f Finding) string { return notHex.ReplaceAllString(strings.ToLower(f.Value), "") }
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(bare(a), bare(b)) })
	return findings
}

// Manufacturer and model by which virtual machines introduce themselves, on every system.
var hypervisors = []struct {
	pattern  *regexp.Regexp
	provider string
}{
	{regexp.MustCompile(`virtualbox|innotek`), "VirtualBox"},
	{regexp.MustCompile(`vmware`), "VMware"},
	{regexp.MustCompile(`parallels`), "Parallels"},
	{regexp.MustCompile(`microsoft corporation.*virtual machine`), "Hyper-V"},
	{regexp.MustCompile(`amazon ec2`), "Amazon EC2"},
	{regexp.MustCompile(`google compute engine`), "Google Compute Engine"},
	{regexp.MustCompile(`digitalocean`), "DigitalOcean"},
	{regexp.MustCompile(`apple.*virtual`), "Apple Virtualization"},
	{regexp.MustCompile(`openstack`), "OpenStack"},
	{regexp.MustCompile(`\bxen\b|hvm domu`), "Xen"},
	{regexp.MustCompile(`bhyve`), "bhyve"},
	{regexp.MustCompile(`qemu|\bkvm\b|bochs|virtual machine`), "QEMU"},
}

var bareMetal = regexp.MustCompile(`amazon ec2.*metal`)

func hypervisorNamed(manufacturerAndModel string) (provider string, named bool) {
	text := strings.ToLower(manufacturerAndModel)
	for _, it := range hypervisors {
		if it.pattern.MatchString(text) && (it.provider != "Amazon EC2" || !bareMetal.MatchString(text)) {
			return it.provider, true
		}
	}
	return "", false
}

func natureNamed(manufacturerAndModel string) Nature {
	if provider, named := hypervisorNamed(manufacturerAndModel); named {
		return Nature{Form: "virtual machine", Provider: provider}
	}
	return Nature{Form: "computer"}
}

// submatch is the first group of the first match, and whether there is one.
func submatch(pattern *regexp.Regexp, text string) (string, bool) {
	match := pattern.FindStringSubmatch(text)
	if match == nil {
		return "", false
	}
	return match[1], true
}
