//! Evidence goes to the module, its verdict comes back.
use super::{Fault, Release, Standing};
use crate::store::{Damage, Evidence as Stored, Kept};
use crate::{Evidence, Verdict, Verifier};
use std::time::Instant;

const NO_CODE: &str = "No activation code is installed on this machine; make a request and install its answer.";
const NO_SECRET: &str = "This code was not issued to a request of this machine, so no receipt can free its seat; ask the vendor to free it.";
const GIVEN_BACK: &str = "The license of this machine was given back; take the receipt to the vendor.";
const LOST: &str = "The stored license was changed or damaged and cannot be read; it is kept aside. Make a new request and install its answer.";
const REPAIRED: &str = "One of the two stored copies was changed or damaged; it was put aside and made anew from the other.";

/// What turns stored evidence into verdicts.
pub(super) struct Judge<'a> {
    pub verifier: &'a mut Verifier,
    pub components: &'a [[u8; 16]],
    pub product: &'a str,
    pub now_seconds: fn() -> f64,
    pub returned: Option<([u8; 16], Instant)>,
}

impl Judge<'_> {
    pub fn verdict(&mut self, text: &[u8], evidence: &Stored, pending: Option<[u8; 16]>) -> Result<Verdict, Fault> {
        let asked = Evidence {
            product: self.product,
            now_seconds: (self.now_seconds)(),
            running_seconds: self.running_seconds(evidence.witness),
            witness: evidence.witness,
            components: self.components,
            secret: evidence.secret,
            pending,
            ..Evidence::default()
        };
        Ok(self.verifier.check(text, &asked)?)
    }

    /// Zero after a start, and when another process has stored a witness since.
    fn running_seconds(&self, stored: Option<[u8; 16]>) -> f64 {
        let same = self.returned.filter(|(returned, _)| Some(*returned) == stored);
        same.map_or(0.0, |(_, at)| at.elapsed().as_secs() as f64)
    }

    pub fn standing(&mut self, Kept { evidence, damage }: &Kept) -> Standing {
        let judged = evidence.code.as_ref().map(|code| self.verdict(code.as_bytes(), evidence, None));
        let verdict = match judged {
            Some(judged) => judged.map_err(|fault| ("store-fault", fault.to_string())),
            None if *damage == Damage::Lost => Err(("store-damaged", LOST.into())),
            None => Err(("no-code", if evidence.receipt.is_some() { GIVEN_BACK } else { NO_CODE }.into())),
        };
        Standing {
            verdict,
            request: evidence.request.as_ref().map(|request| request.spelled.clone()),
            receipt: evidence.receipt.clone(),
            notice: (*damage == Damage::Repaired).then(|| REPAIRED.into()),
        }
    }

    pub fn receipt(&mut self, evidence: &Stored) -> Result<Release, Fault> {
        let refused = |reason, sentence: &str| Ok(Release::Refused { reason, sentence: sentence.into() });
        let Some(code) = &evidence.code else {
            return refused("no-code", NO_CODE);
        };
        let Some(secret) = &evidence.secret else {
            return refused("no-secret", NO_SECRET);
        };
        let verdict = self.verdict(code.as_bytes(), evidence, None)?;
        if verdict.accepted().is_some_and(|accepted| !accepted.releasable) {
            return refused("not-releasable", NO_SECRET);
        }
        match self.verifier.create_receipt(code, secret)? {
            Ok(receipt) => Ok(Release::Released(receipt)),
            Err(problem) => refused("unreadable-code", &problem.sentence),
        }
    }
}
