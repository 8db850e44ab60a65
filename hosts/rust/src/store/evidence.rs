//! What the store keeps: evidence, never a verdict. One record, in the JSON that every host reads.
use crate::Spelled;
use serde_json::{json, Map, Value};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The installed activation code, canonical.
    pub code: Option<String>,
    /// This machine's secret, until it is given away in a receipt.
    pub secret: Option<[u8; 16]>,
    /// What the module last said about time.
    pub witness: Option<[u8; 16]>,
    /// The one request that waits for its answer.
    pub request: Option<PendingRequest>,
    /// A finished receipt, until somebody says that it was taken.
    pub receipt: Option<Spelled>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PendingRequest {
    pub spelled: Spelled,
    /// For the module, when the answer comes.
    pub pending: [u8; 16],
}

/// The version of the record. A newer program's record is left alone.
const VERSION: i64 = 1;

/// `generation` counts the writes, so that of two copies the newer one is known.
pub(super) fn encode(evidence: &Evidence, generation: i64) -> Vec<u8> {
    let mut record = Map::new();
    let mut put = |name: &str, value: Option<Value>| value.map(|value| record.insert(name.into(), value));
    put("version", Some(json!(VERSION)));
    put("generation", Some(json!(generation)));
    put("code", evidence.code.as_ref().map(|code| json!(code)));
    put("secret", evidence.secret.map(|bytes| json!(to_base64url(&bytes))));
    put("witness", evidence.witness.map(|bytes| json!(to_base64url(&bytes))));
    put(
        "request",
        evidence
            .request
            .as_ref()
            .map(|PendingRequest { spelled, pending }| json!({ "code": spelled.code, "file": spelled.file, "pending": to_base64url(pending) })),
    );
    put("receipt", evidence.receipt.as_ref().map(|receipt| json!({ "code": receipt.code, "file": receipt.file })));
    Value::Object(record).to_string().into_bytes()
}

pub(super) enum Decoded {
    Good(Evidence, i64),
    Newer,
    Unreadable,
}

pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let record: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
    let count = |name: &str| record[name].as_i64().filter(|count| *count >= 1);
    match (count("version"), count("generation")) {
        (Some(version), Some(_)) if version > VERSION => Decoded::Newer,
        (Some(_), Some(generation)) => members_of(&record).map_or(Decoded::Unreadable, |evidence| Decoded::Good(evidence, generation)),
        _ => Decoded::Unreadable,
    }
}

/// An absent member is well; one of another shape is not.
fn members_of(record: &Value) -> Option<Evidence> {
    let mut evidence = Evidence::default();
    if let Some(code) = record.get("code") {
        evidence.code = Some(code.as_str()?.into());
    }
    if let Some(secret) = record.get("secret") {
        evidence.secret = Some(from_base64url(secret)?);
    }
    if let Some(witness) = record.get("witness") {
        evidence.witness = Some(from_base64url(witness)?);
    }
    if let Some(request) = record.get("request") {
        evidence.request = Some(PendingRequest { spelled: spelled_in(request)?, pending: from_base64url(request.get("pending")?)? });
    }
    if let Some(receipt) = record.get("receipt") {
        evidence.receipt = Some(spelled_in(receipt)?);
    }
    Some(evidence)
}

fn spelled_in(record: &Value) -> Option<Spelled> {
    Some(Spelled { code: record.get("code")?.as_str()?.into(), file: record.get("file")?.as_str()?.into() })
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn to_base64url(bytes: &[u8]) -> String {
    let symbol = |chunk: &[u8], i: usize| {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        char::from(DIGITS[(bits >> (18 - 6 * i) & 63) as usize])
    };
    bytes.chunks(3).flat_map(|chunk| (0..=chunk.len()).map(move |i| symbol(chunk, i))).collect()
}

fn from_base64url<const N: usize>(text: &Value) -> Option<[u8; N]> {
    bytes_from_base64(text.as_str()?)
}

/// Exactly N bytes from base64 or base64url, with or without padding.
pub(crate) fn bytes_from_base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (mut bits, mut count, mut bytes) = (0u32, 0, Vec::with_capacity(N));
    for symbol in text.trim_end_matches('=').bytes() {
        let plain = match symbol {
            b'+' => b'-',
            b'/' => b'_',
            other => other,
        };
        bits = bits << 6 | DIGITS.iter().position(|digit| *digit == plain)? as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes.try_into().ok().filter(|_| count < 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_their_text() {
        let bytes: [u8; 16] = std::array::from_fn(|i| (i * 37 + 251) as u8);
        assert_eq!(to_base64url(&bytes).len(), 22);
        assert_eq!(bytes_from_base64(&to_base64url(&bytes)), Some(bytes));
        assert_eq!(bytes_from_base64::<16>(&to_base64url(&bytes[..15])), None);
    }

    #[test]
    fn a_record_comes_back_as_it_was() {
        let spelled = Spelled { code: "LKR1-X".into(), file: "rows\n".into() };
        let request = Some(PendingRequest { spelled: spelled.clone(), pending: [7; 16] });
        let evidence = Evidence { code: None, secret: Some([1; 16]), witness: Some([2; 16]), request, receipt: Some(spelled) };
        let Decoded::Good(decoded, generation) = decode(&encode(&evidence, 3)) else {
            panic!("expected a good record");
        };
        assert_eq!((decoded, generation), (evidence, 3));
    }

    #[test]
    fn a_newer_record_is_not_touched_and_a_wrong_one_is_not_believed() {
        assert!(matches!(decode(br#"{"version":2,"generation":1}"#), Decoded::Newer));
        assert!(matches!(decode(br#"{"version":1,"generation":1,"secret":"short"}"#), Decoded::Unreadable));
        assert!(matches!(decode(b"{"), Decoded::Unreadable));
    }
}
