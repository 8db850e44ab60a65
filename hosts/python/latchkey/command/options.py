"""The command line of ``latchkey``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .desk import WrongUsage
from .help import PAGES

_COMMON = ("product", "key", "config", "store", "keychain", "json", "help")
# Which options a command knows, beside those that all know.
_KNOWN = {
    "request": ("to", "label", "new", "qr", "portal"),
    "install": ("from", "stick"),
    "status": (),
    "release": ("yes", "to", "taken", "qr"),
    "components": ("show-values",),
}
_WITH_VALUE = ("product", "key", "config", "store", "to", "label", "portal", "from")
_ALL = {*_COMMON, *(name for names in _KNOWN.values() for name in names)}


@dataclass
class Options:
    """What the person typed."""

    command: str | None = None
    operand: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    flags: dict[str, bool] = field(default_factory=dict)
    folder: Path = Path()

    def has(self, name: str) -> bool:
        return self.flags.get(name, False)

    def path(self, name: str) -> Path | None:
        """A path as it is meant from the folder in which the person is."""
        return self.folder / self.texts[name] if name in self.texts else None


def parse_command_line(arguments: Sequence[str], folder: Path) -> Options:
    """``folder`` is where the person is, from which paths are meant."""
    options = Options(folder=folder)
    words = [*_Words(arguments).read_into(options)]
    if not words:
        return options
    command, *operands = words
    if command not in PAGES:
        raise WrongUsage(f'There is no command "{command}".')
    options.command = command
    if not options.has("help"):
        _demand_sense(command, options, operands)
        options.operand = operands[0] if operands else None
    return options


class _Words:
    def __init__(self, arguments: Sequence[str]) -> None:
        self._left = list(arguments)

    def read_into(self, options: Options) -> Iterator[str]:
        """Puts options where they belong, and gives back the words between them."""
        only_operands = False
        while self._left:
            word = self._left.pop(0)
            if only_operands or word == "-" or not word.startswith("-"):
                yield word
            elif word == "--":
                only_operands = True
            else:
                self._take_option("--help" if word == "-h" else word, options)

    def _take_option(self, word: str, options: Options) -> None:
        name, given, value = word[2:].partition("=")
        on = not name.startswith("no-")
        name = name if on else name[3:]
        if not word.startswith("--") or name not in _ALL or (not on and name in _WITH_VALUE):
            raise WrongUsage(f"There is no option {word}.")
        if name not in _WITH_VALUE:
            if given:
                raise WrongUsage(f"The option --{name} takes no value.")
            options.flags[name] = on
            return
        if not given:
            if not self._left or (self._left[0].startswith("-") and self._left[0] != "-"):
                raise WrongUsage(f"The option --{name} needs a value.")
            value = self._left.pop(0)
        if name == "key":
            options.keys.append(value)
        else:
            options.texts[name] = value


def _demand_sense(command: str, options: Options, operands: Sequence[str]) -> None:
    known = (*_COMMON, *_KNOWN[command])
    given = [*options.texts, *(name for name, value in options.flags.items() if value or name == "qr")]
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        raise WrongUsage(f'"{command}" has no option --{unknown}.')
    if len(operands) > (1 if command == "install" else 0):
        raise WrongUsage(f'"{operands[-1]}" is too much.')
    if ("from" in options.texts) + options.has("stick") + len(operands) > 1:
        raise WrongUsage("Either a file, or --from FOLDER, or --stick, and only one of them.")
    if options.has("taken") and (options.has("yes") or "to" in options.texts):
        raise WrongUsage("--taken stands alone: it says that the portal has the receipt.")
