"""A code as a picture on a terminal: QR, two rows of it in one line of text."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno

from ..verdict import Spelled
from .desk import WrongUsage

_BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m"
_RESET = "\x1b[0m"
_BORDER = 2


def picture_of(code: str, on_terminal: bool) -> str:
    """``on_terminal`` sets its own colors, since a picture in light symbols on a dark ground is read by few phones."""
    # Without dashes the code is alphanumeric, for which QR has a shorter form.
    return _draw(segno.make_qr(code.replace("-", ""), error="m", mode="alphanumeric", boost_error=False), on_terminal)


def picture_of_link(link: str, on_terminal: bool) -> str:
    """The same for a phone: it opens the portal, with the request where no server sees it."""
    return _draw(segno.make_qr(link, error="l", mode="byte", boost_error=False), on_terminal)


def link_to(portal: str, request: Spelled) -> str:
    """What stands behind the # is never sent to a server."""
    return f"{portal}#{request.code.replace('-', '')}"


def read_portal(text: str | None) -> str | None:
    """Ends with a slash or a path; has no query and no fragment, because the request becomes the fragment."""
    if text is None:
        return None
    try:
        url = urlsplit(text)
        safe = url.hostname and (url.scheme == "https" or (url.scheme == "http" and url.hostname == "localhost"))
    except ValueError:
        safe = None
    if not safe or url.username or url.password or "?" in text or "#" in text:
        raise WrongUsage("--portal is the https address of the portal, such as https://licenses.example.com")
    return url._replace(netloc=url.netloc.lower(), path=url.path or "/").geturl()


def _draw(code: segno.QRCode, on_terminal: bool) -> str:
    rows = [[bool(dark) for dark in row] for row in code.matrix_iter(border=_BORDER)]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    lines = ["".join(map(_half_block, rows[y], rows[y + 1])) for y in range(0, len(rows), 2)]
    return "\n".join(f"{_BLACK_ON_WHITE}{line}{_RESET}" if on_terminal else line for line in lines)


def _half_block(upper: bool, lower: bool) -> str:
    if upper:
        return "█" if lower else "▀"
    return "▄" if lower else " "
