"""What the command needs to be told: the product and whom to trust. There is no default for either."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .desk import WrongUsage

CONFIG_NAME = "latchkey.json"


def read_config(
    folder: Path, product: str | None, keys: Sequence[str] | None, file: Path | None
) -> tuple[str, list[bytes]]:
    """Product and public keys. Options win over the file, each for itself."""
    said = _read_file(file or folder / CONFIG_NAME, named=file is not None)
    product = product or said.get("product")
    keys = keys or said.get("publicKeys")
    if not product:
        raise WrongUsage(f'No product. Pass --product ID, or write "product" into {CONFIG_NAME}.')
    if not keys:
        raise WrongUsage(
            f'No public key. Pass --key KEY, or write "publicKeys": ["…"] into {CONFIG_NAME}. The vendor\'s portal shows the key; it ships with the application.'
        )
    return product, [read_key(key) for key in keys]


def _read_file(path: Path, *, named: bool) -> dict[str, Any]:
    """A file that was named must be there; the one that is looked for need not."""
    try:
        parsed = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if not named:
            return {}
        raise WrongUsage(f"{path} cannot be read: there is no such file.") from None
    except OSError:
        raise WrongUsage(f"{path} cannot be read: check its permissions.") from None
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise WrongUsage(f'{path} is not a JSON object like {{"product": "…", "publicKeys": ["…"]}}.')
    product, keys = parsed.get("product"), parsed.get("publicKeys")
    if product is not None and not isinstance(product, str):
        raise WrongUsage(f'"product" in {path} is not a text.')
    if keys is not None and not (isinstance(keys, list) and all(isinstance(key, str) for key in keys)):
        raise WrongUsage(f'"publicKeys" in {path} is not a list of texts.')
    return parsed


def read_key(text: str) -> bytes:
    """32 bytes as hexadecimal digits, base64 or base64url. Whether they are a good key is judged by the module."""
    trimmed = text.strip()
    if re.fullmatch(r"[0-9a-fA-F]{64}", trimmed):
        return bytes.fromhex(trimmed)
    if re.fullmatch(r"[A-Za-z0-9+/_-]{43}=?", trimmed):
        return base64.urlsafe_b64decode(trimmed.rstrip("=").replace("+", "-").replace("/", "_") + "=")
    raise WrongUsage("A public key is 64 hexadecimal digits, or 43 characters of base64. Copy it again.")
