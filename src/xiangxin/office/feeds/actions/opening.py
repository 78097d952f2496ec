"""Opens and ends feeds by two persons. The secret is the provider's own: neither of the two ever sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.feeds import errors
from xiangxin.office.feeds.choices import Way
from xiangxin.office.feeds.filters import filters
from xiangxin.office.feeds.models import Feed, FeedState
from xiangxin.office.feeds.rules import OF_INSTITUTION, may_hold, seen_by
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake.catalog import form_of, forms
from xiangxin.office.intake.errors import AgreementLacksForm, AgreementOver, AgreementUnfit
from xiangxin.office.intake.keepers import AGREEMENT_DECIDERS, AGREEMENT_KEEPERS
from xiangxin.office.intake.models import Agreement
from xiangxin.office.intake.standing import is_in_force
from xiangxin.office.outbox.addresses import check_address
from xiangxin.office.outbox.signing import new_secret
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import open_on, seal_on

OPEN, END = "feeds.feed_opened", "feeds.feed_ended"
_WORD = re.compile(r"[A-Za-z0-9\-._~+/=]{16,200}")


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed as it is asked for. ``url`` only where the office asks; ``expected_hours``: longer silence is told."""

    agreement: UUID
    form: str
    way: str
    url: str = ""
    expected_hours: int = 48


def propose_feed(by: Viewer, new: NewFeed, reason: str) -> Proposal:
    """Ask a second person to open a feed. Errors: ``AgreementUnfit``, ``FormHasNoFeed``, ``FeedTaken``,
    ``AddressNeeded``, those of addresses and of proposals."""
    payload = {
        "agreement": str(new.agreement),
        "form": new.form,
        "way": new.way,
        "url": new.url.strip(),
        "area": by.area,
        "expected_hours": new.expected_hours,
    }
    return proposals.propose(OPEN, by, payload, reason, by.area)


def propose_ending(by: Viewer, feed: UUID, reason: str) -> Proposal:
    """Ask a second person to end a feed. ``AddressUnknown``, ``FeedEnded``."""
    row = Feed.objects.filter(seen_by(by), id=feed).first()
    if row is None:
        raise AddressUnknown
    return proposals.propose(END, by, {"feed": str(row.id)}, reason, row.area)


def issue_secret(by: Viewer, feed: UUID) -> str:
    """A new secret for a feed that is sent to, told this once to the provider; the one before holds for a day more.

    Errors: ``AddressUnknown`` for anybody but the provider, ``AddressNeeded`` for a feed that asks.
    """
    secret = new_secret()
    _put_secret(by, feed, secret, Way.WEBHOOK, "feeds.secret_issued")
    return secret


def enter_secret(by: Viewer, feed: UUID, word: str) -> None:
    """The word that opens the provider's address, typed by the provider. ``SecretUnfit``; else as above."""
    if not _WORD.fullmatch(word):
        raise errors.SecretUnfit("word")
    _put_secret(by, feed, word, Way.PULL, "feeds.secret_entered")


def _put_secret(by: Viewer, feed: UUID, secret: str, way: Way, name: str) -> None:
    now = timezone.now()
    with act(name, by=by.actor, area=by.area) as done:
        found = Feed.objects.select_for_update(of=("self",)).select_related("agreement")
        row = found.filter(seen_by(by), id=feed).first()
        if row is None or by.role not in OF_INSTITUTION:
            raise AddressUnknown
        if not may_hold(row.agreement):
            raise errors.FeedEnded()
        if row.way != way:
            raise errors.AddressNeeded()
        done.about = f"feeds.feed:{row.id}"
        if row.secret_sealed is not None:
            row.previous_until_at = now + timedelta(hours=LIMITS["overlap_hours"])
            # What was sealed for one column opens in no other.
            seal_on(row, "previous_sealed", open_on(row, "secret_sealed"))
        seal_on(row, "secret_sealed", secret)
        row.save(update_fields=["secret_sealed", "previous_sealed", "previous_until_at"])
        done.wrote(row)


def _agreement(payload: proposals.Payload) -> Agreement:
    row = Agreement.objects.select_related("provider", "receiver").filter(id=UUID(str(payload["agreement"]))).first()
    if row is None:
        raise AgreementUnfit("agreement")
    if payload["form"] not in row.forms:
        raise AgreementLacksForm("form")
    if not is_in_force(row, timezone.localdate()):
        raise AgreementOver("agreement")
    return row


def _check(payload: proposals.Payload, _by: Viewer) -> None:
    row = _agreement(payload)
    if payload["form"] not in filters():
        raise errors.FormHasNoFeed("form")
    if payload["way"] not in Way.values or (payload["way"] == Way.PULL) != bool(payload["url"]):
        raise errors.AddressNeeded("url")
    if payload["url"]:
        check_address(payload["url"])
    if Feed.objects.filter(agreement=row, form=payload["form"], ended_at=None).exists():
        raise errors.FeedTaken("form")


def _told(payload: proposals.Payload) -> list[tuple[Text, str | Text]]:
    row = Agreement.objects.select_related("provider").filter(id=UUID(str(payload["agreement"]))).first()
    form = str(payload["form"])
    lines: list[tuple[Text, str | Text]] = [
        (Text("协议", "Agreement"), "" if row is None else row.number),
        (Text("提供单位", "Provider"), "" if row is None else row.provider.name),
        (Text("表", "Form"), form_of(form).title if form in forms() else form),
        (Text("方式", "Way"), str(Way(payload["way"]).label)),
    ]
    return lines + ([(Text("地址", "Address"), str(payload["url"]))] if payload["url"] else [])


@proposals.two_person(
    OPEN,
    label=Text("开通数据接口", "Open a feed"),
    proposed_by=AGREEMENT_KEEPERS,
    decided_by=AGREEMENT_DECIDERS,
    check=_check,
    told=_told,
)
def _opened(payload: proposals.Payload, decision: proposals.Decision) -> None:
    now = timezone.now()
    row = Feed(
        agreement=_agreement(payload),
        form=payload["form"],
        way=payload["way"],
        url=payload["url"],
        area=payload["area"],
        expected_hours=int(payload["expected_hours"]),
        opened_at=now,
    )
    content = {"agreement": str(row.agreement_id), "form": row.form, "way": row.way}
    with act(OPEN, by=decision.by.actor, about=row, area=row.area, payload=content) as done:
        row.save(force_insert=True)
        FeedState.objects.create(feed=row, due_at=now)
        done.wrote(row)


def _check_end(payload: proposals.Payload, _by: Viewer) -> None:
    if not Feed.objects.filter(id=UUID(str(payload["feed"])), ended_at=None).exists():
        raise errors.FeedEnded()


def _told_end(payload: proposals.Payload) -> list[tuple[Text, str | Text]]:
    row = Feed.objects.select_related("agreement__provider").filter(id=UUID(str(payload["feed"]))).first()
    if row is None:
        return []
    return [
        (Text("提供单位", "Provider"), row.agreement.provider.name),
        (Text("表", "Form"), form_of(row.form).title if row.form in forms() else row.form),
    ]


@proposals.two_person(
    END,
    label=Text("停用数据接口", "End a feed"),
    proposed_by=AGREEMENT_KEEPERS,
    decided_by=AGREEMENT_DECIDERS,
    check=_check_end,
    told=_told_end,
)
def _ended(payload: proposals.Payload, decision: proposals.Decision) -> None:
    with act(END, by=decision.by.actor, about=f"feeds.feed:{payload['feed']}") as done:
        row = Feed.objects.select_for_update().get(id=UUID(str(payload["feed"])))
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        done.wrote(row)
