//! What the command needs to be told: the product and whom to trust. There is no default for either.
use super::options::Options;
use super::Stop;
use crate::store::{absolute, bytes_from_base64};
use serde_json::Value;
use std::{fs, io};

const NAME: &str = "latchkey.json";

pub(super) struct Config {
    pub product: String,
    pub public_keys: Vec<[u8; 32]>,
}

/// Options win over the file, each for itself.
pub(super) fn read_config(options: &Options) -> Result<Config, Stop> {
    let path = options.config.clone().unwrap_or_else(|| absolute(NAME));
    let shown = path.display();
    let file = read_file(options)?;
    let product = match &file["product"] {
        Value::Null => None,
        Value::String(product) => Some(product.clone()),
        _ => return Err(Stop::usage(format!("\"product\" in {shown} is not a text."))),
    };
    let no_list = || Stop::usage(format!("\"publicKeys\" in {shown} is not a list of texts."));
    let mut keys = options.keys.clone();
    if !file["publicKeys"].is_null() {
        let listed = file["publicKeys"].as_array().ok_or_else(no_list)?;
        let listed: Vec<String> = listed.iter().map(|key| key.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or_else(no_list)?;
        keys = if keys.is_empty() { listed } else { keys };
    }
    let product = options.product.clone().or(product).filter(|product| !product.is_empty());
    let product = product.ok_or_else(|| Stop::usage(format!("No product. Pass --product ID, or write \"product\" into {NAME}.")))?;
    if keys.is_empty() {
        return Err(Stop::usage(format!(
            "No public key. Pass --key KEY, or write \"publicKeys\": [\"…\"] into {NAME}. The vendor's portal shows the key; it ships with the application."
        )));
    }
    Ok(Config { product, public_keys: keys.iter().map(|key| read_key(key)).collect::<Result<_, _>>()? })
}

/// A file that was named must be there; the one that is looked for need not.
fn read_file(options: &Options) -> Result<Value, Stop> {
    let path = options.config.clone().unwrap_or_else(|| absolute(NAME));
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            let absent = error.kind() == io::ErrorKind::NotFound;
            if absent && options.config.is_none() {
                return Ok(Value::Null);
            }
            let why = if absent { "there is no such file" } else { "check its permissions" };
            return Err(Stop::usage(format!("{} cannot be read: {why}.", path.display())));
        }
    };
    let config: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    if config.is_object() {
        return Ok(config);
    }
    Err(Stop::usage(format!("{} is not a JSON object like {{\"product\": \"…\", \"publicKeys\": [\"…\"]}}.", path.display())))
}

/// 32 bytes as hexadecimal digits, base64 or base64url. Whether they are a good key is judged by the module.
fn read_key(text: &str) -> Result<[u8; 32], Stop> {
    let trimmed = text.trim();
    let hex = || {
        let digits = Some(trimmed).filter(|text| text.len() == 64 && text.bytes().all(|symbol| symbol.is_ascii_hexdigit()))?;
        let bytes: Vec<u8> = (0..32).filter_map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).ok()).collect();
        bytes.try_into().ok()
    };
    hex()
        .or_else(|| bytes_from_base64(trimmed))
        .ok_or_else(|| Stop::usage("A public key is 64 hexadecimal digits, or 43 characters of base64. Copy it again."))
}
