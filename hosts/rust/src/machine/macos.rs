//! macOS: four commands of the system, read-only, none of which needs root.
use super::{found, hypervisor_named, lowest_first, nature_by, Finding, Machine, MachineSource};
use serde_json::Value;

pub(super) fn read(source: &dyn MachineSource) -> Machine {
    let platform = source.run("ioreg", &["-rd1", "-c", "IOPlatformExpertDevice"]).unwrap_or_default();
    let volume = source.run("diskutil", &["info", "-plist", "/"]).unwrap_or_default();
    let disks = source.run("system_profiler", &["-json", "SPNVMeDataType", "SPSerialATADataType"]).unwrap_or_default();
    let ports = source.run("networksetup", &["-listallhardwareports"]).unwrap_or_default();
    let provider = hypervisor_named(&format!("{} {}", property(&platform, "manufacturer"), property(&platform, "model")));
    let single = [
        found("machine-id", "IOPlatformUUID", Some(property(&platform, "IOPlatformUUID"))),
        found("board", "IOPlatformSerialNumber", Some(property(&platform, "IOPlatformSerialNumber"))),
        system_disk(&volume, &disks),
    ];
    Machine { nature: nature_by(provider), findings: single.into_iter().flatten().chain(addresses(&ports)).collect() }
}

/// A property in ioreg's listing: `"name" = "value"`, or `"name" = <"value">` for one that is data. Empty when it is absent.
fn property<'a>(listing: &'a str, name: &str) -> &'a str {
    let beginning = format!("\"{name}\" = ");
    let value = |(at, _): (usize, &str)| {
        let rest = &listing[at + beginning.len()..];
        let quoted = rest.strip_prefix('<').unwrap_or(rest).strip_prefix('"')?;
        quoted.split_once('"').map(|(value, _)| value)
    };
    listing.match_indices(&beginning).find_map(value).unwrap_or_default()
}

/// The disk below the volume that is `/`: an APFS volume lies in a container, whose physical store is a partition of the disk.
fn system_disk(volume: &str, disks: &str) -> Option<Finding> {
    let name = disk_in(volume, "APFSPhysicalStore", true).or_else(|| disk_in(volume, "ParentWholeDisk", false))?;
    let report: Value = serde_json::from_str(disks).ok()?;
    // system_profiler: {"SPNVMeDataType": [{"_name": controller, "_items": [{"bsd_name", "device_serial", …}]}], …}
    let controllers = report.as_object()?.values().filter_map(Value::as_array).flatten();
    let mut drives = controllers.filter_map(|controller| controller.get("_items")?.as_array()).flatten();
    let drive = drives.find(|drive| drive["bsd_name"].as_str() == Some(name.as_str()))?;
    found("disk", &name, drive["device_serial"].as_str())
}

/// The disk's name (`disk3`, without the partition) in the text of a key in diskutil's list of properties.
fn disk_in(list: &str, key: &str, partition: bool) -> Option<String> {
    let element = format!("<key>{key}</key>");
    list.match_indices(&element).find_map(|(at, _)| {
        let text = list[at + element.len()..].trim_start().strip_prefix("<string>disk")?.split_once("</string>")?.0;
        let number = if partition { text.split_once('s').filter(|(_, part)| is_number(part))?.0 } else { text };
        is_number(number).then(|| format!("disk{number}"))
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|symbol| symbol.is_ascii_digit())
}

/// The ports that are soldered in: Wi-Fi, AirPort, Ethernet with or without a slot's number, 10 Gb Ethernet. Adapters on USB and Thunderbolt, phones and bridges
/// have other names.
fn is_built_in(port: &str) -> bool {
    let port = port.to_lowercase();
    let named = ["wi-fi", "airport", "10gb ethernet", "10 gb ethernet", "10gbit ethernet", "10 gbit ethernet"];
    let slot = port.strip_prefix("built-in ").unwrap_or(&port).strip_prefix("ethernet");
    named.contains(&port.as_str())
        || slot.is_some_and(|slot| {
            let number = slot.strip_prefix(' ').map(|slot| slot.strip_prefix("slot ").unwrap_or(slot));
            slot.is_empty() || number.is_some_and(is_number)
        })
}

/// networksetup: blocks of `Hardware Port:`, `Device:`, `Ethernet Address:` with the address that the hardware came with.
fn addresses(listing: &str) -> Vec<Finding> {
    let lines: Vec<&str> = listing.lines().collect();
    let block = |lines: &[&str]| {
        let port = labeled(lines[0], "Hardware Port: ")?;
        let device = labeled(lines[1], "Device: ").filter(|device| !device.contains(char::is_whitespace))?;
        let address = labeled(lines[2], "Ethernet Address: ")?;
        let whole = address.len() == 17 && address.bytes().all(|symbol| symbol == b':' || symbol.is_ascii_hexdigit());
        found("mac", device, Some(address)).filter(|_| whole && is_built_in(port))
    };
    lowest_first(lines.windows(3).filter_map(block).collect())
}

fn labeled<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let beginning = line.get(..label.len())?;
    beginning.eq_ignore_ascii_case(label).then(|| line[label.len()..].trim_end()).filter(|value| !value.is_empty())
}
