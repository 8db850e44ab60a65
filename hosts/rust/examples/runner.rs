//! The runner of this host: one call a line in, one answer a line out, as `hosts/README.md` says.
use ed25519_dalek::{Signature, VerifyingKey};
use latchkey::command::members::{nature, put, put_place, verdict as in_members};
use latchkey::{read_machine, read_machine_from, Error, Evidence, Machine, MachineSource, Problem, RequestInput, Spelled, ThisMachine, Verifier};
use serde_json::{json, Map, Value};
use std::io::{stdin, stdout, BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::{env, fs, thread};

/// A machine that was recorded in a folder: `platform`, its files below `root`, and what its commands print in `commands`.
struct Recorded {
    folder: String,
    root: String,
}

impl Recorded {
    fn new(folder: &str) -> Self {
        Recorded { folder: folder.into(), root: format!("{folder}/root") }
    }
}

impl MachineSource for Recorded {
    fn platform(&self) -> String {
        ThisMachine::read_below(&self.folder, "/platform").unwrap_or_default().trim().into()
    }
    fn read(&self, path: &str) -> Option<String> {
        ThisMachine::read_below(&self.root, path)
    }
    fn list(&self, folder: &str) -> Vec<String> {
        ThisMachine::list_below(&self.root, folder)
    }
    fn resolve(&self, path: &str) -> Option<String> {
        ThisMachine::resolve_below(&self.root, path)
    }
    fn run(&self, command: &str, _: &[&str]) -> Option<String> {
        ThisMachine::read_below(&self.folder, &format!("/commands/{command}"))
    }
    fn at(&self, path: &str) -> PathBuf {
        format!("{}{path}", self.root).into()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).expect("hexadecimal digits")).collect()
}

/// What Rust's types do not let a program do wrong, the runner says in their place.
fn exact<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], Error> {
    let sentence = format!("an argument must have {N} bytes, got {}", bytes.len());
    bytes.try_into().map_err(|_| Error { name: "bad-input".into(), sentence })
}

struct Call(Value);

impl Call {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }
    fn bytes(&self, name: &str) -> Vec<u8> {
        from_hex(self.text(name))
    }
    fn exactly<const N: usize>(&self, name: &str) -> Result<Option<[u8; N]>, Error> {
        self.0.get(name).map(|_| exact(self.bytes(name))).transpose()
    }
    fn number(&self, name: &str) -> f64 {
        match &self.0[name] {
            Value::String(text) => text.parse().expect("a number"),
            other => other.as_f64().unwrap_or(0.0),
        }
    }
    fn repeat(&self) -> u64 {
        self.0["repeat"].as_u64().unwrap_or(1)
    }
    fn components(&self) -> Result<Vec<[u8; 16]>, Error> {
        let listed = self.0["components"].as_array().into_iter().flatten();
        listed.map(|item| exact(from_hex(item.as_str().unwrap_or_default()))).collect()
    }
    /// Does the same thing as often as the call says; the last answer counts.
    fn repeated<T>(&self, mut step: impl FnMut() -> T) -> T {
        (1..self.repeat()).for_each(|_| drop(step()));
        step()
    }
}

fn reading<T>(read: Result<T, Problem>, value: impl FnOnce(T) -> Value) -> Value {
    match read {
        Ok(read) => json!({ "ok": true, "value": value(read) }),
        Err(problem) => json!({ "ok": false, "problem": problem_in_json(&problem) }),
    }
}

fn problem_in_json(problem: &Problem) -> Value {
    let Problem { code, name, sentence, detail, place } = problem;
    let mut record = json!({ "code": code, "name": name, "sentence": sentence, "detail": detail });
    put_place(&mut record, place);
    record
}

fn spelled(Spelled { code, file }: Spelled) -> Value {
    json!({ "code": code, "file": file })
}

struct Runner {
    module: Vec<u8>,
    loaded: Option<Verifier>,
}

impl Runner {
    fn answer(&mut self, call: &Call) -> Result<Value, Error> {
        match call.text("call") {
            "load" => {
                self.loaded = Some(Verifier::load(&self.module, call.0["sha256"].as_str())?);
                Ok(json!({ "ok": true }))
            }
            "native_verify" => Ok(verify_natively(call)),
            name => ask(self.loaded.as_mut().expect("the call load first"), name, call),
        }
    }
}

fn ask(verifier: &mut Verifier, name: &str, call: &Call) -> Result<Value, Error> {
    Ok(match name {
        "trust" => {
            verifier.trust(&call.bytes("key"))?;
            json!({ "ok": true })
        }
        "check_key" => match verifier.check_key(&call.bytes("key"))? {
            Ok(()) => json!({ "ok": true }),
            Err(problem) => json!({ "ok": false, "problem": problem_in_json(&problem) }),
        },
        "check" => check(verifier, call)?,
        "component" => {
            let made = verifier.component(call.text("product"), call.text("kind"), call.bytes("value"))?;
            // For showing what a person typed, which may be no UTF-8.
            reading(made, |it| json!({ "component": hex(&it.component), "normalized": String::from_utf8_lossy(&it.normalized) }))
        }
        "verify_signature" => {
            let (key, message, signature) = (call.bytes("key"), call.bytes("message"), call.bytes("signature"));
            json!({ "valid": call.repeated(|| verifier.verify_signature(&key, &message, &signature))? })
        }
        "describe" => match verifier.describe(call.number("status") as u32, call.number("detail") as u32)? {
            Some((name, sentence)) => json!({ "name": name, "sentence": sentence }),
            None => json!({}),
        },
        "machine" => machine(verifier, call)?,
        "threads" => threads(verifier, call)?,
        _ => exchange(verifier, name, call)?,
    })
}

