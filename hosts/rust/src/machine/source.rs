//! Where a machine's identifiers are read: files under a root, and a few commands of the system. Both are arguments of everything in this folder, so that
//! a recorded machine is read by the same code as this one.
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// Kernel files are short; what is longer is not what we are looking for.
const LONGEST_FILE_BYTES: u64 = 65_536;
const LONGEST_OUTPUT_BYTES: u64 = 1_048_576;
const PATIENCE_STEPS: u32 = 2_000;
const STEP: Duration = Duration::from_millis(10);

/// Files and commands of a machine.
pub trait MachineSource {
    /// `linux`, `macos` or `windows`.
    fn platform(&self) -> String;
    /// The text of a file; `None` when it is absent or may not be read, which is the same to us: nothing here needs root.
    fn read(&self, path: &str) -> Option<String>;
    /// The names in a folder, sorted; none when there is no such folder.
    fn list(&self, folder: &str) -> Vec<String>;
    /// The path with every link followed; `None` when it leads nowhere.
    fn resolve(&self, path: &str) -> Option<String>;
    /// What a command prints; `None` when it is absent, fails, or takes too long.
    fn run(&self, command: &str, arguments: &[&str]) -> Option<String>;
    /// Where this program reaches a path of that machine.
    fn at(&self, path: &str) -> PathBuf {
        path.into()
    }
}

/// The machine on which this program runs.
pub struct ThisMachine;

impl ThisMachine {
    /// The text of a file below a folder; for sources of recorded machines.
    pub fn read_below(root: &str, path: &str) -> Option<String> {
        let mut options = File::options();
        options.read(true);
        // A named pipe in the place of a file must not make us wait for a writer.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, rustix::fs::OFlags::NONBLOCK.bits() as i32);
        let mut bytes = Vec::new();
        let file = options.open(format!("{root}{path}")).ok()?;
        file.take(LONGEST_FILE_BYTES).read_to_end(&mut bytes).ok()?;
        Some(without_mark(&bytes))
    }

    /// The names in a folder below a folder.
    pub fn list_below(root: &str, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(format!("{root}{folder}"));
        let mut names: Vec<String> = entries.into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// A path below a folder with every link followed, without that folder.
    pub fn resolve_below(root: &str, path: &str) -> Option<String> {
        let inside = fs::canonicalize(format!("{root}{path}")).ok()?;
        let root = fs::canonicalize(if root.is_empty() { "/" } else { root }).ok()?;
        Some(format!("/{}", inside.strip_prefix(root).ok()?.to_str()?))
    }
}

impl MachineSource for ThisMachine {
    fn platform(&self) -> String {
        std::env::consts::OS.into()
    }

    fn read(&self, path: &str) -> Option<String> {
        ThisMachine::read_below("", path)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        ThisMachine::list_below("", folder)
    }

    fn resolve(&self, path: &str) -> Option<String> {
        ThisMachine::resolve_below("", path)
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new(full_path(command));
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        // CREATE_NO_WINDOW: no console flashes up in front of an application.
        #[cfg(windows)]
        std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000);
        let mut child = command.spawn().ok()?;
        let output = child.stdout.take()?;
        let reader = thread::spawn(move || {
            let mut bytes = Vec::new();
            output.take(LONGEST_OUTPUT_BYTES).read_to_end(&mut bytes).map(|_| bytes)
        });
        for _ in 0..PATIENCE_STEPS {
            if let Some(status) = child.try_wait().ok()? {
                let bytes = reader.join().ok()?.ok()?;
                return status.success().then(|| without_mark(&bytes));
            }
            thread::sleep(STEP);
        }
        let _ = child.kill();
        let _ = child.wait();
        None
    }
}

/// Text in which whatever is no UTF-8 was replaced, without a byte order mark.
fn without_mark(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned()
}

/// Full paths, so that a program of the same name in somebody's PATH is never run.
fn full_path(command: &str) -> PathBuf {
    let windows = std::env::var("SystemRoot").unwrap_or_else(|_| "C:\\Windows".into());
    let system = Path::new(&windows).join("System32");
    match command {
        "reg" => system.join("reg.exe"),
        "powershell" => system.join("WindowsPowerShell").join("v1.0").join("powershell.exe"),
        _ => Path::new("/usr/sbin").join(command),
    }
}
