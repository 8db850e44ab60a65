//! Codes that travel as files: on a stick, in a download folder, out of a mail program.
use super::Stop;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The module reads 16 KiB; a file may have that in UTF-16, and words of people around it.
const LONGEST_FILE_BYTES: u64 = 65_536;
const MOST_FILES: usize = 200;

/// The text of a code file. UTF-16 with its mark, as Windows' editors write it, is text too.
pub(super) fn read(path: &Path) -> Result<String, Stop> {
    let shown = path.display();
    let metadata = fs::metadata(path).map_err(|error| trouble(path, &error))?;
    if metadata.is_dir() {
        return Err(Stop::trouble(format!("{shown} is a folder; to look for a code in it: install --from {shown}")));
    }
    if !metadata.is_file() {
        return Err(Stop::trouble(format!("{shown} is no file with a code.")));
    }
    if metadata.len() > LONGEST_FILE_BYTES {
        return Err(Stop::trouble(format!("{shown} is too large to be a code; choose the .lic file.")));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST_FILE_BYTES).read_to_end(&mut bytes));
    read.map_err(|error| trouble(path, &error))?;
    if bytes.is_empty() {
        return Err(Stop::trouble(format!("{shown} is empty; copy the file again.")));
    }
    Ok(text_of(&bytes))
}

fn text_of(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks(2).map(|pair| pair.try_into().map_or(0xfffd, unit)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        plain => String::from_utf8_lossy(plain).into_owned(),
    }
}

/// Writes a code as a file, whole or not at all, and on the stick when this returns.
pub(super) fn write(folder: &Path, name: &str, text: &str) -> Result<String, Stop> {
    let metadata = fs::metadata(folder).map_err(|error| trouble(folder, &error))?;
    if !metadata.is_dir() {
        return Err(Stop::trouble(format!("{} is no folder.", folder.display())));
    }
    let (path, temporary) = (folder.join(name), folder.join(format!("{name}.tmp")));
    let _ = fs::remove_file(&temporary);
    let written = File::create_new(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, &path)
    });
    written.map_err(|error| trouble(folder, &error))?;
    Ok(path.display().to_string())
}

/// The `.lic` files in a folder and in the folders in it. Links are not followed: a stick is not asked to lead us elsewhere.
pub(super) fn licenses_in(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let (mut files, folders) = entries_of(folder).map_err(|error| trouble(folder, &error))?;
    for below in folders.iter().take(MOST_FILES) {
        // A folder on the stick that may not be opened hides nothing that was meant for us.
        files.extend(entries_of(below).unwrap_or_default().0);
    }
    files.truncate(MOST_FILES);
    Ok(files)
}

/// License files and folders, each in their order.
fn entries_of(folder: &Path) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder)? {
        let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name().to_string_lossy().into_owned()))?;
        let kind = fs::symlink_metadata(&entry)?.file_type();
        // macOS leaves `._name.lic` beside every file on foreign sticks.
        if kind.is_file() && name.to_lowercase().ends_with(".lic") && !name.starts_with("._") {
            files.push(entry);
        } else if kind.is_dir() {
            folders.push(entry);
        }
    }
    files.sort();
    folders.sort();
    Ok((files, folders))
}

fn trouble(path: &Path, error: &io::Error) -> Stop {
    let what = match error.kind() {
        io::ErrorKind::NotFound => "is not there; is the stick plugged in, and the name right?",
        io::ErrorKind::NotADirectory => "is no folder.",
        io::ErrorKind::ReadOnlyFilesystem => "is read-only; use another stick, or unlock this one.",
        io::ErrorKind::PermissionDenied => "may not be used by this user; check its permissions.",
        io::ErrorKind::StorageFull => "is full; make room and try again.",
        _ => "cannot be used: the system says that it failed.",
    };
    Stop::trouble(format!("{} {what}", path.display()))
}
