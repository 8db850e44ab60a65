//! The life of a license on a machine: request, install, check, give back. Nothing here knows what a license means: evidence goes to the module, its verdict goes to the
//! caller, and what it says to store is stored.
mod answers;
mod judge;

pub use answers::{Fault, Installation, Judged, JudgedState, LicenseOptions, Release, Standing, StandingRequest};

use crate::machine::{read_machine, Finding, Machine};
use crate::store::{random, state_folder, Evidence as Stored, Kept, PendingRequest, Store};
use crate::{RequestInput, Spelled, Verdict, Verifier};
use judge::Judge;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A license on this machine. Any number of processes may have the same one open: every change is one transaction under a lock.
pub struct License {
    verifier: Verifier,
    store: Store,
    machine: Machine,
    judged: Vec<Judged>,
    components: Vec<[u8; 16]>,
    product: String,
    now_seconds: fn() -> f64,
    /// The witness that the module returned to this process last, and since when it has been the same.
    returned: Option<([u8; 16], Instant)>,
}

impl License {
    /// Opens the license of a product on this machine.
    pub fn open(options: LicenseOptions) -> Result<Self, Fault> {
        if options.public_keys.is_empty() {
            return Err(Fault::WrongArgument("At least one public key is needed; there is no default.".into()));
        }
        let mut verifier = Verifier::packaged(None)?;
        for key in options.public_keys {
            verifier.trust(key)?;
        }
        let nowhere = || Fault::NotWritable("This user has no home folder; choose a folder for the license.".into());
        let folder = options.folder.or_else(|| state_folder(options.product)).ok_or_else(nowhere)?;
        let machine = options.machine.unwrap_or_else(read_machine);
        let judged = judge_findings(&mut verifier, options.product, &machine.findings)?;
        let component = |judged: &Judged| if let JudgedState::Used(bytes) = judged.state { Some(bytes) } else { None };
        Ok(License {
            components: judged.iter().filter_map(component).collect(),
            verifier,
            store: Store::new(folder, options.product, options.keychain),
            machine,
            judged,
            product: options.product.into(),
            now_seconds: options.now_seconds.unwrap_or(system_clock),
            returned: None,
        })
    }

    /// The machine as it was read.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What the verifier makes of the machine's identifiers.
    pub fn components(&self) -> &[Judged] {
        &self.judged
    }

    /// Where the store lies.
    pub fn folder(&self) -> &Path {
        self.store.path()
    }

    /// The pending request: the same one until it is answered or, with `fresh`, thrown away.
    pub fn request(&mut self, label: &str, license_key: &str, fresh: bool) -> Result<StandingRequest, Fault> {
        if self.components.is_empty() {
            return Err(self.nothing_identifies());
        }
        let License { store, verifier, product, components, .. } = self;
        store.update(|Kept { evidence, .. }| {
            if let Some(request) = evidence.request.as_ref().filter(|_| !fresh) {
                return Ok((StandingRequest { spelled: request.spelled.clone(), is_new: false }, None));
            }
            // The secret stays the same for one life of a license, so that an answer under way to an older request is not spoiled.
            let secret = evidence.secret.map_or_else(randomly, Ok)?;
            let witness = evidence.witness;
            let input = RequestInput { nonce: randomly()?, product, components, secret: Some(secret), witness, label, license_key };
            let made = verifier.create_request(&input)?;
            let spelled = Spelled { code: made.code, file: made.file };
            let request = Some(PendingRequest { spelled: spelled.clone(), pending: made.pending });
            Ok((StandingRequest { spelled, is_new: true }, Some(Stored { secret: Some(secret), request, ..evidence.clone() })))
        })
    }

    /// Whether a request carries the license key, so that its picture is a secret and must be in no address.
    pub fn carries_license_key(&mut self, request: &Spelled) -> bool {
        !matches!(self.verifier.decode_request(&request.code), Ok(Ok(read)) if read.license_key.is_none())
    }

    /// Installs an activation code, in any spelling. It is stored, and read back, before this says that it is installed.
    pub fn install(&mut self, text: impl AsRef<[u8]>) -> Result<Installation, Fault> {
        let text = text.as_ref();
        let (store, mut judge) = self.judge();
        let installation = store.update(|Kept { evidence, .. }| {
            let pending = evidence.request.as_ref().map(|request| request.pending);
            let verdict = judge.verdict(text, evidence, pending)?;
            let mut kept = with_witness(evidence, &verdict);
            let Some(accepted) = verdict.accepted() else {
                return Ok((Installation { installed: false, verdict }, kept));
            };
            let code = judge.verifier.canonical(text)?.map_err(|problem| Fault::WrongArgument(problem.sentence))?.1.code;
            let stored = kept.get_or_insert_with(|| evidence.clone());
            stored.code = Some(code);
            if accepted.signed_time {
                stored.request = None;
            }
            Ok((Installation { installed: true, verdict }, kept))
        })?;
        self.remember(installation.verdict.witness());
        Ok(installation)
    }

