"""The Standard Webhooks scheme: three headers, HMAC-SHA-256 over id, time and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret as the receiving system's library takes it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def headers(message_id: str, seconds: int, body: bytes, with_secrets: Iterable[str]) -> dict[str, str]:
    """The three headers; a signature for each secret, so that one can be changed without losing a message."""
    signed = f"{message_id}.{seconds}.".encode("ascii") + body
    signatures = " ".join(f"v1,{_signature(secret, signed)}" for secret in with_secrets)
    return {"webhook-id": message_id, "webhook-timestamp": str(seconds), "webhook-signature": signatures}


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode("ascii")
