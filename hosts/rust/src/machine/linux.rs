//! Linux: everything is a file, in /etc, /sys, /proc and udev's own notes. No command is run and root is not needed; what only root may read (the DMI
//! serials) is simply absent for everybody else.
use super::{found, linux_nature, lowest_first, Finding, Machine, MachineSource};

pub(super) fn read(source: &dyn MachineSource) -> Machine {
    let mut findings = machine_id(source);
    findings.extend(board(source));
    findings.extend(system_disk(source));
    findings.extend(addresses(source));
    findings.extend(processor(source));
    Machine { nature: linux_nature::read(source), findings }
}

fn machine_id(source: &dyn MachineSource) -> Vec<Finding> {
    let paths = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
    paths.iter().filter_map(|path| found("machine-id", path, source.read(path))).collect()
}

fn board(source: &dyn MachineSource) -> Vec<Finding> {
    let names = ["product_uuid", "board_serial", "product_serial"];
    let read = |name: &&str| found("board", &format!("DMI {name}"), source.read(&format!("/sys/class/dmi/id/{name}")));
    names.iter().filter_map(read).collect()
}

/// A serial number of the processor itself, as ARM boards have it: a `Serial` line, or the device tree's.
fn processor(source: &dyn MachineSource) -> Vec<Finding> {
    let info = source.read("/proc/cpuinfo").unwrap_or_default();
    let serial = info.lines().find_map(|line| {
        let value = line.strip_prefix("Serial")?.trim_start().strip_prefix(':')?.trim_start();
        (!value.is_empty() && !value.contains(char::is_whitespace)).then_some(value)
    });
    let tree = source.read("/sys/firmware/devicetree/base/serial-number");
    found("cpu", "/proc/cpuinfo", serial).into_iter().chain(found("cpu", "device tree", tree)).collect()
}

// The disk with the root file system.

/// In a container the root is an overlay, which is on no disk: the host's disks can be seen there, but are not ours.
fn system_disk(source: &dyn MachineSource) -> Vec<Finding> {
    let Some(disk) = root_device(source).and_then(|device| whole_disk(source, device)) else {
        return Vec::new();
    };
    let name = last_part(&disk);
    let device = source.read(&format!("{disk}/dev")).unwrap_or_default();
    let udev = source.read(&format!("/run/udev/data/b{}", device.trim())).unwrap_or_default();
    [
        found("disk", name, source.read(&format!("{disk}/device/serial"))), // NVMe, MMC
        found("disk", name, source.read(&format!("{disk}/serial"))),        // virtio
        found("disk", &format!("{name} (udev)"), line_behind(&udev, "E:ID_SERIAL_SHORT=")), // SATA, SCSI, USB
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn line_behind<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(beginning))
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The block device of `/` in sysfs. Of several mounts over one another the last one counts.
fn root_device(source: &dyn MachineSource) -> Option<String> {
    // proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, options, any optional fields, "-", type, source, …
    let mounts = source.read("/proc/self/mountinfo")?;
    let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let root = fields.filter(|fields| fields.get(4) == Some(&"/")).last()?;
    let dash = root.iter().position(|field| *field == "-");
    let from = dash.and_then(|dash| root.get(dash + 2)).copied().unwrap_or_default();
    source.resolve(&format!("/sys/dev/block/{}", root[2])).or_else(|| named_device(source, from))
}

/// Btrfs and the like number their mounts themselves; they still name the device they are on.
fn named_device(source: &dyn MachineSource, path: &str) -> Option<String> {
    if !path.starts_with("/dev/") {
        return None;
    }
    let device = source.resolve(path).unwrap_or_else(|| path.into());
    source.resolve(&format!("/sys/class/block/{}", last_part(&device)))
}

/// From a partition to its disk, and through encryption, LVM and RAID to the first disk below.
pub(crate) fn whole_disk(source: &dyn MachineSource, device: String) -> Option<String> {
    let mut current = device;
    // Real stacks are three or four deep; the bound is for a tree of files that is none.
    for _ in 0..8 {
        let slaves = format!("{current}/slaves");
        if let Some(below) = source.list(&slaves).first() {
            current = source.resolve(&format!("{slaves}/{below}"))?;
        } else if source.read(&format!("{current}/partition")).is_some() {
            current = current.rsplit_once('/')?.0.into();
        } else {
            return Some(current);
        }
    }
    None
}

// Network interfaces.

fn addresses(source: &dyn MachineSource) -> Vec<Finding> {
    let names = source.list("/sys/class/net").into_iter().filter(|name| is_part_of_machine(source, name));
    lowest_first(names.filter_map(|name| found("mac", &name, permanent_address(source, &name))).collect())
}

/// Bridges, tunnels and containers' ends have no device; what hangs on USB or on an outside port leaves with the dock.
fn is_part_of_machine(source: &dyn MachineSource, name: &str) -> bool {
    let link = format!("/sys/class/net/{name}/device");
    let Some(device) = source.resolve(&link) else {
        return false;
    };
    let on_usb = device.match_indices("/usb").any(|(at, _)| device[at + 4..].starts_with(|symbol: char| symbol.is_ascii_digit()));
    // Documentation/ABI/testing/sysfs-devices-removable: ports that firmware marks as facing outside, such as Thunderbolt.
    !on_usb && source.read(&format!("{link}/removable")).is_none_or(|text| text.trim() != "removable")
}

/// An address that the hardware came with. Randomized Wi-Fi and bonded ports show another one, which is worth nothing here.
fn permanent_address(source: &dyn MachineSource, name: &str) -> Option<String> {
    let read = |file: &str| source.read(&format!("/sys/class/net/{name}/{file}"));
    if let Some(wireless) = read("phy80211/macaddress") {
        return Some(wireless);
    }
    // Documentation/ABI/testing/sysfs-class-net: 0 is a permanent address.
    if read("addr_assign_type").is_some_and(|text| text.trim() == "0") {
        return read("address");
    }
    // udev noted the address when the device appeared, before anybody changed it.
    let noted = source.read(&format!("/run/udev/data/n{}", read("ifindex").unwrap_or_default().trim()))?;
    address_in_name(line_behind(&noted, "E:ID_NET_NAME_MAC=")?)
}

/// The address behind two letters and an x.
fn address_in_name(name: &str) -> Option<String> {
    let digits = name.get(3..).filter(|_| name.len() == 15 && name.starts_with(|symbol: char| symbol.is_ascii_lowercase()))?;
    let plain = digits.bytes().all(|symbol| matches!(symbol, b'0'..=b'9' | b'a'..=b'f'));
    let second = name.as_bytes()[1].is_ascii_lowercase() && name.as_bytes()[2] == b'x';
    (plain && second).then(|| (0..6).map(|i| &digits[2 * i..2 * i + 2]).collect::<Vec<_>>().join(":"))
}
