//! The sealed store: two copies of one record and the key that seals them, in a folder of their owner. The files are those of every host.
//!
//! Every change is one transaction under a lock: read, change, write the first copy, write the second, read back. A copy is written beside its place, brought
//! to disk, and renamed over the old one, so at every instant there is at least one whole copy, old or new; the higher generation counts. What does not open
//! (changed, cut, of another product) is put aside, never deleted and never believed. If no copy opens, the store is empty and says so.
mod evidence;
mod folder;
mod keychain;
mod lock;
mod seal;

pub(crate) use evidence::{Evidence, PendingRequest};
pub(crate) use folder::{absolute, state_folder};
#[cfg(feature = "keychain")]
pub(crate) use keychain::is_key_in_keychain;
pub use keychain::Keychain;
#[cfg(feature = "keychain")]
pub use keychain::SystemKeychain;
pub(crate) use seal::random;
#[cfg(feature = "command")]
pub(crate) use {evidence::bytes_from_base64, folder::file_name, lock::host_name};

use crate::license::Fault;
use evidence::{decode, encode, Decoded};
use folder::Folder;
use lock::Lock;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const KEY: &str = "key";
const COPIES: [&str; 2] = ["license", "license.copy"];
const KEY_BYTES: usize = 32;
/// Stands in the file `key` when the key itself is in a keychain, so that no program takes the store for damaged.
const IN_KEYCHAIN: &[u8] = b"LKK1";

/// What has happened to the files since they were last written: nothing, one copy replaced the other, or nothing could be opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    None,
    Repaired,
    Lost,
}

pub(crate) struct Kept {
    pub evidence: Evidence,
    pub damage: Damage,
}

pub(crate) struct Store {
    folder: Folder,
    product: String,
    keychain: Option<Arc<dyn Keychain>>,
}

enum State {
    Absent,
    Unreadable,
    Newer,
    Good(Evidence, i64),
}

struct Copy {
    name: &'static str,
    bytes: Vec<u8>,
    state: State,
}

/// Why a transaction did not come to its end.
enum Trouble {
    Fault(Fault),
    /// Another process took the lock while this one slept.
    Displaced,
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Trouble::Fault(fault)
    }
}

