//! The command line of `latchkey`.
use super::Stop;
use crate::store::absolute;
use std::path::PathBuf;

#[derive(Debug, Default)]
pub(super) struct Options {
    pub command: Option<String>,
    pub operand: Option<String>,
    pub product: Option<String>,
    pub keys: Vec<String>,
    pub label: Option<String>,
    pub portal: Option<String>,
    pub config: Option<PathBuf>,
    pub store: Option<PathBuf>,
    pub to: Option<PathBuf>,
    pub from: Option<PathBuf>,
    pub stick: bool,
    pub keychain: bool,
    pub json: bool,
    pub help: bool,
    pub new: bool,
    pub yes: bool,
    pub taken: bool,
    pub show_values: bool,
    pub qr: Option<bool>,
}

const COMMANDS: [&str; 5] = ["request", "install", "status", "release", "components"];

pub(super) fn parse(arguments: &[String]) -> Result<Options, Stop> {
    let mut options = Options::default();
    let mut operands = Vec::new();
    let mut words = arguments.iter();
    let mut only_operands = false;
    while let Some(word) = words.next() {
        match word.as_str() {
            operand if only_operands || !operand.starts_with('-') || operand == "-" => operands.push(operand.to_owned()),
            "--" => only_operands = true,
            "-h" => options.help = true,
            option => {
                let (name, value) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value.to_owned())));
                set(&mut options, name, value, &mut words)?;
            }
        }
    }
    let mut operands = operands.into_iter();
    options.command = operands.next();
    options.operand = operands.next();
    demand_sense(&options, operands.next())?;
    Ok(options)
}

fn set<'a>(options: &mut Options, name: &str, value: Option<String>, words: &mut impl Iterator<Item = &'a String>) -> Result<(), Stop> {
    let flag = match name {
        "--json" => Some(&mut options.json),
        "--help" => Some(&mut options.help),
        "--new" => Some(&mut options.new),
        "--stick" => Some(&mut options.stick),
        "--keychain" if cfg!(feature = "keychain") => Some(&mut options.keychain),
        "--yes" => Some(&mut options.yes),
        "--taken" => Some(&mut options.taken),
        "--show-values" => Some(&mut options.show_values),
        _ => None,
    };
    if let Some(flag) = flag {
        *flag = true;
        return no_value(name, value);
    }
    if name == "--qr" || name == "--no-qr" {
        options.qr = Some(name == "--qr");
        return no_value(name, value);
    }
    if !["--product", "--key", "--label", "--portal", "--config", "--store", "--to", "--from"].contains(&name) {
        return Err(Stop::usage(format!("Unknown option '{name}'.")));
    }
    let next = || words.next().filter(|word| !word.starts_with('-')).cloned();
    let value = value.or_else(next).ok_or_else(|| Stop::usage(format!("Option '{name}' needs a value behind it.")))?;
    match name {
        "--product" => options.product = Some(value),
        "--key" => options.keys.push(value),
        "--label" => options.label = Some(value),
        "--portal" => options.portal = Some(value),
        "--config" => options.config = Some(absolute(&value)),
        "--store" => options.store = Some(absolute(&value)),
        "--to" => options.to = Some(absolute(&value)),
        _ => options.from = Some(absolute(&value)),
    }
    Ok(())
}

fn no_value(name: &str, value: Option<String>) -> Result<(), Stop> {
    if value.is_some() {
        return Err(Stop::usage(format!("Option '{name}' does not take a value.")));
    }
    Ok(())
}

fn demand_sense(options: &Options, too_much: Option<String>) -> Result<(), Stop> {
    let Some(command) = options.command.as_deref() else {
        return Ok(());
    };
    if !COMMANDS.contains(&command) {
        return Err(Stop::usage(format!("There is no command \"{command}\".")));
    }
    if options.help {
        return Ok(());
    }
    if let Some(stranger) = stranger(command, options) {
        return Err(Stop::usage(format!("\"{command}\" has no option --{stranger}.")));
    }
    if let Some(operand) = too_much.or_else(|| options.operand.clone().filter(|_| command != "install")) {
        return Err(Stop::usage(format!("\"{operand}\" is too much.")));
    }
    if [options.from.is_some(), options.stick, options.operand.is_some()].iter().filter(|given| **given).count() > 1 {
        return Err(Stop::usage("Either a file, or --from FOLDER, or --stick, and only one of them."));
    }
    if options.taken && (options.yes || options.to.is_some()) {
        return Err(Stop::usage("--taken stands alone: it says that the portal has the receipt."));
    }
    Ok(())
}

/// The first option that was given and that the command does not know.
fn stranger(command: &str, options: &Options) -> Option<&'static str> {
    let given: [(&str, bool, &[&str]); 10] = [
        ("to", options.to.is_some(), &["request", "release"]),
        ("label", options.label.is_some(), &["request"]),
        ("new", options.new, &["request"]),
        ("portal", options.portal.is_some(), &["request"]),
        ("stick", options.stick, &["install"]),
        ("qr", options.qr.is_some(), &["request", "release"]),
        ("from", options.from.is_some(), &["install"]),
        ("yes", options.yes, &["release"]),
        ("taken", options.taken, &["release"]),
        ("show-values", options.show_values, &["components"]),
    ];
    given.iter().find(|(_, given, commands)| *given && !commands.contains(&command)).map(|(name, ..)| *name)
}
