"""Reads the command line, asks the license, and prints. ``run`` takes everything it touches as an argument."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import LatchkeyError, NothingIdentifies, StoreFault
from ..license import License, NotReleased, Standing
from ..verdict import Accepted, Spelled, Verdict
from .codefile import as_text, license_files_in, read_code_file, write_code_file
from .config import read_config
from .desk import DONE, MACHINE, REFUSED, USAGE, Desk, FileTrouble, WrongUsage, terminal_desk
from .help import help_for
from .options import Options, parse_command_line
from .picture import link_to, picture_of, picture_of_link, read_portal
from .words import nature_in_words, row, standing_in_words, verdict_in_words


def main() -> int:
    """What the program ``latchkey`` does."""
    return run(sys.argv[1:], terminal_desk())


def run(arguments: Sequence[str], desk: Desk) -> int:
    try:
        options = parse_command_line(arguments, desk.folder)
        if options.command is None or options.has("help"):
            desk.print(help_for(options.command))
            return DONE if options.has("help") else USAGE
        return _COMMANDS[options.command](_open(options, desk), options, desk)
    except (WrongUsage, LatchkeyError) as error:
        # What a person can get wrong about a key, a product's id or a label is judged by the module.
        desk.complain(f"latchkey: {error}")
        desk.complain("Help: latchkey --help")
        return USAGE
    except (FileTrouble, StoreFault, NothingIdentifies) as error:
        desk.complain(f"latchkey: {error}")
        return MACHINE


def _open(options: Options, desk: Desk) -> License:
    product, keys = read_config(desk.folder, options.texts.get("product"), options.keys, options.path("config"))
    return License(product, keys, folder=options.path("store"), keychain=options.has("keychain"), machine=desk.machine)


def _request(license: License, options: Options, desk: Desk) -> int:
    portal = read_portal(options.texts.get("portal"))
    request = license.request(label=options.texts.get("label", _name_from(desk.host_name)), fresh=options.has("new"))
    path = _write(options.path("to"), license.product, request, "lkr")
    # A license key belongs into no address; such a request is shown as it is.
    link = link_to(portal, request) if portal and not license.carries_license_key(request) else None
    if options.has("json"):
        _print_json(
            desk, {"code": request.code, "file": request.file, "isNew": request.is_new, "path": path, "link": link}
        )
        return DONE
    desk.print("The activation request of this machine:" if request.is_new else "The request that waits for its answer:")
    desk.print(f"\n{request.file.rstrip()}\n")
    if options.flags.get("qr", desk.terminal):
        picture = picture_of_link(link, desk.terminal) if link else picture_of(request.code, desk.terminal)
        desk.print(f"{picture}\n")
    for sentence in (path and f"Written to {path}", nature_in_words(license.machine)):
        if sentence:
            desk.print(f"{sentence}\n")
    desk.print(_NEXT_AFTER_LINK if link else _NEXT_AFTER_REQUEST)
    return DONE


_NEXT_AFTER_REQUEST = """What to do next:
  1. Open your vendor's portal on a phone or another computer, and scan the picture, paste the rows, or upload the file.
  2. Bring the activation code back and run: latchkey install"""

_NEXT_AFTER_LINK = """What to do next:
  1. Scan the picture with a phone: it opens your vendor's portal with this request. Or paste the rows there, or upload the file.
  2. Bring the activation code back and run: latchkey install"""


def _install(license: License, options: Options, desk: Desk) -> int:
    folder = options.path("from")
    folders = _folders_of_sticks(desk) if options.has("stick") else [folder] if folder else []
    code = _find_code(license, folders, desk) if folders else _read_code(options, desk)
    if code is None:
        return REFUSED
    if not code.strip():
        raise FileTrouble("No code was given; paste it, or name its file.")
    verdict = license.install(code)
    if options.has("json"):
        _print_json(desk, {"installed": verdict.accepted, **_verdict_for_json(verdict)})
    else:
        done = "Installed." if verdict.accepted else "Not installed; nothing has changed."
        desk.print("\n".join([done, *verdict_in_words(verdict)]))
    return DONE if verdict.accepted else REFUSED


def _read_code(options: Options, desk: Desk) -> bytes:
    if options.operand not in (None, "-"):
        return read_code_file(desk.folder / str(options.operand))
    if options.operand is None and desk.interactive:
        desk.print("Paste the activation code, then an empty line:")
    return as_text(desk.read_input())


def _folders_of_sticks(desk: Desk) -> list[Path]:
    folders = desk.sticks()
    if not folders:
        raise FileTrouble("No removable drive is plugged in; or name a folder: install --from FOLDER")
    return folders


def _find_code(license: License, folders: Sequence[Path], desk: Desk) -> bytes | None:
    """The code for this machine among the ``.lic`` files of folders: the answer to the pending request, else the latest that is accepted."""
    paths = [path for folder in folders for path in license_files_in(folder)]
    if not paths:
        names = ", ".join(map(str, folders))
        raise FileTrouble(f"There is no .lic file in {names}; save it there from the portal.")
    best: tuple[tuple[bool, int], bytes] | None = None
    sentences = []
    for path in paths:
        try:
            code = read_code_file(path)
        except FileTrouble as trouble:
            sentences.append(f"  {path}: {trouble}")
            continue
        verdict = license.preview(code)
        sentences.append(f"  {path}: {verdict.sentence}")
        if isinstance(verdict, Accepted):
            rank = (verdict.signed_time, verdict.claims.issued_at)
            best = (rank, code) if best is None or rank > best[0] else best
    if best is None:
        desk.complain("\n".join(["None of these codes is accepted on this machine:", *sentences]))
    return best and best[1]


def _status(license: License, options: Options, desk: Desk) -> int:
    standing = license.check()
    if options.has("json"):
        _print_json(desk, _standing_for_json(standing, license))
    else:
        desk.print(standing_in_words(standing))
        nature = nature_in_words(license.machine)
        if nature:
            desk.print(nature)
    return DONE if standing.accepted else REFUSED


def _release(license: License, options: Options, desk: Desk) -> int:
    if options.has("taken"):
        return _receipt_taken(license, options, desk)
    if license.check().receipt is None and not options.has("yes") and not _is_sure(desk):
        desk.print("Nothing has changed.")
        return REFUSED
    release = license.release()
    if isinstance(release, NotReleased):
        if options.has("json"):
            _print_json(desk, {"released": False, "reason": release.reason, "sentence": release.sentence})
        else:
            desk.print(f"Not given back; nothing has changed.\n{release.sentence}")
        return REFUSED
    path = _write(options.path("to"), license.product, release, "lkd")
    if options.has("json"):
        _print_json(desk, {"released": True, "code": release.code, "file": release.file, "path": path})
        return DONE
    desk.print(f"The license was given back. This is the receipt:\n\n{release.file.rstrip()}\n")
    if options.flags.get("qr", desk.terminal):
        desk.print(f"{picture_of(release.code, desk.terminal)}\n")
    if path:
        desk.print(f"Written to {path}\n")
    desk.print(
        "What to do next:\n"
        "  1. Enter the receipt in your vendor's portal, under \"Give back\", or tell it to your vendor; that frees the seat.\n"
        "  2. Then run: latchkey release --taken"
    )
    return DONE


def _is_sure(desk: Desk) -> bool:
    if not desk.interactive:
        raise WrongUsage("Giving a license back cannot be undone here; say --yes.")
    return desk.ask("The license stops working on this machine. Give it back? Type yes: ").strip().lower() == "yes"


def _receipt_taken(license: License, options: Options, desk: Desk) -> int:
    taken = license.receipt_taken()
    if options.has("json"):
        _print_json(desk, {"taken": taken})
    else:
        desk.print("The receipt is forgotten here." if taken else "No receipt was waiting.")
    return DONE if taken else REFUSED


def _components(license: License, options: Options, desk: Desk) -> int:
    judged, nature = license.identifiers, nature_in_words(license.machine)
    listed = [(finding, "used", "") for finding, _component in judged.used]
    listed += [(finding, "spare", "") for finding in judged.spare]
    listed += [(finding, "unusable", problem.sentence) for finding, problem in judged.unusable]
    count = len(judged.used)
    if options.has("json"):
        components = [
            {
                "kind": finding.kind,
                "source": finding.source,
                "state": state,
                "sentence": sentence or None,
                "value": finding.value if options.has("show-values") else None,
            }
            for finding, state, sentence in listed
        ]
        _print_json(desk, {"nature": license.machine.nature, "components": components})
        return DONE if count else MACHINE
    if nature:
        desk.print(f"{nature}\n")
    for finding, state, sentence in listed:
        value = f": {finding.value}" if options.has("show-values") else ""
        desk.print(row(finding.kind, f"{state.ljust(10)}{finding.source}{value}{f' – {sentence}' if sentence else ''}"))
    many = "one identifier" if count == 1 else f"{count} identifiers"
    desk.print(
        f"\nA license can be bound to {many} of this machine."
        if count
        else "\nNothing on this machine tells it from others; no license can be bound to it."
    )
    return DONE if count else MACHINE


_COMMANDS = {
    "request": _request,
    "install": _install,
    "status": _status,
    "release": _release,
    "components": _components,
}


def _write(folder: Path | None, product: str, spelled: Spelled, ending: str) -> str | None:
    """The digest in the name keeps requests of several machines apart on one stick."""
    if folder is None:
        return None
    name = re.sub(r"[^A-Za-z0-9.-]+", "_", product)[:32]
    digest = hashlib.sha256(spelled.code.encode()).hexdigest()[:8]
    return str(write_code_file(folder, f"{name}-{digest}.{ending}", spelled.file))


def _name_from(host_name: str) -> str:
    return "".join(letter for letter in host_name if "!" <= letter <= "~")[:64]


def _standing_for_json(standing: Standing, license: License) -> dict[str, Any]:
    verdict = standing.verdict
    said = {"accepted": False, "reason": standing.reason, "sentence": standing.sentence}
    return {
        "installed": verdict is not None,
        **(_verdict_for_json(verdict) if verdict else said),
        "request": standing.request and standing.request.code,
        "receipt": standing.receipt and standing.receipt.code,
        "notice": standing.notice,
        "nature": license.machine.nature,
    }


def _verdict_for_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict without what only the store needs."""
    members = dict(vars(verdict))
    del members["witness"]
    return {_camel(name): value for name, value in members.items()}


def _print_json(desk: Desk, value: dict[str, Any]) -> None:
    desk.print(json.dumps(_present(value), indent=2, ensure_ascii=False))


def _present(value: Any) -> Any:
    """Names as in every other host, nothing that is absent, bytes as hex."""
    if isinstance(value, bytes):
        return value.hex()
    if hasattr(value, "items"):
        return {name: _present(member) for name, member in value.items() if member is not None}
    if isinstance(value, (list, tuple)):
        return [_present(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {_camel(name): _present(member) for name, member in vars(value).items() if member is not None}
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