impl Store {
    /// With a keychain a new store keeps its key there; one whose key lies in its folder is opened as before.
    pub fn new(folder: PathBuf, product: &str, keychain: Option<Arc<dyn Keychain>>) -> Self {
        Store { folder: Folder::new(folder), product: product.into(), keychain }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What is stored, without changing anything on disk.
    pub fn read(&self) -> Result<Kept, Fault> {
        kept_in(&self.copies()?)
    }

    /// Reads, lets `change` answer with a result and perhaps evidence to store, stores it, and reads it back. `change` may be called again, if another
    /// process was faster; only what it returned last has happened.
    pub fn update<T>(&self, mut change: impl FnMut(&Kept) -> Result<(T, Option<Evidence>), Fault>) -> Result<T, Fault> {
        for _ in 0..5 {
            match self.transaction(&mut change) {
                Ok(result) => return Ok(result),
                Err(Trouble::Displaced) => continue,
                Err(Trouble::Fault(fault)) => return Err(fault),
            }
        }
        Err(self.not_writable(&io::Error::other("displaced")))
    }

    fn transaction<T>(&self, change: &mut impl FnMut(&Kept) -> Result<(T, Option<Evidence>), Fault>) -> Result<T, Trouble> {
        let locked = self.folder.prepare().and_then(|()| Lock::acquire(&self.folder));
        let lock = locked.map_err(|error| self.not_writable(&error))?;
        let copies = self.copies()?;
        let kept = kept_in(&copies)?;
        let (result, changed) = change(&kept)?;
        if changed.is_some() || needs_repair(&copies) {
            self.write(&lock, &copies, &changed.unwrap_or(kept.evidence))?;
        }
        Ok(result)
    }

    fn copies(&self) -> Result<[Copy; 2], Fault> {
        let key = self.key()?;
        let read = |name| self.copy(name, key.as_ref());
        Ok([read(COPIES[0])?, read(COPIES[1])?])
    }

    /// The key that seals the copies, as far as there is one.
    fn key(&self) -> Result<Option<[u8; KEY_BYTES]>, Fault> {
        let present = self.folder.read(KEY).map_err(|error| self.not_readable(&error))?;
        if present.as_deref() != Some(IN_KEYCHAIN) {
            return Ok(present.and_then(|key| key.try_into().ok()));
        }
        let Some(keychain) = &self.keychain else {
            let sentence =
                "The key of the stored license is in the system's keychain, which this program does not open; use the program that stored it.";
            return Err(Fault::NotReadable(sentence.into()));
        };
        keychain.read_key(&self.account())
    }

    /// The name of this store in a keychain.
    fn account(&self) -> String {
        hex(&Sha256::digest(absolute(self.path()).as_os_str().as_encoded_bytes()))
    }

    fn copy(&self, name: &'static str, key: Option<&[u8; KEY_BYTES]>) -> Result<Copy, Fault> {
        let read = self.folder.read(name).map_err(|error| self.not_readable(&error))?;
        let Some(bytes) = read else {
            return Ok(Copy { name, bytes: Vec::new(), state: State::Absent });
        };
        let record = key.and_then(|key| seal::unseal(key, &self.product, &bytes));
        let state = match record.map(|record| decode(&record)) {
            Some(Decoded::Good(evidence, generation)) => State::Good(evidence, generation),
            Some(Decoded::Newer) => State::Newer,
            Some(Decoded::Unreadable) | None => State::Unreadable,
        };
        Ok(Copy { name, bytes, state })
    }

    fn write(&self, lock: &Lock, copies: &[Copy; 2], evidence: &Evidence) -> Result<(), Trouble> {
        let generation = newest(copies).map_or(0, |(_, generation)| generation) + 1;
        let record = encode(evidence, generation);
        self.clear_away(copies).map_err(|error| self.not_writable(&error))?;
        let key = self.key()?.map_or_else(|| self.new_key(), Ok)?;
        let sealed = seal::seal(&key, &self.product, &record).map_err(|error| self.not_writable(&error))?;
        for name in COPIES {
            if !lock.is_still_ours() {
                return Err(Trouble::Displaced);
            }
            self.place(name, &sealed).map_err(|error| self.not_writable(&error))?;
        }
        for name in COPIES {
            let stored = self.folder.read(name).map_err(|error| self.not_writable(&error))?;
            if stored.and_then(|sealed| seal::unseal(&key, &self.product, &sealed)).as_ref() != Some(&record) {
                return Err(self.not_writable(&io::Error::other("what was read back is not what was written")).into());
            }
        }
        Ok(())
    }

    /// Left-overs of writers that died, and copies that do not open.
    fn clear_away(&self, copies: &[Copy; 2]) -> io::Result<()> {
        for name in self.folder.list()?.iter().filter(|name| name.ends_with(".tmp")) {
            self.folder.remove(name)?;
        }
        let damaged = copies.iter().filter(|copy| matches!(copy.state, State::Unreadable));
        damaged.map(|copy| self.put_aside(copy.name, &copy.bytes)).collect()
    }

    /// The digest in the name: the same damage twice is kept once.
    fn put_aside(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.folder.rename(name, &format!("{name}.damaged-{}", short_digest(bytes)))
    }

    /// In the keychain where there is one, and known to be there before the file says so.
    fn new_key(&self) -> Result<[u8; KEY_BYTES], Fault> {
        let made = random().map_err(|error| self.not_writable(&error))?;
        if let Some(keychain) = &self.keychain {
            keychain.write_key(&self.account(), &made)?;
        }
        let place = || {
            if let Some(damaged) = self.folder.read(KEY)?.filter(|present| present != IN_KEYCHAIN) {
                self.put_aside(KEY, &damaged)?;
            }
            self.place(KEY, if self.keychain.is_some() { IN_KEYCHAIN } else { &made })
        };
        place().map_err(|error| self.not_writable(&error))?;
        Ok(made)
    }

    fn place(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let temporary = format!("{name}.{}.tmp", hex(&random::<16>()?));
        self.folder.create(&temporary, bytes)?;
        self.folder.rename(&temporary, name)
    }

    fn not_readable(&self, error: &io::Error) -> Fault {
        Fault::NotReadable(format!("The stored license in {} cannot be read: {}", self.path().display(), advice_for(error)))
    }

    fn not_writable(&self, error: &io::Error) -> Fault {
        Fault::NotWritable(format!("Nothing can be stored in {}: {}", self.path().display(), advice_for(error)))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first eight digits of the SHA-256, for names of files.
pub(crate) fn short_digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..4])
}

fn advice_for(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "it belongs to another user; run this as the user who made it, or choose another folder.",
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only; choose another folder.",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full; make room and try again.",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where the folder should be; move it away, or choose another folder."
        }
        _ => "the system says that it failed; try again, or choose another folder.",
    }
}

fn newest(copies: &[Copy; 2]) -> Option<(&Evidence, i64)> {
    let records = copies.iter().filter_map(|copy| match &copy.state {
        State::Good(evidence, generation) => Some((evidence, *generation)),
        _ => None,
    });
    // The first of two that are equal.
    records.rev().max_by_key(|(_, generation)| *generation)
}

fn kept_in(copies: &[Copy; 2]) -> Result<Kept, Fault> {
    if copies.iter().any(|copy| matches!(copy.state, State::Newer)) {
        let sentence = "The stored license was written by a newer version of this application; update this one.";
        return Err(Fault::Newer(sentence.into()));
    }
    let damaged = copies.iter().any(|copy| matches!(copy.state, State::Unreadable));
    let best = newest(copies).map(|(evidence, _)| evidence.clone());
    let damage = match (damaged, &best) {
        (false, _) => Damage::None,
        (true, Some(_)) => Damage::Repaired,
        (true, None) => Damage::Lost,
    };
    Ok(Kept { evidence: best.unwrap_or_default(), damage })
}

/// One copy is damaged, missing or older than the other. After a receipt was made, the older one still holds the secret.
fn needs_repair(copies: &[Copy; 2]) -> bool {
    let Some((_, best)) = newest(copies) else {
        return false;
    };
    copies.iter().any(|copy| !matches!(&copy.state, State::Good(_, generation) if *generation == best))
}
