//! The command `latchkey`, in its parts. The options, the JSON and the exit codes are those of every host.
mod codefile;
mod config;
mod drives;
mod help;
mod install;
#[doc(hidden)]
pub mod members;
mod options;
mod picture;
mod portal;
mod words;

use crate::store::{file_name, host_name, short_digest};
#[cfg(feature = "keychain")]
use crate::store::{is_key_in_keychain, state_folder};
use crate::{read_machine_from, Fault, JudgedState, Keychain, License, LicenseOptions, MachineSource, Release, Spelled};
use config::read_config;
use options::{parse, Options};
use picture::{link_to, picture_of, picture_of_link};
use portal::read_portal;
use serde_json::{json, Value};
use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

const DONE: u8 = 0;
const REFUSED: u8 = 1;
const USAGE: u8 = 2;
const MACHINE: u8 = 3;

/// What ends a command early: what to say, and the exit code.
pub(super) struct Stop {
    exit: u8,
    sentence: String,
}

impl Stop {
    fn usage(sentence: impl Into<String>) -> Self {
        Stop { exit: USAGE, sentence: sentence.into() }
    }

    /// A file or folder that was named cannot be used.
    fn trouble(sentence: impl Into<String>) -> Self {
        Stop { exit: MACHINE, sentence: sentence.into() }
    }
}

/// Mistakes of the person and troubles of the machine have an exit code.
impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        let exit = if matches!(fault, Fault::WrongArgument(_)) { USAGE } else { MACHINE };
        Stop { exit, sentence: fault.to_string() }
    }
}

/// Runs a command line on a machine: on [`crate::ThisMachine`], unless in a test.
pub fn run(arguments: &[String], machine: &dyn MachineSource) -> ExitCode {
    let exit = parse(arguments).and_then(|options| match options.command.clone() {
        Some(command) if !options.help => run_command(&command, &options, machine),
        command => {
            print(help::help_for(command.as_deref()).trim_end());
            Ok(if options.help { DONE } else { USAGE })
        }
    });
    ExitCode::from(exit.unwrap_or_else(|Stop { exit, sentence }| {
        eprintln!("latchkey: {sentence}");
        if exit == USAGE {
            eprintln!("Help: latchkey --help");
        }
        exit
    }))
}

fn run_command(command: &str, options: &Options, source: &dyn MachineSource) -> Result<u8, Stop> {
    let config = read_config(options)?;
    let mut license = License::open(LicenseOptions {
        product: &config.product,
        public_keys: &config.public_keys,
        folder: options.store.clone(),
        keychain: keychain(options, &config.product),
        machine: Some(read_machine_from(source)),
        now_seconds: None,
    })?;
    match command {
        "request" => request(&mut license, &config.product, options),
        "install" => install::install(&mut license, options, source),
        "status" => Ok(status(&mut license, options)),
        "release" => release(&mut license, &config.product, options),
        _ => Ok(components(&license, options)),
    }
}

/// For a new store that shall keep its key there, and for one that does.
#[cfg(feature = "keychain")]
fn keychain(options: &Options, product: &str) -> Option<Arc<dyn Keychain>> {
    let folder = options.store.clone().or_else(|| state_folder(product));
    let is_used = options.keychain || folder.is_some_and(|folder| is_key_in_keychain(&folder));
    is_used.then(|| -> Arc<dyn Keychain> { Arc::new(crate::SystemKeychain) })
}

#[cfg(not(feature = "keychain"))]
fn keychain(_: &Options, _: &str) -> Option<Arc<dyn Keychain>> {
    None
}

