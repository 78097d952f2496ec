"""Whether a message is signed by one of a feed's secrets, now. Nothing is read from a message before."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping

from xiangxin.office.feeds.errors import MessageTooOld, SignatureWrong
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.outbox.signing import headers

_NUMBER = re.compile(r"[!-~]{1,120}")
_MOST_SIGNATURES = 10


def check(sent: Mapping[str, str], body: bytes, now: float, with_secrets: Iterable[str]) -> str:
    """The message's number, where a secret signed number, time and body. ``SignatureWrong``, ``MessageTooOld``."""
    number, at = sent.get("webhook-id", ""), sent.get("webhook-timestamp", "")
    given = sent.get("webhook-signature", "").split(" ")[:_MOST_SIGNATURES]
    if not _NUMBER.fullmatch(number) or not re.fullmatch(r"[0-9]{1,12}", at):
        raise SignatureWrong("webhook-signature")
    matched = False
    for secret in with_secrets:
        ours = headers(number, int(at), body, [secret])["webhook-signature"].encode("ascii")
        for theirs in given:
            matched |= hmac.compare_digest(ours, theirs.encode("utf-8", "replace"))
    if not matched:
        raise SignatureWrong("webhook-signature")
    if abs(now - int(at)) > LIMITS["replay_seconds"]:
        raise MessageTooOld("webhook-timestamp")
    return number