fn check(verifier: &mut Verifier, call: &Call) -> Result<Value, Error> {
    let (code, components) = (call.bytes("code"), call.components()?);
    let evidence = Evidence {
        product: call.text("product"),
        now_seconds: call.number("now"),
        running_seconds: call.number("running"),
        witness: call.exactly("witness")?,
        components: &components,
        secret: call.exactly("secret")?,
        lock: call.exactly("lock")?,
        host: call.0["host"].as_str(),
        pending: call.exactly("pending")?,
    };
    Ok(in_members(&call.repeated(|| verifier.check(&code, &evidence))?, true))
}

fn exchange(verifier: &mut Verifier, name: &str, call: &Call) -> Result<Value, Error> {
    let text = call.bytes("text");
    Ok(match name {
        "create_request" => {
            let made = verifier.create_request(&RequestInput {
                nonce: exact(call.bytes("nonce"))?,
                product: call.text("product"),
                components: &call.components()?,
                secret: call.exactly("secret")?,
                witness: call.exactly("witness")?,
                label: call.text("label"),
                license_key: call.text("licenseKey"),
            })?;
            json!({ "pending": hex(&made.pending), "code": made.code, "file": made.file })
        }
        "create_receipt" => reading(verifier.create_receipt(call.bytes("code"), &exact(call.bytes("secret"))?)?, spelled),
        "decode_request" => reading(verifier.decode_request(text)?, |request| {
            let components: Vec<String> = request.components.iter().map(|it| hex(it)).collect();
            let mut record = json!({
                "nonce": hex(&request.nonce),
                "product": request.product,
                "components": components,
                "label": request.label,
                "code": request.code,
            });
            put(&mut record, "lock", request.lock.map(|lock| hex(&lock)));
            put(&mut record, "licenseKey", request.license_key);
            record
        }),
        "decode_receipt" => reading(
            verifier.decode_receipt(text)?,
            |receipt| json!({ "tokenId": hex(&receipt.token_id), "lock": hex(&receipt.lock), "code": receipt.code }),
        ),
        "decode_license_key" => reading(verifier.decode_license_key(text)?, Value::from),
        "canonical" => reading(verifier.canonical(text)?, |(letter, it)| json!({ "letter": letter.to_string(), "code": it.code, "file": it.file })),
        other => panic!("expected a call of hosts/README.md, got {other}"),
    })
}

fn machine_of(call: &Call) -> Machine {
    match call.0["recorded"].as_str() {
        Some(folder) => read_machine_from(&Recorded::new(folder)),
        None => read_machine(),
    }
}

fn machine(verifier: &mut Verifier, call: &Call) -> Result<Value, Error> {
    let machine = machine_of(call);
    let (mut findings, mut components, mut unusable) = (Vec::new(), Map::new(), Vec::new());
    for finding in &machine.findings {
        findings.push(json!({ "kind": finding.kind, "value": finding.value, "source": finding.source }));
        match verifier.component(call.text("product"), finding.kind, &finding.value)? {
            Err(problem) => unusable.push(json!({ "kind": finding.kind, "reason": problem.name })),
            Ok(made) => drop(components.entry(finding.kind).or_insert_with(|| hex(&made.component).into())),
        }
    }
    Ok(json!({ "nature": nature(&machine), "findings": findings, "components": components, "unusable": unusable }))
}

/// The compiler demands the mutex: `check` takes `&mut self`.
fn threads(verifier: &mut Verifier, call: &Call) -> Result<Value, Error> {
    let codes: Vec<Vec<u8>> = call.0["codes"].as_array().into_iter().flatten().map(|it| from_hex(it.as_str().unwrap_or(""))).collect();
    let evidence = Evidence { product: call.text("product"), now_seconds: call.number("now"), ..Evidence::default() };
    let expected = codes.iter().map(|code| verifier.check(code, &evidence)).collect::<Result<Vec<_>, _>>()?;
    let shared = Mutex::new(verifier);
    let equal: u64 = thread::scope(|scope| {
        let workers: Vec<_> = codes
            .iter()
            .zip(&expected)
            .map(|(code, expected)| {
                let (shared, evidence) = (&shared, &evidence);
                let same = move || shared.lock().expect("no panic").check(code, evidence).as_ref() == Ok(expected);
                scope.spawn(move || (0..call.repeat()).filter(|_| same()).count() as u64)
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).sum()
    });
    Ok(json!({ "equal": equal, "total": codes.len() as u64 * call.repeat() }))
}

/// With Rust's own Ed25519, for measurements beside ours. Nothing else may use it: its rule is another one.
fn verify_natively(call: &Call) -> Value {
    let (key, message, signature) = (call.bytes("key"), call.bytes("message"), call.bytes("signature"));
    let key = <[u8; 32]>::try_from(key).ok().and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let signature = Signature::from_slice(&signature).ok();
    let valid = key.zip(signature).is_some_and(|(key, signature)| call.repeated(|| key.verify_strict(&message, &signature).is_ok()));
    json!({ "valid": valid, "library": "ed25519-dalek 3.0.0, verify_strict" })
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [as_other, folder, _, rest @ ..] = arguments.as_slice() {
        if as_other == "--as" {
            return latchkey::command::run(rest, &Recorded::new(folder));
        }
    }
    let module = fs::read(&arguments[0]).expect("the module's file");
    let mut runner = Runner { module, loaded: None };
    for line in stdin().lock().lines().map_while(Result::ok) {
        let call = Call(serde_json::from_str(&line).expect("one JSON object a line"));
        let answer = runner.answer(&call).unwrap_or_else(|error| json!({ "error": error.name, "sentence": error.sentence }));
        if writeln!(stdout(), "{answer}").and_then(|()| stdout().flush()).is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}