/// Whoever closed the pipe does not want to read on, which is no fault.
pub(super) fn print(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

pub(super) fn print_json(value: &Value) {
    print(&serde_json::to_string_pretty(value).unwrap_or_default());
}

const AFTER_REQUEST: &str = "What to do next:
  1. Open your vendor's portal on a phone or another computer, and scan the picture, paste the rows, or upload the file.
  2. Bring the activation code back and run: latchkey install";

const AFTER_LINK: &str = "What to do next:
  1. Scan the picture with a phone: it opens your vendor's portal with this request. Or paste the rows there, or upload the file.
  2. Bring the activation code back and run: latchkey install";

const AFTER_RELEASE: &str = "What to do next:
  1. Enter the receipt in your vendor's portal, under \"Give back\", or tell it to your vendor; that frees the seat.
  2. Then run: latchkey release --taken";

fn request(license: &mut License, product: &str, options: &Options) -> Result<u8, Stop> {
    let portal = options.portal.as_deref().map(read_portal).transpose()?;
    let label = options.label.clone().unwrap_or_else(label_from_host);
    let made = license.request(&label, "", options.new)?;
    let path = write_to(options, product, &made.spelled, "lkr")?;
    // A license key belongs into no address; such a request is shown as it is.
    let portal = portal.filter(|_| !license.carries_license_key(&made.spelled));
    let link = portal.map(|portal| link_to(&portal, &made.spelled));
    let Spelled { code, file } = &made.spelled;
    if options.json {
        let mut answer = json!({ "code": code, "file": file, "isNew": made.is_new });
        members::put(&mut answer, "path", path);
        members::put(&mut answer, "link", link);
        print_json(&answer);
        return Ok(DONE);
    }
    let terminal = io::stdout().is_terminal();
    print(if made.is_new { "The activation request of this machine:" } else { "The request that waits for its answer:" });
    print(&format!("\n{}\n", file.trim_end()));
    if options.qr.unwrap_or(terminal) {
        let picture = link.as_ref().map_or_else(|| picture_of(code, terminal), |link| picture_of_link(link, terminal));
        print(&format!("{picture}\n"));
    }
    if let Some(path) = path {
        print(&format!("Written to {path}\n"));
    }
    if let Some(nature) = words::nature(license.machine()) {
        print(&format!("{nature}\n"));
    }
    print(if link.is_some() { AFTER_LINK } else { AFTER_REQUEST });
    Ok(DONE)
}

/// A host name as a label: at most 64 bytes, no control characters.
fn label_from_host() -> String {
    host_name().chars().filter(char::is_ascii_graphic).take(64).collect()
}

/// A name that says which machine and which request, so that several share a stick.
fn write_to(options: &Options, product: &str, spelled: &Spelled, ending: &str) -> Result<Option<String>, Stop> {
    let Some(folder) = &options.to else {
        return Ok(None);
    };
    let name = format!("{}-{}.{ending}", file_name(product), short_digest(spelled.code.as_bytes()));
    codefile::write(folder, &name, &spelled.file).map(Some)
}

fn status(license: &mut License, options: &Options) -> u8 {
    let standing = license.check();
    if options.json {
        print_json(&members::standing(&standing, license.machine()));
    } else {
        print(&words::standing(&standing));
        if let Some(nature) = words::nature(license.machine()) {
            print(&nature);
        }
    }
    if standing.is_accepted() {
        DONE
    } else {
        REFUSED
    }
}

fn release(license: &mut License, product: &str, options: &Options) -> Result<u8, Stop> {
    if options.taken {
        return receipt_taken(license, options);
    }
    let waits = license.check().receipt.is_some();
    if !waits && !options.yes && !is_sure()? {
        print("Nothing has changed.");
        return Ok(REFUSED);
    }
    match license.release()? {
        Release::Released(receipt) => show_receipt(&receipt, product, options),
        Release::Refused { reason, sentence } => {
            if options.json {
                print_json(&json!({ "released": false, "reason": reason, "sentence": sentence }));
            } else {
                print(&format!("Not given back; nothing has changed.\n{sentence}"));
            }
            Ok(REFUSED)
        }
    }
}

fn is_sure() -> Result<bool, Stop> {
    if !io::stdin().is_terminal() {
        return Err(Stop::usage("Giving a license back cannot be undone here; say --yes."));
    }
    let _ = write!(io::stdout(), "The license stops working on this machine. Give it back? Type yes: ").and_then(|()| io::stdout().flush());
    let mut line = String::new();
    let _ = io::stdin().lock().read_line(&mut line);
    Ok(line.trim().eq_ignore_ascii_case("yes"))
}

fn show_receipt(receipt: &Spelled, product: &str, options: &Options) -> Result<u8, Stop> {
    let path = write_to(options, product, receipt, "lkd")?;
    if options.json {
        let mut answer = json!({ "released": true, "code": receipt.code, "file": receipt.file });
        members::put(&mut answer, "path", path);
        print_json(&answer);
        return Ok(DONE);
    }
    print(&format!("The license was given back. This is the receipt:\n\n{}\n", receipt.file.trim_end()));
    let terminal = io::stdout().is_terminal();
    if options.qr.unwrap_or(terminal) {
        print(&format!("{}\n", picture_of(&receipt.code, terminal)));
    }
    if let Some(path) = path {
        print(&format!("Written to {path}\n"));
    }
    print(AFTER_RELEASE);
    Ok(DONE)
}

fn receipt_taken(license: &mut License, options: &Options) -> Result<u8, Stop> {
    let taken = license.receipt_taken()?;
    if options.json {
        print_json(&json!({ "taken": taken }));
    } else {
        print(if taken { "The receipt is forgotten here." } else { "No receipt was waiting." });
    }
    Ok(if taken { DONE } else { REFUSED })
}

fn components(license: &License, options: &Options) -> u8 {
    let judged = license.components();
    let used = judged.iter().filter(|judged| matches!(judged.state, JudgedState::Used(_))).count();
    if options.json {
        print_json(&members::components(license, options.show_values));
    } else {
        print(&words::components(license, options.show_values));
    }
    if used > 0 {
        DONE
    } else {
        MACHINE
    }
}
