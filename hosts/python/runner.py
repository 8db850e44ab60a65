"""The runner of this host: one call a line in, one answer a line out, as hosts/README.md says. ``python runner.py MODULE``, or
``python runner.py --as FOLDER latchkey ARGUMENTS…`` for the command on a recorded machine.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import latchkey
from latchkey.components import judge_findings
from latchkey.machine import read_machine, recorded_machine

Call = dict[str, Any]

EVIDENCE = {"product": str, "host": str, "witness": bytes.fromhex, "secret": bytes.fromhex, "lock": bytes.fromhex, "pending": bytes.fromhex}


def raw(call: Call, name: str) -> bytes:
    return bytes.fromhex(call[name])


def evidence_of(call: Call) -> latchkey.Evidence:
    given = {name: read(call[name]) for name, read in EVIDENCE.items() if name in call}
    return latchkey.Evidence(
        now_seconds=float(call["now"]),
        running_seconds=float(call.get("running", 0)),
        components=[bytes.fromhex(item) for item in call.get("components", [])],
        **given,
    )


def repeated(call: Call, step: Callable[[], Any]) -> Any:
    """Does the same thing as often as the call says; the last answer counts."""
    for _round in range(call.get("repeat", 1) - 1):
        step()
    return step()


class Runner:
    def __init__(self, module: bytes) -> None:
        self.module = module
        self.verifier: latchkey.Verifier | None = None

    def answer(self, call: Call) -> Any:
        if call["call"] == "load":
            self.verifier = latchkey.load(self.module, sha256=call.get("sha256"))
            return {"ok": True}
        if self.verifier is None:
            raise RuntimeError("expected the call load first")
        return getattr(self, f"do_{call['call']}")(self.verifier, call)

    def do_trust(self, verifier: latchkey.Verifier, call: Call) -> Any:
        verifier.trust(raw(call, "key"))
        return {"ok": True}

    def do_check_key(self, verifier: latchkey.Verifier, call: Call) -> Any:
        problem = verifier.check_key(raw(call, "key"))
        return {"ok": False, "problem": problem} if problem else {"ok": True}

    def do_check(self, verifier: latchkey.Verifier, call: Call) -> Any:
        code, evidence = raw(call, "code"), evidence_of(call)
        return repeated(call, lambda: verifier.check(code, evidence))

    def do_component(self, verifier: latchkey.Verifier, call: Call) -> Any:
        return reading(verifier.component(call["product"], call["kind"], raw(call, "value")))

    def do_create_request(self, verifier: latchkey.Verifier, call: Call) -> Any:
        return verifier.create_request(
            nonce=raw(call, "nonce"),
            product=call["product"],
            components=[bytes.fromhex(item) for item in call["components"]],
            secret=raw(call, "secret") if "secret" in call else None,
            witness=raw(call, "witness") if "witness" in call else None,
            label=call.get("label", ""),
            license_key=call.get("licenseKey", ""),
        )

    def do_create_receipt(self, verifier: latchkey.Verifier, call: Call) -> Any:
        return reading(verifier.create_receipt(raw(call, "code"), raw(call, "secret")))

    def do_decode_request(self, verifier: latchkey.Verifier, call: Call) -> Any:
        return reading(verifier.decode_request(raw(call, "text")))

    def do_decode_receipt(self, verifier: latchkey.Verifier, call: Call) -> Any:
        return reading(verifier.decode_receipt(raw(call, "text")))

    def do_decode_license_key(self, verifier: latchkey.Verifier, call: Call) -> Any:
        return reading(verifier.decode_license_key(raw(call, "text")))

    def do_canonical(self, verifier: latchkey.Verifier, call: Call) -> Any:
        return reading(verifier.canonical(raw(call, "text")))

    def do_verify_signature(self, verifier: latchkey.Verifier, call: Call) -> Any:
        key, message, signature = (raw(call, name) for name in ("key", "message", "signature"))
        return {"valid": repeated(call, lambda: verifier.verify_signature(key, message, signature))}

    def do_describe(self, verifier: latchkey.Verifier, call: Call) -> Any:
        return verifier.describe(call["status"], call["detail"]) or {}

    def do_machine(self, verifier: latchkey.Verifier, call: Call) -> Any:
        machine = read_machine(recorded_machine(Path(call["recorded"])) if "recorded" in call else None)
        judged = judge_findings(verifier, call["product"], machine.findings)
        return {
            "nature": machine.nature,
            "findings": machine.findings,
            "components": {finding.kind: component.hex() for finding, component in judged.used},
            "unusable": [{"kind": finding.kind, "reason": problem.name} for finding, problem in judged.unusable],
        }

    def do_threads(self, verifier: latchkey.Verifier, call: Call) -> Any:
        codes, evidence = [bytes.fromhex(code) for code in call["codes"]], evidence_of(call)
        alone = [verifier.check(code, evidence) for code in codes]
        equal = [0] * call["threads"]

        def work(index: int) -> None:
            code, expected = codes[index % len(codes)], alone[index % len(codes)]
            equal[index] = sum(verifier.check(code, evidence) == expected for _round in range(call["repeat"]))

        threads = [threading.Thread(target=work, args=(index,)) for index in range(call["threads"])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {"equal": sum(equal), "total": call["threads"] * call["repeat"]}

    def do_native_verify(self, _verifier: latchkey.Verifier, call: Call) -> Any:
        """With PyCA's Ed25519, for measurements beside ours. Nothing else may use it: its rule is another one."""
        import cryptography
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key = Ed25519PublicKey.from_public_bytes(raw(call, "key"))
        message, signature = raw(call, "message"), raw(call, "signature")
        try:
            repeated(call, lambda: key.verify(signature, message))
        except InvalidSignature:
            return {"valid": False, "library": "PyCA"}
        return {"valid": True, "library": f"PyCA cryptography {cryptography.__version__}"}


def reading(value: Any) -> dict[str, Any]:
    return {"ok": False, "problem": value} if isinstance(value, latchkey.Problem) else {"ok": True, "value": value}


def in_json(value: Any) -> Any:
    """Dataclasses with the names of hosts/js, without what is absent; bytes as hex."""
    if dataclasses.is_dataclass(value):
        members = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {camel(name): in_json(member) for name, member in members if member is not None}
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (list, tuple)):
        return [in_json(item) for item in value]
    if hasattr(value, "items"):
        return {name: in_json(member) for name, member in value.items()}
    return value


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def serve(runner: Runner) -> None:
    for line in sys.stdin:
        try:
            answer = in_json(runner.answer(json.loads(line)))
        except latchkey.LatchkeyError as error:
            answer = {"error": error.code, "sentence": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "--as":
        from latchkey.command.main import run
        from latchkey.command.desk import terminal_desk
        from latchkey.command.drives import removable_drives

        source = recorded_machine(Path(sys.argv[2]))
        desk = dataclasses.replace(terminal_desk(), machine=read_machine(source), sticks=lambda: removable_drives(source))
        sys.exit(run(sys.argv[4:], desk))
    sys.stdin.reconfigure(encoding="utf-8")
    serve(Runner(Path(sys.argv[1]).read_bytes()))
