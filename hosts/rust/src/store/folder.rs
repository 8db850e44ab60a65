//! Where the store lies, and the steps on the file system of which a write is made. Each step is one that can fail or be the last one before the power goes; the
//! store is built so that any of them may be.
use super::short_digest;
use std::env;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

/// A record has a few kilobytes; what is longer was not written by us.
const LONGEST_FILE_BYTES: u64 = 262_144;

/// One folder for each product; the digest keeps apart names that would look alike to a file system. `None` when nobody says where.
pub(crate) fn state_folder(product: &str) -> Option<PathBuf> {
    Some(state_root()?.join(format!("{}-{}", file_name(product), short_digest(product.as_bytes()))))
}

/// A path as it is meant from the current folder, without `.` and `..`, so that people read where a file really is.
pub(crate) fn absolute(path: impl AsRef<Path>) -> PathBuf {
    let whole = env::current_dir().unwrap_or_default().join(path);
    whole.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(path.pop()),
            part => path.push(Path::new(part.as_os_str())),
        }
        path
    })
}

/// A product's id as part of a file's name.
pub(crate) fn file_name(product: &str) -> String {
    let mut name = String::new();
    for symbol in product.chars() {
        let plain = symbol.is_ascii_alphanumeric() || symbol == '.' || symbol == '-';
        if plain {
            name.push(symbol);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name.truncate(32);
    name
}

fn state_root() -> Option<PathBuf> {
    let home = env::home_dir();
    if cfg!(windows) {
        let local = env::var_os("LOCALAPPDATA").map(PathBuf::from);
        return Some(local.or_else(|| Some(home?.join("AppData").join("Local")))?.join("Latchkey"));
    }
    if cfg!(target_os = "macos") {
        return Some(home?.join("Library").join("Application Support").join("Latchkey"));
    }
    // XDG Base Directory Specification: a relative path is invalid and ignored.
    let state = env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    Some(state.or_else(|| Some(home?.join(".local").join("state")))?.join("latchkey"))
}

pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub fn new(path: PathBuf) -> Self {
        Folder { path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the folder, for its owner only; one that others may enter is closed to them.
    pub fn prepare(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.path)?;
        close_to_others(&fs::metadata(&self.path)?, 0o700, |mode| fs::set_permissions(&self.path, mode));
        Ok(())
    }

    pub fn list(&self) -> io::Result<Vec<String>> {
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    /// The bytes of a plain file; `None` when there is none. A link, or what is no plain file, is empty: none of our files, and thus damage.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let path = self.path.join(name);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
            Ok(metadata) if !metadata.is_file() => return Ok(Some(Vec::new())),
            Ok(_) => {}
        }
        let mut options = File::options();
        options.read(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits() as i32);
        let file = options.open(&path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() || metadata.len() > LONGEST_FILE_BYTES {
            return Ok(Some(Vec::new()));
        }
        close_to_others(&metadata, 0o600, |mode| file.set_permissions(mode));
        let mut bytes = Vec::new();
        file.take(LONGEST_FILE_BYTES).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// A new file for its owner only, on disk before this returns. Fails when the name is taken.
    pub fn create(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(self.path.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Puts a file in the place of another in one step, and that is on disk when this returns.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut attempts = 0;
        while let Err(error) = fs::rename(self.path.join(from), self.path.join(to)) {
            attempts += 1;
            // On Windows a virus scanner may hold a new file for a moment; elsewhere the first try is the only one.
            if !cfg!(windows) || attempts == 10 {
                return Err(error);
            }
            std::thread::sleep(std::time::Duration::from_millis(20 * attempts));
        }
        // Windows cannot open a folder as a file; NTFS writes its journal itself.
        if cfg!(windows) {
            return Ok(());
        }
        File::open(&self.path)?.sync_all()
    }

    pub fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Where permissions cannot be changed, on a read-only disk or a stick without any, a customer's license is read all the same.
#[cfg(unix)]
fn close_to_others(metadata: &fs::Metadata, mode: u32, set: impl FnOnce(fs::Permissions) -> io::Result<()>) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let ours = metadata.uid() == rustix::process::getuid().as_raw();
    if metadata.permissions().mode() & 0o077 != 0 && ours {
        let _ = set(fs::Permissions::from_mode(mode));
    }
}

#[cfg(not(unix))]
fn close_to_others(_: &fs::Metadata, _: u32, _: impl FnOnce(fs::Permissions) -> io::Result<()>) {}
