"""What counts as a consent in writing, by the way it was given; which classes need writing is law data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.consent.choices import Channel
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.grounds import DATA

Writing = Literal["at_once", "signature", "confirmed"]
PHRASES = frozenset({"本人同意", "我同意", "I agree"})
"""What is typed by hand as the signature step on a phone; blanks and capitals do not matter."""


@dataclass(frozen=True, slots=True)
class Way:
    """When a consent given this way is one in writing, and on which text that rests."""

    writing: Writing
    says: Text
    source: Text


@cache
def channels() -> dict[str, Way]:
    """Every channel; ``ValueError`` where the file does not know exactly the channels of the room."""
    content = shipped(DATA / "channels.yaml")
    if content.keys() != set(Channel.values):
        raise ValueError("channels.yaml does not name each channel once")
    return {
        name: Way(entry["writing"], Text(**entry["says"]), Text(**entry["source"])) for name, entry in content.items()
    }


def needs_writing(field_class: str) -> bool:
    """Whether law asks for this class in writing."""
    return field_class in law().written_consents


def written_at_once(channel: str) -> bool:
    """Whether a consent given with its signature step is in writing before anybody has confirmed it."""
    return channels()[channel].writing != "confirmed"


def is_signed(channel: str, signature: str) -> bool:
    """Whether ``signature`` is the signature step of the channel: typed words, the number of a signed slip, a form."""
    typed = "".join(signature.split())
    if channel in (Channel.PHONE, Channel.SLIP):
        return typed.casefold() in {"".join(phrase.split()).casefold() for phrase in PHRASES}
    return 0 < len(typed) <= 40
