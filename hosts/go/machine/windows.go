package machine

import (
	"encoding/json"
	"regexp"
	"strings"
)

// The registry, and one question to CIM through the PowerShell that every Windows since 8 brings. No administrator is needed.

// /reg:64, because a 32-bit process would be shown another registry.
var machineGUID = []string{"query", `HKLM\SOFTWARE\Microsoft\Cryptography`, "/v", "MachineGuid", "/reg:64"}

// hardwareQuestion has only single quotes, so that no layer of Windows' command lines has anything to interpret.
var hardwareQuestion = strings.Join([]string{
	`$ErrorActionPreference='SilentlyContinue'`,
	`[Console]::OutputEncoding=[Text.Encoding]::UTF8`,
	`$system=Get-CimInstance Win32_ComputerSystem`,
	`$volume='{Win32_LogicalDisk.DeviceID='''+$env:SystemDrive+'''}'`,
	`$partition=Get-CimInstance -Query ('ASSOCIATORS OF '+$volume+' WHERE AssocClass=Win32_LogicalDiskToPartition')|Select-Object -First 1`,
	`$disk=Get-CimInstance Win32_DiskDrive -Filter ('Index='+$partition.DiskIndex)`,
	`$adapters=@(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter -Filter 'ConnectorPresent=True'|Select-Object Name,PermanentAddress,PnPDeviceID)`,
	`[pscustomobject]@{manufacturer=$system.Manufacturer;model=$system.Model;` +
		`productUuid=(Get-CimInstance Win32_ComputerSystemProduct).UUID;` +
		`boardSerial=(Get-CimInstance Win32_BaseBoard).SerialNumber;` +
		`biosSerial=(Get-CimInstance Win32_BIOS).SerialNumber;` +
		`diskSerial=$disk.SerialNumber;adapters=$adapters}|ConvertTo-Json -Compress -Depth 3`,
}, ";")

var guid = regexp.MustCompile(`\bMachineGuid\s+REG_SZ\s+(\S+)`)

func readWindows(s Source) Machine {
	registered, _ := submatch(guid, s.Run("reg", machineGUID...))
	var hardware map[string]any
	answer := s.Run("powershell", "-NoProfile", "-NonInteractive", "-Command", hardwareQuestion)
	if json.Unmarshal([]byte(answer), &hardware) != nil {
		hardware = nil
	}
	findings := listed(
		found("machine-id", "MachineGuid", registered),
		found("board", "product UUID", textIn(hardware, "productUuid")),
		found("board", "board serial", textIn(hardware, "boardSerial")),
		found("board", "BIOS serial", textIn(hardware, "biosSerial")),
		found("disk", "system disk", textIn(hardware, "diskSerial")),
		adapters(objectsIn(hardware["adapters"])),
	)
	return Machine{Nature: natureNamed(textIn(hardware, "manufacturer") + " " + textIn(hardware, "model")), Findings: findings}
}

func textIn(object map[string]any, name string) string {
	text, _ := object[name].(string)
	return text
}

// Adapters on USB and Bluetooth leave with the dock; those under ROOT and SWD are made of software.
var notPartOfMachine = regexp.MustCompile(`(?i)^(?:USB|BTH|BTHENUM|ROOT|SWD)\\`)

func adapters(all []map[string]any) (findings []Finding) {
	for _, adapter := range all {
		id, known := adapter["PnPDeviceID"].(string)
		if !known || notPartOfMachine.MatchString(id) {
			continue
		}
		name := textIn(adapter, "Name")
		if name == "" {
			name = "adapter"
		}
		findings = append(findings, found("mac", name, textIn(adapter, "PermanentAddress"))...)
	}
	return lowestFirst(findings)
}
