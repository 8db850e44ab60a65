//! What the module answers, as types. Every rule, name and sentence comes out of the module (`docs/abi.md`); nothing is decided here.
/// What the program knows when it asks. Times are whole seconds since 1970.
#[derive(Debug, Clone, Default)]
pub struct Evidence<'a> {
    /// The product that is asking.
    pub product: &'a str,
    /// The clock, whatever it says.
    pub now_seconds: f64,
    /// Whole monotonic seconds since the stored witness was returned to this process; 0 after a start.
    pub running_seconds: f64,
    /// What the last check returned, as stored.
    pub witness: Option<[u8; 16]>,
    /// This machine's components.
    pub components: &'a [[u8; 16]],
    /// The machine's secret, from which its lock is derived.
    pub secret: Option<[u8; 16]>,
    /// The lock itself, for whoever holds a request instead of the machine. A secret wins over it.
    pub lock: Option<[u8; 16]>,
    /// The host name, for a web application.
    pub host: Option<&'a str>,
    /// The pending request, only when installing its answer.
    pub pending: Option<[u8; 16]>,
}

/// Where a text is wrong. Rows and groups count from 1; the offset counts bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Place {
    pub row: Option<u32>,
    pub group: Option<u32>,
    pub offset: Option<u32>,
}

/// Why something could not be read: a name for programs, a sentence for people, the place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Number of the reason (ABI).
    pub code: u32,
    /// In kebab case, for programs.
    pub name: String,
    /// What is the case and what to do.
    pub sentence: String,
    /// A finer cause as a number, 0 if none.
    pub detail: u32,
    /// Where.
    pub place: Place,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for Problem {}

/// A feature's value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FeatureValue {
    Granted,
    Integer(i64),
    Text(String),
}

/// What an accepted license says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Claims {
    pub license_id: String,
    pub product: String,
    pub token_id: [u8; 8],
    pub issued_at: i64,
    pub not_before: Option<i64>,
    /// Exclusive end of the license; `None`: perpetual.
    pub expires_at: Option<i64>,
    /// When an online client should refresh.
    pub refresh_at: Option<i64>,
    /// When a check-in is required.
    pub check_in_by: Option<i64>,
    pub renew_window_seconds: i64,
    pub epoch: Option<i64>,
    pub nonce: Option<[u8; 8]>,
    pub issuer: Option<String>,
    pub customer_id: Option<String>,
    pub plan: Option<String>,
    pub domains: Vec<String>,
    /// In the order of the code; [`Claims::feature`] finds one by its name.
    pub features: Vec<(String, FeatureValue)>,
}

impl Claims {
    /// A feature's value; `None` when the license does not have it.
    pub fn feature(&self, name: &str) -> Option<&FeatureValue> {
        self.features.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }
}

/// Which of the code's bindings this machine produces, and how many are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct MachineMatch {
    pub matched: Vec<bool>,
    pub needed: u32,
    pub bound: u32,
}

/// A license that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Accepted {
    /// `licensed` or `grace`.
    pub reason: String,
    pub code: u32,
    /// One sentence for the person.
    pub sentence: String,
    pub detail: u32,
    /// To be stored in place of the last one.
    pub witness: [u8; 16],
    pub claims: Claims,
    pub seconds_to_expiry: Option<i64>,
    pub days_to_expiry: Option<i64>,
    pub seconds_to_check_in: Option<i64>,
    pub days_to_check_in: Option<i64>,
    pub renew_soon: bool,
    /// `None`: the code is not bound to a machine.
    pub machine: Option<MachineMatch>,
    /// A receipt can free the seat.
    pub releasable: bool,
    /// Signed time was taken: delete `pending` in the transaction that stores code and witness.
    pub signed_time: bool,
}

/// A license that does not hold, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Refused {
    pub reason: String,
    pub code: u32,
    /// One sentence for the person: what is the case and what to do.
    pub sentence: String,
    pub detail: u32,
    /// To be stored in place of the last one.
    pub witness: [u8; 16],
    pub place: Place,
    /// From `wrong-product` on, so that support can help.
    pub license_id: Option<String>,
    /// The time that was missed, and the time that was compared with it.
    pub missed_seconds: Option<i64>,
    pub used_seconds: Option<i64>,
}

/// All or nothing: claims exist only when the license is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Verdict {
    Accepted(Box<Accepted>),
    Refused(Refused),
}

impl Verdict {
    /// The license, when it holds.
    pub fn accepted(&self) -> Option<&Accepted> {
        match self {
            Verdict::Accepted(accepted) => Some(accepted),
            Verdict::Refused(_) => None,
        }
    }

    /// One sentence for the person.
    pub fn sentence(&self) -> &str {
        match self {
            Verdict::Accepted(accepted) => &accepted.sentence,
            Verdict::Refused(refused) => &refused.sentence,
        }
    }

    /// To be stored in place of the last one.
    pub fn witness(&self) -> [u8; 16] {
        match self {
            Verdict::Accepted(accepted) => accepted.witness,
            Verdict::Refused(refused) => refused.witness,
        }
    }
}

/// An activation request, as read from its text. Nothing in it is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Request {
    pub nonce: [u8; 8],
    /// `None`: the machine has no secret and cannot make a receipt.
    pub lock: Option<[u8; 16]>,
    pub product: String,
    pub components: Vec<[u8; 16]>,
    pub label: String,
    pub license_key: Option<String>,
    /// Canonical spelling.
    pub code: String,
}

/// A deactivation receipt, as read from its text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Receipt {
    pub token_id: [u8; 8],
    /// The lock that the receipt's secret opens.
    pub lock: [u8; 16],
    pub code: String,
}

/// A code as one canonical line and as the file of rows that goes onto a stick.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Spelled {
    pub code: String,
    pub file: String,
}
