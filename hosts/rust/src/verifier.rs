use crate::answer::{read_head, read_verdict};
use crate::module::Module;
use crate::record::{Reader, Writer};
use crate::verdict::*;
use crate::Error;

/// The verifier as it is part of this crate.
pub const MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/verifier.wasm"));

/// The same for an engine with SIMD.
#[cfg(feature = "wasmtime")]
const MODULE_SIMD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/verifier-simd.wasm"));

/// The module refuses anything longer than 16,384 bytes for its length, so one byte more is enough to hand on.
const MAX_TEXT_BYTES: usize = 16_385;
/// A key or signature of a wrong length stays of a wrong length, and fits.
const MAX_KEY_BYTES: usize = 128;

const SECRET: u32 = 1;
const LOCK: u32 = 2;
const PENDING: u32 = 4;
const HOST: u32 = 8;

/// Reads codes and decides what they mean. It has its own memory and its own trusted keys, and no other state.
///
/// One call at a time: every call takes `&mut self`, so threads that share a verifier put it into a `Mutex`, and the compiler says so.
pub struct Verifier {
    module: Module,
}

/// What a machine puts into its activation request.
#[derive(Debug, Clone, Default)]
pub struct RequestInput<'a> {
    /// 8 random bytes.
    pub nonce: [u8; 8],
    /// The product.
    pub product: &'a str,
    /// 1 to 8 components, all different.
    pub components: &'a [[u8; 16]],
    /// 16 random bytes that the machine keeps; without them no receipt can free the seat.
    pub secret: Option<[u8; 16]>,
    /// The stored witness.
    pub witness: Option<[u8; 16]>,
    /// A name for the machine, at most 64 bytes.
    pub label: &'a str,
    /// Then one scan is enough, and the picture of the request is a secret. Empty: none.
    pub license_key: &'a str,
}

/// A request as it was made, and what is to be stored with it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct MadeRequest {
    pub code: String,
    pub file: String,
    pub pending: [u8; 16],
}

/// What a machine's value gives.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Component {
    pub component: [u8; 16],
    /// The value as it was understood; bytes that need be no UTF-8.
    pub normalized: Vec<u8>,
}

/// Which of the codes a text is: R request, A activation code, D receipt, B bundle.
pub type DecodedLetter = char;

impl Verifier {
    /// Loads the verifier that is part of this crate. With the feature `wasmtime` and without a digest that is the module with SIMD, where the processor
    /// has it; both give the same verdicts.
    ///
    /// # Errors
    /// `wrong-module` when the module has another SHA-256 than the one demanded.
    pub fn packaged(sha256: Option<&str>) -> Result<Self, Error> {
        #[cfg(feature = "wasmtime")]
        if sha256.is_none() {
            let fast = Module::open(MODULE_SIMD, None).ok();
            if let Some(module) = fast.and_then(|mut module| module.arithmetic_works().then_some(module)) {
                return Ok(Verifier { module });
            }
        }
        Verifier::load(MODULE, sha256)
    }

    /// Loads `verifier.wasm` from its bytes.
    ///
    /// # Errors
    /// `wrong-module` when the SHA-256 demanded or the ABI does not fit.
    pub fn load(module: &[u8], sha256: Option<&str>) -> Result<Self, Error> {
        Ok(Verifier { module: Module::open(module, sha256)? })
    }

    /// Trusts a public key: 32 raw bytes (RFC 8032). At most 32 keys can be trusted.
    ///
    /// # Errors
    /// For a key that is none; it then counts as absent.
    pub fn trust(&mut self, public_key: &[u8]) -> Result<(), Error> {
        let record = written(|record| {
            record.raw(cut(public_key, MAX_KEY_BYTES));
        });
        made(self.ask("trust_key", &record, |_| Ok(()))?)
    }

    /// Why a public key cannot be trusted; `Ok` for a good one.
    pub fn check_key(&mut self, public_key: &[u8]) -> Result<Result<(), Problem>, Error> {
        let record = written(|record| {
            record.raw(cut(public_key, MAX_KEY_BYTES));
        });
        self.ask("check_key", &record, |_| Ok(()))
    }

    /// Decides what an activation code means, from the code and what the program knows.
    ///
    /// # Errors
    /// `bad-input` when the evidence is larger than the module's input area.
    pub fn check(&mut self, code: impl AsRef<[u8]>, evidence: &Evidence) -> Result<Verdict, Error> {
        let record = written(|record| write_evidence(record, code.as_ref(), evidence));
        let answer = self.module.call("check", &record)?;
        read_verdict(&mut Reader::new(&answer))
    }

    /// The component that a machine's value gives.
    pub fn component(&mut self, product: &str, kind: &str, value: impl AsRef<[u8]>) -> Result<Result<Component, Problem>, Error> {
        let record = written(|record| {
            record.text(product).text(kind).data(cut(value.as_ref(), MAX_TEXT_BYTES));
        });
        self.ask("component", &record, |answer| Ok(Component { component: answer.bytes()?, normalized: answer.data()?.to_vec() }))
    }

    /// Makes an activation request. Store `pending` with it, and show the same request until it is answered.
    ///
    /// # Errors
    /// `bad-input` when an argument is out of its limits.
    pub fn create_request(&mut self, input: &RequestInput) -> Result<MadeRequest, Error> {
        let record = written(|record| {
            record.bytes(Some(&input.nonce)).bytes(input.witness.as_ref());
            record.u32(if input.secret.is_some() { SECRET } else { 0 }).bytes(input.secret.as_ref());
            record.text(input.product).components(input.components).text(input.label).text(input.license_key);
        });
        let answered =
            self.ask("create_request", &record, |answer| Ok(MadeRequest { pending: answer.bytes()?, code: answer.text()?, file: answer.text()? }))?;
        made(answered)
    }

