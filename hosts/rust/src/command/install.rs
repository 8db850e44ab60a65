//! `latchkey install`: from a paste, a file, or a folder in which the code for this machine is found.
use super::options::Options;
use super::{codefile, drives, members, print, print_json, words, Stop, DONE, REFUSED};
use crate::store::absolute;
use crate::{License, MachineSource, Verdict};
use serde_json::json;
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};

pub(super) fn install(license: &mut License, options: &Options, source: &dyn MachineSource) -> Result<u8, Stop> {
    let folders = if options.stick { Some(folders_of_sticks(source)?) } else { options.from.clone().map(|folder| vec![folder]) };
    let text = match folders {
        None => read_code(options.operand.as_deref())?,
        Some(folders) => match find_code(license, &folders)? {
            Some(text) => text,
            None => return Ok(REFUSED),
        },
    };
    if text.trim().is_empty() {
        return Err(Stop::trouble("No code was given; paste it, or name its file."));
    }
    let installation = license.install(&text)?;
    if options.json {
        let mut answer = json!({ "installed": installation.installed });
        members::merge(&mut answer, members::verdict(&installation.verdict, false));
        print_json(&answer);
    } else {
        print(if installation.installed { "Installed." } else { "Not installed; nothing has changed." });
        print(&words::verdict(&installation.verdict).join("\n"));
    }
    Ok(if installation.installed { DONE } else { REFUSED })
}

fn read_code(operand: Option<&str>) -> Result<String, Stop> {
    match operand {
        Some(path) if path != "-" => codefile::read(&absolute(path)),
        None if io::stdin().is_terminal() => {
            print("Paste the activation code, then an empty line:");
            Ok(read_paste())
        }
        _ => {
            let mut bytes = Vec::new();
            let _ = io::stdin().read_to_end(&mut bytes);
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
    }
}

/// Lines until an empty one or the end of a code's block.
fn read_paste() -> String {
    let mut text = String::new();
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        if line.trim().is_empty() {
            if text.is_empty() {
                continue;
            }
            break;
        }
        text.push_str(&line);
        text.push('\n');
        if line.contains("-----END LATCHKEY") {
            break;
        }
    }
    text
}

fn folders_of_sticks(source: &dyn MachineSource) -> Result<Vec<PathBuf>, Stop> {
    let folders = drives::removable_drives(source);
    if folders.is_empty() {
        return Err(Stop::trouble("No removable drive is plugged in; or name a folder: install --from FOLDER"));
    }
    Ok(folders)
}

/// The code for this machine among the `.lic` files of folders: the answer to the pending request, else the latest that is accepted.
fn find_code(license: &mut License, folders: &[PathBuf]) -> Result<Option<String>, Stop> {
    let mut paths = Vec::new();
    for folder in folders {
        paths.extend(codefile::licenses_in(folder)?);
    }
    if paths.is_empty() {
        let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        return Err(Stop::trouble(format!("There is no .lic file in {}; save it there from the portal.", names.join(", "))));
    }
    let mut best: Option<((bool, i64), String)> = None;
    let mut refused = Vec::new();
    for path in paths {
        match try_file(license, &path)? {
            Ok((rank, text)) if best.as_ref().is_none_or(|(other, _)| rank > *other) => best = Some((rank, text)),
            Ok(_) => {}
            Err(sentence) => refused.push(format!("  {}: {sentence}", path.display())),
        }
    }
    if best.is_none() {
        eprintln!("None of these codes is accepted on this machine:\n{}", refused.join("\n"));
    }
    Ok(best.map(|(_, text)| text))
}

/// What a file would be worth here, and its text; or why it is worth nothing.
#[allow(clippy::type_complexity)]
fn try_file(license: &mut License, path: &Path) -> Result<Result<((bool, i64), String), String>, Stop> {
    let text = match codefile::read(path) {
        Ok(text) => text,
        Err(stop) => return Ok(Err(stop.sentence)),
    };
    Ok(match license.preview(&text)? {
        Verdict::Accepted(accepted) => Ok(((accepted.signed_time, accepted.claims.issued_at), text)),
        Verdict::Refused(refused) => Err(refused.sentence),
    })
}
