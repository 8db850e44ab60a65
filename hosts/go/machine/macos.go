package machine

import (
	"encoding/json"
	"regexp"
)

// macOS: four commands of the system, read-only, none of which needs root.

func readMacOS(s Source) Machine {
	platform := s.Run("ioreg", "-rd1", "-c", "IOPlatformExpertDevice")
	volume := s.Run("diskutil", "info", "-plist", "/")
	disks := s.Run("system_profiler", "-json", "SPNVMeDataType", "SPSerialATADataType")
	ports := s.Run("networksetup", "-listallhardwareports")
	findings := listed(
		found("machine-id", "IOPlatformUUID", property(platform, "IOPlatformUUID")),
		found("board", "IOPlatformSerialNumber", property(platform, "IOPlatformSerialNumber")),
		macDisk(volume, disks),
		builtInPorts(ports),
	)
	nature := natureNamed(property(platform, "manufacturer") + " " + property(platform, "model"))
	return Machine{Nature: nature, Findings: findings}
}

// property is a property in ioreg's listing: "name" = "value", or "name" = <"value"> for one that is data.
func property(listing, name string) string {
	value, _ := submatch(regexp.MustCompile(`"`+name+`" = <?"([^"]*)"`), listing)
	return value
}

var (
	physicalStore = regexp.MustCompile(`<key>APFSPhysicalStore</key>\s*<string>(disk[0-9]+)s[0-9]+</string>`)
	parentDisk    = regexp.MustCompile(`<key>ParentWholeDisk</key>\s*<string>(disk[0-9]+)</string>`)
)

// macDisk is the disk below the volume that is /: an APFS volume lies in a container, whose physical store is a partition of the disk.
func macDisk(volume, disks string) []Finding {
	name, there := submatch(physicalStore, volume)
	if !there {
		name, there = submatch(parentDisk, volume)
	}
	for _, drive := range drivesIn(disks) {
		if there && drive["bsd_name"] == name {
			serial, _ := drive["device_serial"].(string)
			return found("disk", name, serial)
		}
	}
	return nil
}

// drivesIn reads {"SPNVMeDataType": [{"_name": controller, "_items": [{"bsd_name", "device_serial", …}]}], …}.
func drivesIn(report string) (drives []map[string]any) {
	var parsed map[string]any
	if json.Unmarshal([]byte(report), &parsed) != nil {
		return nil
	}
	for _, group := range parsed {
		for _, controller := range objectsIn(group) {
			drives = append(drives, objectsIn(controller["_items"])...)
		}
	}
	return drives
}

func objectsIn(value any) (objects []map[string]any) {
	list, _ := value.([]any)
	for _, item := range list {
		if object, is := item.(map[string]any); is {
			objects = append(objects, object)
		}
	}
	return objects
}

var (
	port = regexp.MustCompile(`(?im)^Hardware Port: ([^\r\n]+)\r?\nDevice: (\S+)\r?\nEthernet Address: ([0-9a-f:]{17})\s*$`)
	// The ports that are soldered in. Adapters on USB and Thunderbolt, phones and bridges have other names.
	builtIn = regexp.MustCompile(`(?i)^(?:Wi-Fi|AirPort|(?:Built-in )?Ethernet(?: (?:Slot )?[0-9]+)?|10 ?Gb(?:it)? Ethernet)$`)
)

// builtInPorts reads networksetup's blocks of Hardware Port:, Device:, Ethernet Address: with the address that the hardware came with.
func builtInPorts(listing string) (findings []Finding) {
	for _, match := range port.FindAllStringSubmatch(listing, -1) {
		if builtIn.MatchString(match[1]) {
			findings = append(findings, found("mac", match[2], match[3])...)
		}
	}
	return lowestFirst(findings)
}
