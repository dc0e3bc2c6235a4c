"""A teacher's code: what keeps pupils from changing what a teacher has set. It is no protection against files."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_COST = {"n": 2**14, "r": 8, "p": 1}


def hashed(code: str) -> str:
    """A code as the settings keep it: salt and hash."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_hash(code, salt)}"


def fits(code: str, kept: str) -> bool:
    """True if this is the code; also true where none was set."""
    if not kept:
        return True
    salt, _, digest = kept.partition(":")
    try:
        return hmac.compare_digest(_hash(code, bytes.fromhex(salt)), digest)
    except ValueError:
        return False


def _hash(code: str, salt: bytes) -> str:
    return hashlib.scrypt(code.strip().encode(), salt=salt, n=_COST["n"], r=_COST["r"], p=_COST["p"]).hex()
