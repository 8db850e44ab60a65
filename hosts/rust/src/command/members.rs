//! Answers as JSON, in the members that every host has. Bytes are hexadecimal digits, and what is absent is not there.
use crate::store::hex;
use crate::{Accepted, Claims, FeatureValue, JudgedState, License, Machine, Place, Refused, Standing, Verdict};
use serde_json::{json, Map, Value};

/// Adds a member that has a value.
pub fn put(record: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let (Some(record), Some(value)) = (record.as_object_mut(), value) {
        record.insert(name.into(), value.into());
    }
}

/// Adds the members of another object.
pub fn merge(record: &mut Value, other: Value) {
    if let (Some(record), Value::Object(other)) = (record.as_object_mut(), other) {
        record.extend(other);
    }
}

/// Row, group and offset.
pub fn put_place(record: &mut Value, place: &Place) {
    put(record, "row", place.row);
    put(record, "group", place.group);
    put(record, "offset", place.offset);
}

/// A verdict; with the witness for the tests, which compare it as well.
pub fn verdict(verdict: &Verdict, with_witness: bool) -> Value {
    let mut record = match verdict {
        Verdict::Accepted(accepted) => accepted_in_json(accepted),
        Verdict::Refused(refused) => refused_in_json(refused),
    };
    put(&mut record, "witness", with_witness.then(|| hex(&verdict.witness())));
    record
}

fn accepted_in_json(verdict: &Accepted) -> Value {
    let mut record = json!({
        "accepted": true,
        "reason": verdict.reason,
        "code": verdict.code,
        "sentence": verdict.sentence,
        "detail": verdict.detail,
        "claims": claims_in_json(&verdict.claims),
        "renewSoon": verdict.renew_soon,
        "releasable": verdict.releasable,
        "signedTime": verdict.signed_time,
    });
    put(&mut record, "secondsToExpiry", verdict.seconds_to_expiry);
    put(&mut record, "daysToExpiry", verdict.days_to_expiry);
    put(&mut record, "secondsToCheckIn", verdict.seconds_to_check_in);
    put(&mut record, "daysToCheckIn", verdict.days_to_check_in);
    let machine = verdict.machine.as_ref();
    put(&mut record, "machine", machine.map(|it| json!({ "matched": it.matched, "needed": it.needed, "bound": it.bound })));
    record
}

fn refused_in_json(verdict: &Refused) -> Value {
    let mut record = json!({
        "accepted": false,
        "reason": verdict.reason,
        "code": verdict.code,
        "sentence": verdict.sentence,
        "detail": verdict.detail,
    });
    put_place(&mut record, &verdict.place);
    put(&mut record, "licenseId", verdict.license_id.clone());
    put(&mut record, "missedSeconds", verdict.missed_seconds);
    put(&mut record, "usedSeconds", verdict.used_seconds);
    record
}

fn claims_in_json(claims: &Claims) -> Value {
    let value = |value: &FeatureValue| match value {
        FeatureValue::Granted => json!(true),
        FeatureValue::Integer(integer) => json!(integer),
        FeatureValue::Text(text) => json!(text),
    };
    let features: Map<String, Value> = claims.features.iter().map(|(name, it)| (name.clone(), value(it))).collect();
    let mut record = json!({
        "licenseId": claims.license_id,
        "product": claims.product,
        "tokenId": hex(&claims.token_id),
        "issuedAt": claims.issued_at,
        "renewWindowSeconds": claims.renew_window_seconds,
        "domains": claims.domains,
        "features": features,
    });
    put(&mut record, "notBefore", claims.not_before);
    put(&mut record, "expiresAt", claims.expires_at);
    put(&mut record, "refreshAt", claims.refresh_at);
    put(&mut record, "checkInBy", claims.check_in_by);
    put(&mut record, "epoch", claims.epoch);
    put(&mut record, "nonce", claims.nonce.map(|nonce| hex(&nonce)));
    put(&mut record, "issuer", claims.issuer.clone());
    put(&mut record, "customerId", claims.customer_id.clone());
    put(&mut record, "plan", claims.plan.clone());
    record
}

/// What a machine is.
pub fn nature(machine: &Machine) -> Value {
    let mut record = json!({ "form": machine.nature.form });
    put(&mut record, "provider", machine.nature.provider.clone());
    record
}

pub(super) fn standing(standing: &Standing, machine: &Machine) -> Value {
    let mut record = json!({ "installed": standing.verdict.is_ok(), "nature": nature(machine) });
    match &standing.verdict {
        Ok(judged) => merge(&mut record, verdict(judged, false)),
        Err((reason, sentence)) => merge(&mut record, json!({ "accepted": false, "reason": reason, "sentence": sentence })),
    }
    put(&mut record, "request", standing.request.as_ref().map(|request| request.code.clone()));
    put(&mut record, "receipt", standing.receipt.as_ref().map(|receipt| receipt.code.clone()));
    put(&mut record, "notice", standing.notice.clone());
    record
}

pub(super) fn components(license: &License, with_values: bool) -> Value {
    let mut listed = Vec::new();
    for (state, of_state) in super::words::by_state(license) {
        for judged in of_state {
            let mut item = json!({ "kind": judged.finding.kind, "source": judged.finding.source, "state": state });
            if let JudgedState::Unusable(problem) = &judged.state {
                put(&mut item, "sentence", Some(problem.sentence.clone()));
            }
            put(&mut item, "value", with_values.then(|| judged.finding.value.clone()));
            listed.push(item);
        }
    }
    json!({ "nature": nature(license.machine()), "components": listed })
}
