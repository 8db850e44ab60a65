//! The removable drives that are plugged in, for whoever has the code on a stick and does not know where the system shows it.
use crate::machine::{whole_disk, MachineSource};
use std::path::PathBuf;

/// Where they are mounted, as this program reaches them.
pub(super) fn removable_drives(source: &dyn MachineSource) -> Vec<PathBuf> {
    let points = match source.platform().as_str() {
        "linux" | "android" => linux_mounts(source),
        "macos" | "darwin" => mac_volumes(source),
        "windows" | "win32" => windows_drives(source),
        _ => Vec::new(),
    };
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in points.iter().map(|point| source.at(point)) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// Mounts of a disk that says that it can be taken out, or that hangs on USB, as sticks of some makers do without saying so.
fn linux_mounts(source: &dyn MachineSource) -> Vec<String> {
    let mounts = source.read("/proc/self/mountinfo").unwrap_or_default();
    let point_of = |line: &str| {
        // proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, …
        let mut fields = line.split(' ').skip(2);
        let (device, point) = (fields.next()?, fields.nth(1).filter(|point| *point != "/")?);
        let disk = whole_disk(source, source.resolve(&format!("/sys/dev/block/{device}"))?)?;
        let is_removable = source.read(&format!("{disk}/removable")).is_some_and(|text| text.trim() == "1");
        (is_removable || is_on_usb(&disk)).then(|| unescaped(point))
    };
    mounts.lines().filter_map(point_of).collect()
}

fn is_on_usb(disk: &str) -> bool {
    disk.match_indices("/usb").any(|(at, found)| disk[at + found.len()..].starts_with(|symbol: char| symbol.is_ascii_digit()))
}

/// proc_pid_mountinfo(5): blanks and backslashes are written in octal.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => bytes.extend([&[byte], &part.as_bytes()[3..]].concat()),
            None => bytes.extend([b"\\", part.as_bytes()].concat()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Everything that is mounted for people stands in /Volumes; the system's own volume is a link there.
fn mac_volumes(source: &dyn MachineSource) -> Vec<String> {
    let paths = source.list("/Volumes").into_iter().map(|name| format!("/Volumes/{name}"));
    paths.filter(|path| source.resolve(path).as_ref() == Some(path)).collect()
}

const QUESTION: &str =
    "$ErrorActionPreference='SilentlyContinue';Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2'|ForEach-Object{$_.DeviceID}";

fn windows_drives(source: &dyn MachineSource) -> Vec<String> {
    let answer = source.run("powershell", &["-NoProfile", "-NonInteractive", "-Command", QUESTION]).unwrap_or_default();
    let is_letter = |line: &&str| line.len() == 2 && line.ends_with(':') && line.starts_with(|symbol: char| symbol.is_ascii_alphabetic());
    answer.lines().map(str::trim_end).filter(is_letter).map(|letter| format!("{letter}\\")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mount_points_are_read_as_the_kernel_writes_them() {
        assert_eq!(unescaped("/media/ada/FIELD\\040STICK"), "/media/ada/FIELD STICK");
        assert_eq!(unescaped("/mnt/a\\134b\\011"), "/mnt/a\\b\t");
        assert_eq!(unescaped("/mnt/Stück\\04"), "/mnt/Stück\\04");
    }

    #[test]
    fn a_usb_port_is_known_by_its_number() {
        assert!(is_on_usb("/sys/devices/pci0000:00/usb2/2-1/block/sdb"));
        assert!(!is_on_usb("/sys/devices/usbank/block/sdb"));
    }

    /// Two volumes and the system's own, which is a link.
    struct Mac;
    impl MachineSource for Mac {
        fn platform(&self) -> String {
            "macos".into()
        }
        fn read(&self, _: &str) -> Option<String> {
            None
        }
        fn list(&self, folder: &str) -> Vec<String> {
            assert_eq!(folder, "/Volumes");
            vec!["FIELD STICK".into(), "Macintosh HD".into()]
        }
        fn resolve(&self, path: &str) -> Option<String> {
            Some(if path.ends_with("HD") { "/".into() } else { path.into() })
        }
        fn run(&self, _: &str, _: &[&str]) -> Option<String> {
            None
        }
    }

    #[test]
    fn the_systems_own_volume_is_no_stick() {
        assert_eq!(removable_drives(&Mac), [PathBuf::from("/Volumes/FIELD STICK")]);
    }
}
