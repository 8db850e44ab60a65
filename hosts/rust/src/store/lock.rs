//! One writer at a time, among processes and languages: a file that only one can create, as every host does it. A process that died with it is recognized; one
//! that sleeps with it loses it, notices before it writes, and begins again.
use super::folder::Folder;
use super::{hex, random};
use serde_json::{json, Value};
use std::io;
use std::thread;
use std::time::Duration;

const LOCK: &str = "lock";
/// A write is a few milliseconds long. Somebody who has not moved for this long is not coming back soon.
const STALE_STEPS: u32 = 500;
const STEP: Duration = Duration::from_millis(10);

pub(super) struct Lock<'a> {
    folder: &'a Folder,
    content: Vec<u8>,
}

impl<'a> Lock<'a> {
    pub fn acquire(folder: &'a Folder) -> io::Result<Self> {
        let id = hex(&random::<16>()?);
        let content = json!({ "pid": std::process::id(), "host": host_name(), "id": id }).to_string().into_bytes();
        let (mut observed, mut waited) = (Vec::new(), 0);
        loop {
            match folder.create(LOCK, &content) {
                Ok(()) => return Ok(Lock { folder, content }),
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                Err(_) => {}
            }
            let holder = folder.read(LOCK)?.unwrap_or_default();
            if holder != observed {
                (observed, waited) = (holder, 0);
            } else if is_dead(&holder) || waited >= STALE_STEPS {
                put_aside(folder, &holder)?;
            }
            thread::sleep(STEP);
            waited += 1;
        }
    }

    /// False when somebody thought that this process was dead and took it.
    pub fn is_still_ours(&self) -> bool {
        matches!(self.folder.read(LOCK), Ok(Some(holder)) if holder == self.content)
    }
}

/// A lock that cannot be removed is recognized as dead by whoever comes next.
impl Drop for Lock<'_> {
    fn drop(&mut self) {
        if self.is_still_ours() {
            let _ = self.folder.remove(LOCK);
        }
    }
}

/// By renaming, which only one of several can do; and if the lock changed hands in that instant, its new holder notices and begins again.
fn put_aside(folder: &Folder, holder: &[u8]) -> io::Result<()> {
    if folder.read(LOCK)?.unwrap_or_default() != holder {
        return Ok(());
    }
    let aside = format!("{LOCK}.{}.tmp", hex(&random::<16>()?));
    match folder.rename(LOCK, &aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Err(_) => Ok(()),
        Ok(()) => folder.remove(&aside),
    }
}

/// Only where process numbers are the same world: a container that shares the folder has others.
fn is_dead(holder: &[u8]) -> bool {
    let record: Value = serde_json::from_slice(holder).unwrap_or(Value::Null);
    let same_host = record["host"].as_str() == Some(host_name().as_str());
    same_host && record["pid"].as_i64().is_some_and(|pid| !is_running(pid))
}

#[cfg(unix)]
fn is_running(pid: i64) -> bool {
    let pid = i32::try_from(pid).ok().filter(|pid| *pid > 0).and_then(rustix::process::Pid::from_raw);
    // Whoever may not be asked is running.
    pid.is_none_or(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

/// Without a way to ask, the lock's age decides.
#[cfg(not(unix))]
fn is_running(_: i64) -> bool {
    true
}

#[cfg(unix)]
pub(crate) fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
pub(crate) fn host_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}
