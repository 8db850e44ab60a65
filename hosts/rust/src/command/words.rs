//! Verdicts and machines in words, for a terminal. The sentences about licenses are the module's.
use crate::{Accepted, FeatureValue, Judged, JudgedState, License, Machine, MachineMatch, Place, Refused, Standing, Verdict};

fn row(name: &str, value: impl AsRef<str>) -> String {
    format!("  {name:<18}{}", value.as_ref())
}

pub(super) fn standing(standing: &Standing) -> String {
    let mut lines = match &standing.verdict {
        Ok(judged) => verdict(judged),
        Err((_, sentence)) => vec![sentence.clone()],
    };
    if standing.request.is_some() {
        lines.push("A request waits for its answer; to see it again: latchkey request".into());
    }
    if standing.receipt.is_some() {
        lines.push("A receipt waits to be taken to the vendor; to see it again: latchkey release".into());
    }
    lines.extend(standing.notice.iter().map(|notice| format!("Note: {notice}")));
    lines.join("\n")
}

pub(super) fn verdict(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Accepted(accepted) => accepted_in_words(accepted),
        Verdict::Refused(refused) => refused_in_words(refused),
    }
}

fn accepted_in_words(verdict: &Accepted) -> Vec<String> {
    let claims = &verdict.claims;
    let mut lines = vec![format!("{}: {}", verdict.reason, verdict.sentence)];
    lines.push(row("Product", &claims.product));
    lines.push(row("License", &claims.license_id));
    lines.extend(claims.plan.iter().map(|plan| row("Plan", plan)));
    lines.extend(claims.features.iter().map(|(name, value)| row("Feature", feature_in_words(name, value))));
    let until_expiry = claims.expires_at.map(|at| until(at, verdict.days_to_expiry));
    lines.push(row("License until", until_expiry.unwrap_or_else(|| "no end".into())));
    lines.extend(claims.check_in_by.map(|at| row("Check in by", until(at, verdict.days_to_check_in))));
    if verdict.renew_soon {
        lines.push("Renew soon: the license ends before long, and nothing stops until then.".into());
    }
    lines.extend(verdict.machine.iter().map(|machine| row("This machine", machine_in_words(machine))));
    lines
}

fn feature_in_words(name: &str, value: &FeatureValue) -> String {
    match value {
        FeatureValue::Granted => name.into(),
        FeatureValue::Integer(integer) => format!("{name} = {integer}"),
        FeatureValue::Text(text) => format!("{name} = {text}"),
    }
}

fn machine_in_words(MachineMatch { matched, needed, bound }: &MachineMatch) -> String {
    let present = matched.iter().filter(|it| **it).count() as u32;
    let spare = if present == *needed && bound > needed { "; ask for a new code before more of it changes" } else { "" };
    format!("{present} of {bound} identifiers fit, {needed} needed{spare}")
}

fn refused_in_words(verdict: &Refused) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", verdict.reason, verdict.sentence)];
    lines.extend(place_in_words(&verdict.place).map(|place| row("Where", place)));
    lines.extend(verdict.license_id.iter().map(|id| row("License", id)));
    lines.extend(verdict.missed_seconds.map(|at| row("Limit", date_of(at))));
    lines.extend(verdict.used_seconds.map(|at| row("Time that counts", date_of(at))));
    lines
}

fn place_in_words(place: &Place) -> Option<String> {
    match (place.row, place.group, place.offset) {
        (Some(row), Some(group), _) => Some(format!("row {row}, group {group}")),
        (Some(row), None, _) => Some(format!("row {row}")),
        (None, _, offset) => offset.map(|offset| format!("byte {offset}, counted from 0")),
    }
}

fn until(seconds: i64, days: Option<i64>) -> String {
    let left = days.map(|days| match days {
        0 => " · less than a day left".to_owned(),
        1 => " · 1 day left".to_owned(),
        days => format!(" · {days} days left"),
    });
    format!("{}{}", date_of(seconds), left.unwrap_or_default())
}

/// To the minute and in UTC, so that two people on the phone see the same.
fn date_of(seconds: i64) -> String {
    let (days, minutes) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400) / 60);
    // Days since 0000-03-01, in which leap days stand at the end of a year; eras of 400 years have 146,097 days.
    let shifted = days + 719_468;
    let era_day = shifted.rem_euclid(146_097);
    let era_year = (era_day - era_day / 1_460 + era_day / 36_524 - era_day / 146_096) / 365;
    let year_day = era_day - (365 * era_year + era_year / 4 - era_year / 100);
    let march_month = (5 * year_day + 2) / 153;
    let day = year_day - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era_year + 400 * shifted.div_euclid(146_097) + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// Said aloud where copies of a machine are to be expected.
pub(super) fn nature(machine: &Machine) -> Option<String> {
    let name = machine.nature.provider.as_ref().map(|provider| format!(" ({provider})")).unwrap_or_default();
    match machine.nature.form {
        "container" => Some(format!("This is a container{name}. Containers of one image may look like one machine.")),
        "virtual machine" => Some(format!("This is a virtual machine{name}. A copy of it looks like the same machine.")),
        _ => None,
    }
}

/// The machine's identifiers: those that are used, those that could stand in, and the others.
pub(super) fn by_state(license: &License) -> [(&'static str, Vec<&Judged>); 3] {
    let of = |fits: fn(&JudgedState) -> bool| license.components().iter().filter(|judged| fits(&judged.state)).collect();
    [
        ("used", of(|state| matches!(state, JudgedState::Used(_)))),
        ("spare", of(|state| matches!(state, JudgedState::Spare))),
        ("unusable", of(|state| matches!(state, JudgedState::Unusable(_)))),
    ]
}

pub(super) fn components(license: &License, with_values: bool) -> String {
    let mut lines: Vec<String> = nature(license.machine()).map(|nature| format!("{nature}\n")).into_iter().collect();
    let by_state = by_state(license);
    let used = by_state[0].1.len();
    for (state, of_state) in &by_state {
        for judged in of_state {
            let value = if with_values { format!(": {}", judged.finding.value) } else { String::new() };
            let why = if let JudgedState::Unusable(problem) = &judged.state { format!(" – {}", problem.sentence) } else { String::new() };
            lines.push(row(judged.finding.kind, format!("{state:<10}{}{value}{why}", judged.finding.source)));
        }
    }
    lines.push(match used {
        0 => "\nNothing on this machine tells it from others; no license can be bound to it.".into(),
        1 => "\nA license can be bound to one identifier of this machine.".into(),
        count => format!("\nA license can be bound to {count} identifiers of this machine."),
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date_of(0), "1970-01-01 00:00 UTC");
        assert_eq!(date_of(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(date_of(1_798_761_599), "2026-12-31 23:59 UTC");
        assert_eq!(date_of(253_402_300_799), "9999-12-31 23:59 UTC");
    }
}
