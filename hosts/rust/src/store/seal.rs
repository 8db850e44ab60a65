//! The seal around the record: AES-256-GCM, so that any change of the file is noticed. The format is that of every host.
//!
//! What it is for: nobody edits a witness or a pending request by accident or with an editor, and a record does not open under another product. What it is
//! not: the key lies beside the record, so whoever may read both can open and seal them. That gains nothing: the license is the vendor's signature, bound
//! to this machine by the module.
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use std::io;

/// offset 0: magic, also authenticated · 4: nonce, 12 bytes · 16: ciphertext · last 16: tag
const MAGIC: &[u8] = b"LKS1";
const NONCE_BYTES: usize = 12;

pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

pub(super) fn seal(file_key: &[u8; 32], product: &str, record: &[u8]) -> io::Result<Vec<u8>> {
    // Random nonces: a store would have to be written 2^32 times under one key before a repetition becomes thinkable.
    let nonce: [u8; NONCE_BYTES] = random()?;
    let payload = Payload { msg: record, aad: MAGIC };
    let sealed = cipher(file_key, product).encrypt(&Nonce::from(nonce), payload).map_err(|_| io::Error::other("the cipher failed"))?;
    Ok([MAGIC, &nonce, &sealed].concat())
}

/// The record, or `None` when this key did not seal exactly these bytes.
pub(super) fn unseal(file_key: &[u8; 32], product: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.strip_prefix(MAGIC)?.split_first_chunk::<NONCE_BYTES>()?;
    cipher(file_key, product).decrypt(&Nonce::from(*nonce), Payload { msg: rest, aad: MAGIC }).ok()
}

fn cipher(file_key: &[u8; 32], product: &str) -> Aes256Gcm {
    let mut key = [0; 32];
    let purpose = ["latchkey/store/1\0", product].concat();
    Hkdf::<Sha256>::new(None, file_key).expand(purpose.as_bytes(), &mut key).expect("HKDF gives 32 bytes");
    Aes256Gcm::new(&key.into())
}
