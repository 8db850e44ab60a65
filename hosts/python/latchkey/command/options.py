"""The command line of ``latchkey``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from .desk import WrongUsage

_EXIT_CODES = """\
Exit codes:
  0  done; for status and install: the license is accepted
  1  refused: no valid license, the code was not accepted, nothing to give back
  2  the command line or the configuration is wrong
  3  this machine: files, folders or identifiers cannot be used"""

_COMMANDS = {
    "request": (
        "show this machine's activation request",
        "Shows the activation request as rows to copy or read aloud. Take it to the vendor's portal. The same request is shown "
        "until it is answered, so asking twice spoils nothing.",
    ),
    "install": (
        "install the activation code that answers it",
        "Installs an activation code. Without an argument: paste it, then an empty line. A code that is refused changes nothing.",
    ),
    "status": (
        "say whether the license is valid, and until when",
        "Checks the installed license and says whether it is valid, until when, and what comes next. Exit code 0 only when it is accepted.",
    ),
    "release": (
        "give the license back and show the receipt",
        "Gives the license back: it stops working here, and the receipt that is shown frees its seat in the portal. The same receipt "
        "is shown until you say that it was taken.",
    ),
    "components": (
        "say which identifiers this machine has",
        "Lists which identifiers this machine has, which of them a license can use, and why the others not. Values stay hidden.",
    ),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUsage(f"{message[:1].upper()}{message[1:]}.")


def parse_command_line(arguments: Sequence[str], folder: Path) -> argparse.Namespace:
    """``folder`` is where the person is, from which paths are meant."""
    parser = _Parser(
        prog="latchkey",
        description="A license on this machine, without a network.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, (short, long) in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=short,
            description=long,
            epilog=_EXIT_CODES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        _add_own(name, command, folder)
        _add_common(command, folder)
    options = parser.parse_args(arguments)
    if options.command is None:
        options.help = parser.format_help()
    _demand_sense(options)
    return options


def _add_own(name: str, command: argparse.ArgumentParser, folder: Path) -> None:
    place = _below(folder)
    if name == "request":
        command.add_argument("--to", type=place, metavar="FOLDER", help="also write it as a file (.lkr), to a stick for example")
        command.add_argument("--label", metavar="NAME", help="a name by which you know this machine; default: its host name")
        command.add_argument("--new", action="store_true", help="throw the pending request away and make a new one")
    if name == "install":
        command.add_argument("code", nargs="?", metavar="FILE", help="the .lic file from the portal; - reads standard input")
        command.add_argument(
            "--from", dest="source", type=place, metavar="FOLDER", help="find the .lic file for this machine in a folder or on a stick"
        )
    if name == "release":
        command.add_argument("--yes", action="store_true", help="do not ask")
        command.add_argument("--to", type=place, metavar="FOLDER", help="also write the receipt as a file (.lkd)")
        command.add_argument("--taken", action="store_true", help="the portal has the receipt; forget it here")
    if name == "components":
        command.add_argument("--show-values", action="store_true", help="show them")


def _add_common(command: argparse.ArgumentParser, folder: Path) -> None:
    place = _below(folder)
    which = command.add_argument_group("which product, and whom to trust (options win over the file latchkey.json in this folder)")
    which.add_argument("--product", metavar="ID", help="the product's id")
    which.add_argument(
        "--key", action="append", metavar="KEY", help="a public key of the vendor: 64 hex digits or base64; may be repeated"
    )
    which.add_argument(
        "--config", type=place, metavar="FILE", help='another file like {"product": "…", "publicKeys": ["…"]}'
    )
    also = command.add_argument_group("also")
    also.add_argument("--store", type=place, metavar="FOLDER", help="keep the license there instead of in the user's own place")
    also.add_argument("--keychain", action="store_true", help="keep the key of a new store in the system's keychain")
    also.add_argument("--json", action="store_true", help="answer as JSON")


def _below(folder: Path) -> Callable[[str], Path]:
    return lambda text: folder / text


def _demand_sense(options: argparse.Namespace) -> None:
    if options.command == "install" and options.code is not None and options.source is not None:
        raise WrongUsage("Either a file or --from FOLDER, not both.")
    if options.command == "release" and options.taken and (options.yes or options.to is not None):
        raise WrongUsage("--taken stands alone: it says that the portal has the receipt.")
