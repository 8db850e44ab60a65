//! Which machine this is: the identifiers that it has, by the kinds of `docs/token.md`. Only where they stand is known here; which of them identify nothing is
//! known to the module. Nothing says where the machine is.
mod linux;
mod linux_nature;
mod macos;
mod source;
mod windows;

#[cfg(feature = "command")]
pub(crate) use linux::whole_disk;
pub use source::{MachineSource, ThisMachine};

/// One identifier. A kind may have several: the first that the module can use stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `machine-id`, `board`, `disk`, `mac` or `cpu`.
    pub kind: &'static str,
    /// As the system says it.
    pub value: String,
    /// Where it was found, for people.
    pub source: String,
}

/// What this system is. Copies of a container or of a virtual machine share identifiers, so people are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nature {
    /// `computer`, `virtual machine` or `container`.
    pub form: &'static str,
    /// Who provides it, as far as it says so: "VirtualBox", "Docker".
    pub provider: Option<String>,
}

/// A machine, as far as it can be told from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// What it is.
    pub nature: Nature,
    /// In the order of preference within each kind.
    pub findings: Vec<Finding>,
}

/// Reads the machine on which this runs. Root is not needed, and no network.
pub fn read_machine() -> Machine {
    read_machine_from(&ThisMachine)
}

/// The same from another source of files and commands.
pub fn read_machine_from(source: &dyn MachineSource) -> Machine {
    match source.platform().as_str() {
        "linux" | "android" => linux::read(source),
        "macos" | "darwin" => macos::read(source),
        "windows" | "win32" => windows::read(source),
        _ => Machine { nature: nature("computer", None), findings: Vec::new() },
    }
}

fn nature(form: &'static str, provider: Option<&str>) -> Nature {
    Nature { form, provider: provider.filter(|name| !name.is_empty()).map(str::to_owned) }
}

/// A virtual machine when somebody introduced himself as its provider, else a computer.
fn nature_by(provider: Option<&str>) -> Nature {
    nature(if provider.is_some() { "virtual machine" } else { "computer" }, provider)
}

/// A finding from a value as a file or a command gives it; none when there is nothing in it.
fn found(kind: &'static str, source: &str, text: Option<impl AsRef<str>>) -> Option<Finding> {
    // Device-tree files end in a zero byte, text files in a line break: both belong to the file, not to the value.
    let text = text?;
    let value = text.as_ref().trim_end_matches('\0').trim();
    (!value.is_empty()).then(|| Finding { kind, value: value.into(), source: source.into() })
}

/// MAC addresses, the lowest first: which interface the system happens to name first changes, the lowest address does not.
fn lowest_first(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.value.to_lowercase().replace(|symbol: char| !symbol.is_ascii_hexdigit(), ""));
    findings
}

/// What stands behind `word` where it stands alone in the text: with no letter, digit or underscore at either side.
fn behind_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let is_word = |symbol: char| symbol.is_ascii_alphanumeric() || symbol == '_';
    text.match_indices(word).find_map(|(at, _)| {
        let behind = &text[at + word.len()..];
        let alone = !text[..at].ends_with(is_word) && !behind.starts_with(is_word);
        alone.then_some(behind)
    })
}

/// The provider, and what its machines say: a word, whether it stands alone, and what must and must not stand behind it.
type Hypervisor = (&'static str, &'static str, bool, &'static str, &'static str);

/// Manufacturer and model by which virtual machines introduce themselves, on every system.
const HYPERVISORS: &[Hypervisor] = &[
    ("VirtualBox", "virtualbox", false, "", ""),
    ("VirtualBox", "innotek", false, "", ""),
    ("VMware", "vmware", false, "", ""),
    ("Parallels", "parallels", false, "", ""),
    ("Hyper-V", "microsoft corporation", false, "virtual machine", ""),
    ("Amazon EC2", "amazon ec2", false, "", "metal"),
    ("Google Compute Engine", "google compute engine", false, "", ""),
    ("DigitalOcean", "digitalocean", false, "", ""),
    ("Apple Virtualization", "apple", false, "virtual", ""),
    ("OpenStack", "openstack", false, "", ""),
    ("Xen", "xen", true, "", ""),
    ("Xen", "hvm domu", false, "", ""),
    ("bhyve", "bhyve", false, "", ""),
    ("QEMU", "qemu", false, "", ""),
    ("QEMU", "kvm", true, "", ""),
    ("QEMU", "bochs", false, "", ""),
    ("QEMU", "virtual machine", false, "", ""),
];

fn hypervisor_named(manufacturer_and_model: &str) -> Option<&'static str> {
    let text = manufacturer_and_model.to_lowercase();
    let introduces = |&&(_, word, alone, then, never): &&Hypervisor| {
        let behind = if alone { behind_word(&text, word) } else { text.split_once(word).map(|(_, behind)| behind) };
        behind.is_some_and(|behind| behind.contains(then) && (never.is_empty() || !behind.contains(never)))
    };
    HYPERVISORS.iter().find(introduces).map(|hypervisor| hypervisor.0)
}