    /// What this code would be worth here; nothing is stored.
    pub fn preview(&mut self, text: impl AsRef<[u8]>) -> Result<Verdict, Fault> {
        let (store, mut judge) = self.judge();
        let Kept { evidence, .. } = store.read()?;
        judge.verdict(text.as_ref(), &evidence, evidence.request.as_ref().map(|request| request.pending))
    }

    /// To be asked at every start, every hour, and at the end. It never fails for what is in the store or for what cannot be stored.
    pub fn check(&mut self) -> Standing {
        let (store, mut judge) = self.judge();
        let checked = store.update(|kept| {
            let standing = judge.standing(kept);
            let changed = standing.verdict.as_ref().ok().and_then(|verdict| with_witness(&kept.evidence, verdict));
            Ok((standing, changed))
        });
        match checked {
            Ok(standing) => {
                if let Ok(verdict) = &standing.verdict {
                    self.remember(verdict.witness());
                }
                standing
            }
            Err(fault) => self.check_without_storing(&fault),
        }
    }

    /// A store that cannot be written must not stop anybody who holds a valid code: the verdict stands, the witness is not renewed.
    fn check_without_storing(&mut self, fault: &Fault) -> Standing {
        let (store, mut judge) = self.judge();
        match store.read() {
            Ok(kept) => Standing { notice: Some(fault.to_string()), ..judge.standing(&kept) },
            Err(fault) => Standing { verdict: Err(("store-fault", fault.to_string())), request: None, receipt: None, notice: None },
        }
    }

    /// Gives the license back: code and secret are replaced by the receipt that frees the seat. Until it is taken, the same receipt again.
    pub fn release(&mut self) -> Result<Release, Fault> {
        let (store, mut judge) = self.judge();
        store.update(|Kept { evidence, .. }| {
            if let Some(receipt) = &evidence.receipt {
                return Ok((Release::Released(receipt.clone()), None));
            }
            let release = judge.receipt(evidence)?;
            let after = match &release {
                Release::Released(receipt) => Some(Stored { witness: evidence.witness, receipt: Some(receipt.clone()), ..Stored::default() }),
                Release::Refused { .. } => None,
            };
            Ok((release, after))
        })
    }

    /// Somebody has taken the receipt to the vendor; it need not be kept any more. False: there was none.
    pub fn receipt_taken(&mut self) -> Result<bool, Fault> {
        self.store.update(|Kept { evidence, .. }| {
            let without = evidence.receipt.as_ref().map(|_| Stored { receipt: None, ..evidence.clone() });
            Ok((without.is_some(), without))
        })
    }

    fn judge(&mut self) -> (&Store, Judge<'_>) {
        let License { verifier, store, components, product, now_seconds, returned, .. } = self;
        (store, Judge { verifier, components, product, now_seconds: *now_seconds, returned: *returned })
    }

    /// A witness that comes back unchanged was returned when it first came: fractions of a second are not lost by asking often.
    fn remember(&mut self, witness: [u8; 16]) {
        if self.returned.is_none_or(|(returned, _)| returned != witness) {
            self.returned = Some((witness, Instant::now()));
        }
    }

    fn nothing_identifies(&self) -> Fault {
        let what = "Nothing on this machine tells it from others";
        Fault::NothingIdentifies(if self.machine.nature.form == "container" {
            format!("{what}: containers of one image are alike. Start it with the host's id: -v /etc/machine-id:/etc/machine-id:ro")
        } else {
            format!("{what}; run `latchkey components` to see what was found and why it is not usable.")
        })
    }
}

/// From what was found to what a request carries: for each kind the first identifier that the module can use.
fn judge_findings(verifier: &mut Verifier, product: &str, findings: &[Finding]) -> Result<Vec<Judged>, Fault> {
    let mut judged: Vec<Judged> = Vec::new();
    for finding in findings {
        let is_used = |other: &Judged| matches!(other.state, JudgedState::Used(_)) && other.finding.kind == finding.kind;
        let state = match verifier.component(product, finding.kind, &finding.value)? {
            Err(problem) => JudgedState::Unusable(problem),
            Ok(_) if judged.iter().any(is_used) => JudgedState::Spare,
            Ok(component) => JudgedState::Used(component.component),
        };
        judged.push(Judged { finding: finding.clone(), state });
    }
    Ok(judged)
}

/// The witness comes back from every check; an unchanged one is nothing to store.
fn with_witness(evidence: &Stored, verdict: &Verdict) -> Option<Stored> {
    let changed = evidence.witness.unwrap_or_default() != verdict.witness();
    changed.then(|| Stored { witness: Some(verdict.witness()), ..evidence.clone() })
}

fn randomly<const N: usize>() -> Result<[u8; N], Fault> {
    random().map_err(|_| Fault::NotWritable("The system gives no random numbers.".into()))
}

/// The one place of this client that reads a clock, beside the monotonic one of `returned`.
fn system_clock() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs() as f64)
}
