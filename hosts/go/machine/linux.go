package machine

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Linux: everything is a file, in /etc, /sys, /proc and udev's own notes. No command is run and root is not needed; what only root may read (the DMI
// serials) is simply absent for everybody else.

func readLinux(s Source) Machine {
	findings := listed(machineID(s), board(s), systemDisk(s), interfaces(s), processor(s))
	return Machine{Nature: natureOf(s), Findings: findings}
}

func machineID(s Source) (findings []Finding) {
	for _, path := range []string{"/etc/machine-id", "/var/lib/dbus/machine-id"} {
		findings = append(findings, found("machine-id", path, s.text(path))...)
	}
	return findings
}

func board(s Source) (findings []Finding) {
	for _, name := range []string{"product_uuid", "board_serial", "product_serial"} {
		findings = append(findings, found("board", "DMI "+name, s.text("/sys/class/dmi/id/"+name))...)
	}
	return findings
}

var serialLine = regexp.MustCompile(`(?m)^Serial\s*:\s*(\S+)$`)

// processor finds a serial number of the processor itself, as ARM boards have it: a Serial line, or the device tree's.
func processor(s Source) []Finding {
	line, _ := submatch(serialLine, s.text("/proc/cpuinfo"))
	tree := s.text("/sys/firmware/devicetree/base/serial-number")
	return append(found("cpu", "/proc/cpuinfo", line), found("cpu", "device tree", tree)...)
}

// The disk with the root file system.

var notedSerial = regexp.MustCompile(`(?m)^E:ID_SERIAL_SHORT=(.*)$`)

// systemDisk finds nothing in a container: its root is an overlay, which is on no disk; the host's disks can be seen there, but are not ours.
func systemDisk(s Source) []Finding {
	disk := wholeDisk(s, rootDevice(s))
	if disk == "" {
		return nil
	}
	name := path.Base(disk)
	noted, _ := submatch(notedSerial, s.text("/run/udev/data/b"+trimmed(s.text(disk+"/dev"))))
	return slices.Concat(
		found("disk", name, s.text(disk+"/device/serial")), // NVMe, MMC
		found("disk", name, s.text(disk+"/serial")),        // virtio
		found("disk", name+" (udev)", noted),               // SATA, SCSI, USB
	)
}

// rootDevice is the block device of / in sysfs. Of several mounts over one another the last one counts.
func rootDevice(s Source) string {
	// proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, options, any optional fields, "-", type, source, …
	for _, line := range slices.Backward(strings.Split(s.text("/proc/self/mountinfo"), "\n")) {
		fields := strings.Split(line, " ")
		if len(fields) < 5 || fields[4] != "/" {
			continue
		}
		if device := s.resolve("/sys/dev/block/" + fields[2]); device != "" {
			return device
		}
		if after := fields[slices.Index(fields, "-")+1:]; len(after) > 1 {
			return namedDevice(s, after[1])
		}
		return ""
	}
	return ""
}

// namedDevice serves Btrfs and the like, which number their mounts themselves, but still name the device they are on.
func namedDevice(s Source, mounted string) string {
	if !strings.HasPrefix(mounted, "/dev/") {
		return ""
	}
	if real := s.resolve(mounted); real != "" {
		mounted = real
	}
	return s.resolve("/sys/class/block/" + path.Base(mounted))
}

// wholeDisk goes from a partition to its disk, and through encryption, LVM and RAID to the first disk below.
func wholeDisk(s Source, device string) string {
	// Real stacks are three or four deep; the bound is for a tree of files that is none.
	for depth := 0; device != "" && depth < 8; depth++ {
		if below := s.list(device + "/slaves"); len(below) > 0 {
			device = s.resolve(device + "/slaves/" + below[0])
		} else if _, part := s.read(device + "/partition"); part {
			device = path.Dir(device)
		} else {
			return device
		}
	}
	return ""
}

// Network interfaces.

func interfaces(s Source) (findings []Finding) {
	for _, name := range s.list("/sys/class/net") {
		if isPartOfMachine(s, name) {
			findings = append(findings, found("mac", name, permanentAddress(s, name))...)
		}
	}
	return lowestFirst(findings)
}

var onUSB = regexp.MustCompile(`/usb[0-9]`)

// isPartOfMachine: bridges, tunnels and containers' ends have no device; what hangs on USB or on an outside port leaves with the dock.
func isPartOfMachine(s Source, name string) bool {
	device := s.resolve("/sys/class/net/" + name + "/device")
	if device == "" || onUSB.MatchString(device) {
		return false
	}
	// Documentation/ABI/testing/sysfs-devices-removable: ports that firmware marks as facing outside, such as Thunderbolt.
	return trimmed(s.text("/sys/class/net/"+name+"/device/removable")) != "removable"
}

var notedAddress = regexp.MustCompile(`(?m)^E:ID_NET_NAME_MAC=[a-z]{2}x([0-9a-f]{12})$`)

// permanentAddress is one that the hardware came with. Randomized Wi-Fi and bonded ports show another one, which is worth nothing here.
func permanentAddress(s Source, name string) string {
	folder := "/sys/class/net/" + name
	if wireless, there := s.read(folder + "/phy80211/macaddress"); there {
		return wireless
	}
	// Documentation/ABI/testing/sysfs-class-net: 0 is a permanent address.
	if trimmed(s.text(folder+"/addr_assign_type")) == "0" {
		return s.text(folder + "/address")
	}
	// udev noted the address when the device appeared, before anybody changed it.
	noted, _ := submatch(notedAddress, s.text("/run/udev/data/n"+trimmed(s.text(folder+"/ifindex"))))
	var parts []string
	for pair := range slices.Chunk([]byte(noted), 2) {
		parts = append(parts, string(pair))
	}
	return strings.Join(parts, ":")
}

// What this system runs on.

func natureOf(s Source) Nature {
	if provider, inContainer := containerProvider(s); inContainer {
		return Nature{Form: "container", Provider: provider}
	}
	if provider, virtual := hypervisorProvider(s); virtual {
		return Nature{Form: "virtual machine", Provider: provider}
	}
	return Nature{Form: "computer"}
}

var containerGroup = regexp.MustCompile(`\b(docker|kubepods|containerd|lxc|libpod)\b`)

func containerProvider(s Source) (provider string, inContainer bool) {
	if noted := trimmed(s.text("/run/systemd/container")); noted != "" {
		return noted, true
	}
	if _, there := s.read("/run/.containerenv"); there {
		return "Podman", true
	}
	group, grouped := submatch(containerGroup, s.text("/proc/1/cgroup"))
	if group == "kubepods" {
		return "Kubernetes", true
	}
	if _, there := s.read("/.dockerenv"); there {
		return "Docker", true
	}
	return group, grouped
}

var hypervisorFlag = regexp.MustCompile(`(?m)^flags\s*:.*\bhypervisor\b`)

func hypervisorProvider(s Source) (provider string, virtual bool) {
	if strings.Contains(strings.ToLower(s.text("/proc/sys/kernel/osrelease")), "microsoft") {
		return "WSL", true
	}
	var names []string
	for _, name := range []string{"sys_vendor", "product_name", "bios_vendor"} {
		names = append(names, trimmed(s.text("/sys/class/dmi/id/"+name)))
	}
	if provider, named := hypervisorNamed(strings.Join(names, " ")); named {
		return provider, true
	}
	if trimmed(s.text("/sys/hypervisor/type")) == "xen" {
		return "Xen", true
	}
	return "", hypervisorFlag.MatchString(s.text("/proc/cpuinfo"))
}
