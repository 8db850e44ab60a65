//! What a Linux runs on: a container, a virtual machine, or a computer.
use super::{behind_word, hypervisor_named, nature, nature_by, MachineSource, Nature};

pub(super) fn read(source: &dyn MachineSource) -> Nature {
    match container_provider(source) {
        Some(provider) => nature("container", Some(&provider)),
        None => nature_by(hypervisor_provider(source)),
    }
}

/// The container's provider, empty when it does not say; `None` outside of containers.
fn container_provider(source: &dyn MachineSource) -> Option<String> {
    let noted = source.read("/run/systemd/container").unwrap_or_default();
    if !noted.trim().is_empty() {
        return Some(noted.trim().into());
    }
    if source.read("/run/.containerenv").is_some() {
        return Some("Podman".into());
    }
    let groups = source.read("/proc/1/cgroup").unwrap_or_default();
    let words = ["docker", "kubepods", "containerd", "lxc", "libpod"];
    // The one that stands first in the text.
    let first = words.iter().filter_map(|word| Some((behind_word(&groups, word)?.len() + word.len(), *word))).max();
    match (first, source.read("/.dockerenv")) {
        (Some((_, "kubepods")), _) => Some("Kubernetes".into()),
        (_, Some(_)) => Some("Docker".into()),
        (first, None) => first.map(|(_, word)| word.into()),
    }
}

/// The hypervisor's name, empty when it does not say; `None` on bare metal.
fn hypervisor_provider(source: &dyn MachineSource) -> Option<&'static str> {
    let release = source.read("/proc/sys/kernel/osrelease").unwrap_or_default();
    if release.to_lowercase().contains("microsoft") {
        return Some("WSL");
    }
    let read = |name: &str| source.read(&format!("/sys/class/dmi/id/{name}")).unwrap_or_default().trim().to_owned();
    let names = ["sys_vendor", "product_name", "bios_vendor"].map(read).join(" ");
    if let Some(named) = hypervisor_named(&names) {
        return Some(named);
    }
    if source.read("/sys/hypervisor/type").is_some_and(|text| text.trim() == "xen") {
        return Some("Xen");
    }
    let info = source.read("/proc/cpuinfo").unwrap_or_default();
    let hypervised = info.lines().any(|line| {
        let flags = line.strip_prefix("flags").and_then(|rest| rest.trim_start().strip_prefix(':'));
        flags.is_some_and(|flags| behind_word(flags, "hypervisor").is_some())
    });
    hypervised.then_some("")
}
