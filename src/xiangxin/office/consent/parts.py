"""Parts of a file that a person may let be seen beside what a consent always shows: each is ticked, or it stays unseen.

Which parts there are stands in the notice itself, so that its hash pins them. A part holds neither money nor debts, no
record of a lender, bureau or court, no score and nothing that speaks against somebody: such a text is no notice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from xiangxin.kernel.text import Text
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.errors import PartUnknown

_MATTERS = frozenset(
    {"land_use", "production", "skill", "training", "civic_honour", "utility_payment", "social_insurance"}
)
"""What one may show of oneself to neighbours; capacity, residence and sources of income point to protected matters."""
_TYPES = frozenset({"bool", "number"})
_SUPPLIERS = frozenset({"person", "authority"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part by its id; ``kinds`` are fields and kinds of records of law, ``items`` what these are called."""

    id: str
    label: Text
    kinds: tuple[str, ...]
    items: tuple[Text, ...]

    @property
    def described(self) -> Text:
        """The part with what is in it."""
        zh, en = ("、".join(item.zh for item in self.items), ", ".join(item.en for item in self.items))
        return Text(f"{self.label.zh}：{zh}", f"{self.label.en}: {en}")


def named(parts: Iterable[Part]) -> Text:
    """What is shown besides, in words."""
    labels = [part.label for part in parts]
    if not labels:
        return Text("没有", "nothing")
    return Text("；".join(label.zh for label in labels), "; ".join(label.en for label in labels))


def parts_in(content: dict[str, Any]) -> tuple[Part, ...]:
    """The parts that a notice offers; none where it offers no choice."""
    return tuple(
        Part(
            one["id"],
            Text(one["zh"], one["en"]),
            tuple(item["id"] for item in one["items"]),
            tuple(Text(item["zh"], item["en"]) for item in one["items"]),
        )
        for one in content.get("parts", ())
    )


def choices_of(parts: Iterable[Part], lang: str) -> list[tuple[str, str]]:
    """The parts as something to tick."""
    return [(part.id, part.label.in_language(lang)) for part in parts]


def chosen_of(content: dict[str, Any], ticked: str) -> tuple[Part, ...]:
    """Those of a notice's parts that a consent names."""
    return tuple(part for part in parts_in(content) if part.id in ticked.split())


def ticked(content: dict[str, Any], ids: Collection[str]) -> str:
    """What the person ticked, as a consent keeps it. ``PartUnknown`` for what the notice does not offer."""
    offered = [part.id for part in parts_in(content)]
    if not set(ids) <= set(offered):
        raise PartUnknown("parts")
    return " ".join(name for name in offered if name in ids)


def drafted(said: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of a notice's file as its content keeps them: with the words that law has for each item."""
    return [{"id": name, **one["label"], "items": [_item(kind) for kind in one["kinds"]]} for name, one in said.items()]


def unfit(said: dict[str, Any]) -> Iterable[str]:
    """Items of a notice's file that no panel may be shown, whatever somebody ticks."""
    return [kind for one in said.values() for kind in one["kinds"] if not _may_be_shown(kind)]


def _may_be_shown(kind: str) -> bool:
    field, record = law().fields.get(kind), law().record_kinds.get(kind)
    if field is not None:
        plain = field.consent_class == FILE and field.level == "general" and not field.opaque
        return plain and field.matter in _MATTERS and field.type in _TYPES and field.supplied_by in _SUPPLIERS
    if record is None or record.matter not in _MATTERS or law().matters[record.matter].adverse:
        return False
    return record.supplied_by == "authority" and all(one.type != "money" for one in record.fields)


def _item(kind: str) -> dict[str, str]:
    spec = law().fields.get(kind) or law().record_kinds[kind]
    return {"id": kind, "zh": spec.label.zh, "en": spec.label.en}
