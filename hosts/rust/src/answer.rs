//! The head of every answer, and the verdict behind it, from records to types.
use crate::record::Reader;
use crate::verdict::*;
use crate::Error;

const NOWHERE: u32 = 0xffff_ffff;
const ACCEPTED: u32 = 1;
const RENEW_SOON: u32 = 2;
const RELEASABLE: u32 = 4;
const SIGNED_TIME: u32 = 8;

/// The seven members that every answer begins with.
pub(crate) fn read_head(record: &mut Reader) -> Result<Problem, Error> {
    let (code, detail) = (record.u32()?, record.u32()?);
    let (row, group, offset) = (record.u32()?, record.u32()?, record.u32()?);
    let place = Place { row: (row > 0).then_some(row), group: (group > 0).then_some(group), offset: (offset != NOWHERE).then_some(offset) };
    Ok(Problem { code, detail, place, name: record.text()?, sentence: record.text()? })
}

pub(crate) fn read_verdict(record: &mut Reader) -> Result<Verdict, Error> {
    let head = read_head(record)?;
    let flags = record.u32()?;
    let (matched, needed, bound) = (record.u32()?, record.u32()?, record.u32()?);
    let witness = record.bytes()?;
    let (missed_seconds, used_seconds) = (record.i64()?, record.i64()?);
    let (seconds_to_expiry, days_to_expiry) = (record.i64()?, record.i64()?);
    let (seconds_to_check_in, days_to_check_in) = (record.i64()?, record.i64()?);
    let license_id = record.optional_text()?;
    let Problem { code, name: reason, sentence, detail, place } = head;
    if flags & ACCEPTED == 0 {
        return Ok(Verdict::Refused(Refused { reason, code, sentence, detail, witness, place, license_id, missed_seconds, used_seconds }));
    }
    let machine = (bound > 0).then(|| MachineMatch { matched: (0..bound.min(32)).map(|i| matched >> i & 1 == 1).collect(), needed, bound });
    Ok(Verdict::Accepted(Box::new(Accepted {
        reason,
        code,
        sentence,
        detail,
        witness,
        claims: read_claims(record, license_id.unwrap_or_default())?,
        seconds_to_expiry,
        days_to_expiry,
        seconds_to_check_in,
        days_to_check_in,
        renew_soon: flags & RENEW_SOON != 0,
        machine,
        releasable: flags & RELEASABLE != 0,
        signed_time: flags & SIGNED_TIME != 0,
    })))
}

fn read_claims(record: &mut Reader, license_id: String) -> Result<Claims, Error> {
    Ok(Claims {
        license_id,
        issued_at: record.i64()?.unwrap_or(0),
        not_before: record.i64()?,
        expires_at: record.i64()?,
        refresh_at: record.i64()?,
        check_in_by: record.i64()?,
        renew_window_seconds: record.i64()?.unwrap_or(0),
        epoch: record.i64()?,
        token_id: record.bytes()?,
        nonce: record.data()?.try_into().ok(),
        issuer: record.optional_text()?,
        product: record.text()?,
        customer_id: record.optional_text()?,
        plan: record.optional_text()?,
        domains: (0..record.u32()?).map(|_| record.text()).collect::<Result<_, _>>()?,
        features: (0..record.u32()?).map(|_| read_feature(record)).collect::<Result<_, _>>()?,
    })
}

fn read_feature(record: &mut Reader) -> Result<(String, FeatureValue), Error> {
    let name = record.text()?;
    let kind = record.u32()?;
    let integer = record.i64()?.unwrap_or(0);
    let text = record.text()?;
    let value = match kind {
        0 => FeatureValue::Granted,
        1 => FeatureValue::Integer(integer),
        _ => FeatureValue::Text(text),
    };
    Ok((name, value))
}
