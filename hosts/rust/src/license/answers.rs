//! What a license is opened with, and what it answers.
use crate::machine::{Finding, Machine};
use crate::store::Keychain;
use crate::{Error, Problem, Spelled, Verdict};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// What this machine or its files, and not the license, made impossible. The text says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Fault {
    /// A key that is none, a product's id or a label out of its limits.
    WrongArgument(String),
    NotReadable(String),
    /// What is stored stays as it is.
    NotWritable(String),
    /// A newer version of the application wrote the store.
    Newer(String),
    /// This machine has nothing that tells it from others.
    NothingIdentifies(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Fault::*;
        let (WrongArgument(sentence) | NotReadable(sentence) | NotWritable(sentence) | Newer(sentence) | NothingIdentifies(sentence)) = self;
        formatter.write_str(sentence)
    }
}

impl std::error::Error for Fault {}

/// The program's mistakes about a key, a product or a label are judged by the module.
impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::WrongArgument(error.sentence)
    }
}

/// What a license is opened with. There is no default for product and keys.
#[derive(Debug, Clone, Default)]
pub struct LicenseOptions<'a> {
    /// The product's id, as the vendor's portal knows it.
    pub product: &'a str,
    /// The vendor's public keys.
    pub public_keys: &'a [[u8; 32]],
    /// Where the store lies; the user's own place for such things when absent.
    pub folder: Option<PathBuf>,
    /// A new store keeps its key there, and not in its folder. One whose key lies in its folder is opened as before.
    pub keychain: Option<Arc<dyn Keychain>>,
    /// Another machine than this one.
    pub machine: Option<Machine>,
    /// Another clock than the system's.
    pub now_seconds: Option<fn() -> f64>,
}

/// Which of the machine's identifiers are used, and which are refused and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Judged {
    pub finding: Finding,
    pub state: JudgedState,
}

/// What the verifier makes of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JudgedState {
    /// Its component.
    Used([u8; 16]),
    /// Good, but of a kind that has one already.
    Spare,
    /// With the module's reason.
    Unusable(Problem),
}

/// A request, and whether it was made just now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct StandingRequest {
    pub spelled: Spelled,
    pub is_new: bool,
}

/// Where the customer stands. Without a code there is no verdict, only what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Of the installed code; else a reason (`no-code`, `store-damaged`, `store-fault`) and a sentence.
    pub verdict: Result<Verdict, (&'static str, String)>,
    /// The request that waits for its answer.
    pub request: Option<Spelled>,
    /// The receipt that nobody has confirmed yet.
    pub receipt: Option<Spelled>,
    /// What happened to the store, where that needs to be known.
    pub notice: Option<String>,
}

impl Standing {
    /// Whether the license is valid: the one question that most applications have.
    pub fn is_accepted(&self) -> bool {
        matches!(&self.verdict, Ok(Verdict::Accepted(_)))
    }

    /// One sentence for the person.
    pub fn sentence(&self) -> &str {
        match &self.verdict {
            Ok(verdict) => verdict.sentence(),
            Err((_, sentence)) => sentence,
        }
    }
}

/// Whether a code was installed, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Installation {
    pub installed: bool,
    pub verdict: Verdict,
}

/// What became of giving the license back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Release {
    Released(Spelled),
    /// `no-code`, `no-secret`, `not-releasable` or `unreadable-code`, and a sentence.
    Refused {
        reason: &'static str,
        sentence: String,
    },
}