    /// Makes the receipt that frees the seat of an installed code. The code's signature must hold; its verdict does not matter.
    pub fn create_receipt(&mut self, code: impl AsRef<[u8]>, secret: &[u8; 16]) -> Result<Result<Spelled, Problem>, Error> {
        let record = written(|record| {
            record.bytes(Some(secret)).data(cut(code.as_ref(), MAX_TEXT_BYTES));
        });
        self.ask("create_receipt", &record, read_spelled)
    }

    /// Reads an activation request. Nothing in it is trusted.
    pub fn decode_request(&mut self, text: impl AsRef<[u8]>) -> Result<Result<Request, Problem>, Error> {
        self.ask("decode_request", &text_record(text.as_ref()), |answer| {
            let (nonce, lock): ([u8; 8], [u8; 16]) = (answer.bytes()?, answer.bytes()?);
            let product = answer.text()?;
            let components = answer.data()?.chunks_exact(16).filter_map(|bytes| bytes.try_into().ok()).collect();
            let (label, license_key, code) = (answer.text()?, answer.optional_text()?, answer.text()?);
            Ok(Request { nonce, lock: (lock != [0; 16]).then_some(lock), product, components, label, license_key, code })
        })
    }

    /// Reads a deactivation receipt.
    pub fn decode_receipt(&mut self, text: impl AsRef<[u8]>) -> Result<Result<Receipt, Problem>, Error> {
        self.ask("decode_receipt", &text_record(text.as_ref()), |answer| {
            Ok(Receipt { token_id: answer.bytes()?, lock: answer.bytes()?, code: answer.text()? })
        })
    }

    /// Reads a license key; the value is its canonical spelling.
    pub fn decode_license_key(&mut self, text: impl AsRef<[u8]>) -> Result<Result<String, Problem>, Error> {
        self.ask("decode_license_key", &text_record(text.as_ref()), |answer| answer.text())
    }

    /// Respells any of the four codes; only its text form and checks are judged.
    pub fn canonical(&mut self, text: impl AsRef<[u8]>) -> Result<Result<(DecodedLetter, Spelled), Problem>, Error> {
        self.ask("canonical", &text_record(text.as_ref()), |answer| {
            let letter = char::from_u32(answer.u32()?).unwrap_or('?');
            Ok((letter, read_spelled(answer)?))
        })
    }

    /// Whether a signature holds by the rule of `docs/decisions.md` ("strict plus"); false for whatever is wrong with it.
    ///
    /// # Errors
    /// `bad-input` when the message is larger than the module's input area.
    pub fn verify_signature(&mut self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<bool, Error> {
        let record = written(|record| {
            record.data(cut(public_key, MAX_KEY_BYTES)).data(message).data(cut(signature, MAX_KEY_BYTES));
        });
        Ok(self.ask("verify_signature", &record, |_| Ok(()))?.is_ok())
    }

    /// Name and sentence of a status; `None` for a number that the module does not know.
    pub fn describe(&mut self, status: u32, detail: u32) -> Result<Option<(String, String)>, Error> {
        let answer = self.module.call(
            "describe",
            &written(|record| {
                record.u32(status).u32(detail);
            }),
        )?;
        let head = read_head(&mut Reader::new(&answer))?;
        Ok((head.code == status).then_some((head.name, head.sentence)))
    }

    /// What the call read, or its problem.
    fn ask<T>(&mut self, call: &str, record: &Writer, read: impl FnOnce(&mut Reader) -> Result<T, Error>) -> Result<Result<T, Problem>, Error> {
        let answer = self.module.call(call, record)?;
        let mut reader = Reader::new(&answer);
        let head = read_head(&mut reader)?;
        if head.code != 0 {
            return Ok(Err(head));
        }
        read(&mut reader).map(Ok)
    }
}

/// What was made; its problem is the programmer's.
fn made<T>(answered: Result<T, Problem>) -> Result<T, Error> {
    answered.map_err(|problem| Error { name: problem.name, sentence: problem.sentence })
}

fn written(write: impl FnOnce(&mut Writer)) -> Writer {
    let mut record = Writer::default();
    write(&mut record);
    record
}

fn text_record(text: &[u8]) -> Writer {
    written(|record| {
        record.data(cut(text, MAX_TEXT_BYTES));
    })
}

fn cut(bytes: &[u8], length: usize) -> &[u8] {
    &bytes[..bytes.len().min(length)]
}

fn read_spelled(answer: &mut Reader) -> Result<Spelled, Error> {
    Ok(Spelled { code: answer.text()?, file: answer.text()? })
}

fn write_evidence(record: &mut Writer, code: &[u8], evidence: &Evidence) {
    let lock = evidence.secret.or(evidence.lock);
    let mut flags = if evidence.secret.is_some() {
        SECRET
    } else if lock.is_some() {
        LOCK
    } else {
        0
    };
    flags |= if evidence.pending.is_some() { PENDING } else { 0 };
    flags |= if evidence.host.is_some() { HOST } else { 0 };
    record.f64(evidence.now_seconds).f64(evidence.running_seconds);
    record.bytes(evidence.witness.as_ref()).u32(flags).bytes(lock.as_ref()).bytes(evidence.pending.as_ref());
    record.text(evidence.product).text(evidence.host.unwrap_or_default());
    record.components(evidence.components).data(cut(code, MAX_TEXT_BYTES));
}
