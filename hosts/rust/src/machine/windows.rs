//! Windows: the registry, and one question to CIM through the PowerShell that every Windows since 8 brings. No administrator is needed.
use super::{behind_word, found, hypervisor_named, lowest_first, nature_by, Finding, Machine, MachineSource};
use serde_json::Value;

/// `/reg:64`, because a 32-bit process would be shown another registry.
const MACHINE_GUID: [&str; 5] = ["query", r"HKLM\SOFTWARE\Microsoft\Cryptography", "/v", "MachineGuid", "/reg:64"];

/// Only single quotes, so that no layer of Windows' command lines has anything to interpret. The same question as in `hosts/node`.
const HARDWARE_QUESTION: &str = concat!(
    "$ErrorActionPreference='SilentlyContinue';",
    "[Console]::OutputEncoding=[Text.Encoding]::UTF8;",
    "$system=Get-CimInstance Win32_ComputerSystem;",
    "$volume='{Win32_LogicalDisk.DeviceID='''+$env:SystemDrive+'''}';",
    "$partition=Get-CimInstance -Query ('ASSOCIATORS OF '+$volume+' WHERE AssocClass=Win32_LogicalDiskToPartition')|Select-Object -First 1;",
    "$disk=Get-CimInstance Win32_DiskDrive -Filter ('Index='+$partition.DiskIndex);",
    "$adapters=@(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter -Filter 'ConnectorPresent=True'|",
    "Select-Object Name,PermanentAddress,PnPDeviceID);",
    "[pscustomobject]@{manufacturer=$system.Manufacturer;model=$system.Model;",
    "productUuid=(Get-CimInstance Win32_ComputerSystemProduct).UUID;",
    "boardSerial=(Get-CimInstance Win32_BaseBoard).SerialNumber;",
    "biosSerial=(Get-CimInstance Win32_BIOS).SerialNumber;",
    "diskSerial=$disk.SerialNumber;adapters=$adapters}|ConvertTo-Json -Compress -Depth 3"
);

pub(super) fn read(source: &dyn MachineSource) -> Machine {
    let registry = source.run("reg", &MACHINE_GUID).unwrap_or_default();
    let answer = source.run("powershell", &["-NoProfile", "-NonInteractive", "-Command", HARDWARE_QUESTION]).unwrap_or_default();
    let hardware: Value = serde_json::from_str(&answer).unwrap_or(Value::Null);
    let text = |name: &str| hardware[name].as_str();
    let names = format!("{} {}", text("manufacturer").unwrap_or_default(), text("model").unwrap_or_default());
    let single = [
        found("machine-id", "MachineGuid", guid_in(&registry)),
        found("board", "product UUID", text("productUuid")),
        found("board", "board serial", text("boardSerial")),
        found("board", "BIOS serial", text("biosSerial")),
        found("disk", "system disk", text("diskSerial")),
    ];
    let adapters = hardware["adapters"].as_array().map(|adapters| addresses(adapters)).unwrap_or_default();
    Machine { nature: nature_by(hypervisor_named(&names)), findings: single.into_iter().flatten().chain(adapters).collect() }
}

/// `MachineGuid    REG_SZ    …` as reg.exe prints it.
fn guid_in(registry: &str) -> Option<&str> {
    let mut words = behind_word(registry, "MachineGuid")?.split_whitespace();
    words.next().filter(|kind| *kind == "REG_SZ")?;
    words.next()
}

/// Adapters on USB and Bluetooth leave with the dock; those under ROOT and SWD are made of software.
fn addresses(adapters: &[Value]) -> Vec<Finding> {
    const OTHERS: [&str; 5] = [r"USB\", r"BTH\", r"BTHENUM\", r"ROOT\", r"SWD\"];
    let is_part = |device: &str| !OTHERS.iter().any(|other| device.to_uppercase().starts_with(other));
    let built_in = adapters.iter().filter(|adapter| adapter["PnPDeviceID"].as_str().is_some_and(is_part));
    let address = |adapter: &Value| found("mac", adapter["Name"].as_str().unwrap_or("adapter"), adapter["PermanentAddress"].as_str());
    lowest_first(built_in.filter_map(address).collect())
}
