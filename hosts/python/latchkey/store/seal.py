"""The seal around the record: AES-256-GCM, so that any change of the file is noticed.

What it is for: nobody edits a witness or a pending request by accident or with an editor, and a record does not open under another product. What
it is not: the key lies beside the record (or in the keychain of the same user), so whoever may read both can open and seal them. That gains nothing:
the license is the vendor's signature, bound to this machine by the module.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32

# offset 0: magic "LKS1", also authenticated · 4: nonce, 12 bytes · 16: ciphertext · last 16: tag
_MAGIC = b"LKS1"
_NONCE_BYTES = 12
_TAG_BYTES = 16


def seal(file_key: bytes, product: str, record: bytes) -> bytes:
    # Random nonces: a store would have to be written 2^32 times under one key before a repetition becomes thinkable.
    nonce = os.urandom(_NONCE_BYTES)
    return _MAGIC + nonce + _cipher(file_key, product).encrypt(nonce, record, _MAGIC)


def unseal(file_key: bytes, product: str, sealed: bytes) -> bytes | None:
    """The record, or ``None`` when this key did not seal exactly these bytes."""
    at = len(_MAGIC) + _NONCE_BYTES
    if len(sealed) < at + _TAG_BYTES or not sealed.startswith(_MAGIC):
        return None
    try:
        return _cipher(file_key, product).decrypt(sealed[len(_MAGIC) : at], sealed[at:], _MAGIC)
    except InvalidTag:
        return None


def _cipher(file_key: bytes, product: str) -> AESGCM:
    purpose = b"latchkey/store/1\0" + product.encode()
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(file_key))
