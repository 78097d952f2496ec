"""Line 8: whoever is looked at can see it. What pages, searches and exports showed of a person is what the person's
own page lists: every look, with the fields that were shown, and nothing that did not happen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in
from bases.consent_made import make_consent, make_institution, make_text
from bases.parties_made import OTHER_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_household, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import reads
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.inserting import insert
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.audit.sealing import seal_reads
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.oversight.wording import field_words, page_words
from xiangxin.office.parties.choices import Why

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
NUMBER = id_number()
CARD = re.compile(r'<div class="card">\s*<h3>(.*?)</h3>(.*?</dl>.*?)</div>', re.DOTALL)
PAIR = re.compile(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.DOTALL)
TIME = re.compile(r"<li>.*? · (.*?) · 编号", re.DOTALL)
OWN = "您自己看了"
Seen = tuple[str, str]
"""Page and fields, in the words of the person's page."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, str, frozenset[str]]]:
    """Whose rows left which page with which fields, written down where the rows leave and not where notes are kept."""
    kept: list[tuple[UUID, str, frozenset[str]]] = []

    def leave(notes: Sequence[PendingRead]) -> None:
        kept.extend((one.person, one.what, frozenset(one.fields.split(","))) for one in notes)
        insert(notes)

    monkeypatch.setattr(reads, "insert", leave)
    return kept


def desk(role: str, area: str, institution: Institution | None = None) -> Client:
    client = Client()
    sign_in(client, make_account(role, area, institution))
    return client


def of_others(page: str) -> list[tuple[str, dict[str, str]]]:
    """Every look of others on the page, those folded into one card too: who, the pairs of the card, and the page."""
    of_others = [day.partition(OWN)[0] for day in page.split("<section")]
    return [
        (who, {**dict(PAIR.findall(below)), "在哪里看的": where})
        for day in of_others
        for who, below in CARD.findall(day)
        for where in TIME.findall(below)
    ]


def listed(phone: Client) -> list[tuple[str, dict[str, str]]]:
    found, number = [], 1
    while True:
        page = phone.get(reverse("oversight:looks"), {"page": number}).content.decode()
        found += of_others(page)
        if "更早的" not in page:
            return found
        number += 1


def test_line_8_what_was_shown_of_a_person_is_what_the_persons_page_lists(
    shown: list[tuple[UUID, str, frozenset[str]]],
) -> None:
    bank = make_institution(slug="bank-of-the-county")
    me, neighbour = make_person(number=NUMBER, phone="19900000077"), make_person("李邻居")
    household = make_household([me, neighbour])
    make_village(OTHER_VILLAGE)
    make_consent(me.id, receiver=bank)
    make_text("scoring", "file")
    shown.clear()

    cadre = desk(Role.VILLAGE_CADRE, VILLAGE)
    assert cadre.get(reverse("parties:people", args=[VILLAGE])).status_code == 200
    assert cadre.get(reverse("parties:person", args=[me.id])).status_code == 200
    assert cadre.get(reverse("parties:household", args=[household.id])).status_code == 200
    unmask = {"fields_wanted": ["phone"], "why": Why.values[0], "words": "核对电话"}
    assert cadre.post(reverse("parties:unmask", args=[me.id]), unmask).status_code == 200
    assert cadre.get(reverse("parties:people", args=[VILLAGE]), {"as": "xlsx"}).status_code == 200
    cadre.post(reverse("parties:look_up"), {"id_number": NUMBER})
    assert desk(Role.VILLAGE_CADRE, OTHER_VILLAGE).get(reverse("parties:person", args=[me.id])).status_code == 404

    manager = desk(Role.ACCOUNT_MANAGER, TOWNSHIP, bank)
    assert manager.get(reverse("parties:person", args=[me.id])).status_code == 200
    other = desk(Role.ACCOUNT_MANAGER, TOWNSHIP, make_institution(slug="another-bank"))
    assert other.get(reverse("parties:person", args=[me.id])).status_code in (403, 404)

    keeper = desk(Role.STATION_KEEPER, TOWNSHIP, make_institution("station"))
    keeper.post(reverse("station:desk"), {"id_number": NUMBER})
    assert keeper.get(reverse("station:desk")).status_code == 200

    auditor = desk(Role.AUDITOR, "990101000000")
    auditor.get(reverse("oversight:log"), {"person": str(me.id)})
    make_checkpoint()
    auditor.post(reverse("oversight:export"))
    work_off()

    expected = Counter(
        (page_words(what).zh, "、".join(dict.fromkeys(field_words(name).zh for name in sorted(fields))))
        for person, what, fields in shown
        if person == me.id
    )
    pages = {what for person, what, _ in shown if person == me.id}
    assert pages >= {
        "parties.village",
        "parties.person",
        "parties.household",
        "parties.unmask",
        "parties.look_up",
        "station.card",
        "station.desk",
        "oversight.log",
        "oversight.export",
    }

    phone = Client()
    sign_in(phone, make_account(Role.HOUSEHOLD, VILLAGE, person=me.id))
    for _ in range(2):
        found = listed(phone)
        assert Counter((pairs["在哪里看的"], pairs["看了哪些"]) for _who, pairs in found) == expected
        seal_reads()
    who = Counter(who for who, _pairs in found)
    assert who[f"客户经理 · {bank.name}"] == sum(1 for _who, pairs in found if pairs["凭什么"] == "本人同意")
    assert {name.partition(" ·")[0] for name in who} == {"村干部", "客户经理", "服务站工作人员", "审计员"}

    stranger = Client()
    sign_in(stranger, make_account(Role.HOUSEHOLD, VILLAGE, person=make_person("王新来").id))
    assert "还没有别人看过您的信息" in stranger.get(reverse("oversight:looks")).content.decode()
