"""A household comes in by a code or a slip, always with a second fact; who asks learns nothing about a number."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from bases.accounts_made import viewer_for
from xiangxin.kernel.typed import compact
from xiangxin.office.accounts import errors, household, phone
from xiangxin.office.accounts.actions import household as acting
from xiangxin.office.accounts.choices import Role, SlipKind
from xiangxin.office.accounts.household import Found
from xiangxin.office.accounts.models import Account, Mandate, PhoneCode, PhoneDoor, SignIn, Slip
from xiangxin.office.accounts.rules import term
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

VILLAGE = "990101101001"
MOTHER, SON = Found(UUID(int=1), VILLAGE), Found(UUID(int=2), VILLAGE)
NUMBER, SONS = "99010119500101012X", "990101197501013456"
PIN = "7391"
KNOWN, SHARED, UNKNOWN = "19900000001", "19900000002", "19900000009"


class Family:
    """A mother with a phone of her own and one she shares with her son."""

    def by_phone(self, phone: str) -> Sequence[Found]:
        return {KNOWN: (MOTHER,), SHARED: (MOTHER, SON)}.get(phone, ())

    def has_number(self, person: UUID, typed: str) -> bool:
        return {MOTHER.person: NUMBER, SON.person: SONS}[person] == compact(typed).upper()

    def is_seen_in(self, person: UUID, digits: str) -> bool:
        return digits in {MOTHER.person: NUMBER, SON.person: SONS}[person]


@pytest.fixture(autouse=True)
def family() -> Iterator[None]:
    before = household.finder()
    household.register(Family())
    yield
    household.register(before)


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    monkeypatch.setattr(phone, "deliver", lambda number, text: texts.append((number, text)))
    return texts


@pytest.fixture
def keeper() -> Viewer:
    return viewer_for(Role.STATION_KEEPER, VILLAGE)


def ask(client: Client, number: str = KNOWN) -> str:
    """Ask for a code; what the demo page shows of it."""
    client.post("/sign-in/household/", {"phone": number})
    return str(client.session["phone_code"]["shown"])


def enter(client: Client, code: str, fact: str) -> int:
    return client.post("/sign-in/household/code/", {"code": code, "fact": fact}).status_code


def person_in(client: Client) -> UUID | None:
    known = client.session.get("_auth_user_id")
    return None if known is None else Account.objects.get(id=known).person


def said(act: str) -> int:
    return Entry.objects.filter(act=act).count()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize(
    "fact", [NUMBER, NUMBER.lower(), "990101 19500101 012x", "９９０１０１-１９５００１０１-０１２Ｘ"]
)
def test_a_code_and_the_whole_identity_number_open_the_own_page(client: Client, fact: str) -> None:
    code = ask(client)
    assert enter(client, code, fact) == 302
    viewer = client.get("/").wsgi_request.viewer  # type: ignore[attr-defined]
    assert (viewer.role, viewer.person, viewer.area, viewer.ground) == ("household", MOTHER.person, VILLAGE, "own")
    assert said("accounts.signed_in") == 1


def test_a_code_alone_never_opens(client: Client) -> None:
    code = ask(client)
    assert enter(client, code, "9999") == 422
    assert client.post("/sign-in/household/code/", {"code": code}).status_code == 422
    assert person_in(client) is None
    assert enter(client, code, NUMBER) == 302


def test_the_second_fact_alone_never_opens(client: Client) -> None:
    code = ask(client)
    assert enter(client, wrong(code), NUMBER) == 422
    assert person_in(client) is None
    assert said("accounts.household_refused") == 1


def test_a_family_s_phone_opens_for_the_one_who_knows_the_own_fact(client: Client) -> None:
    code = ask(client, SHARED)
    assert enter(client, code, SONS) == 302
    assert person_in(client) == SON.person


def test_a_code_is_used_once_and_only_by_who_asked(client: Client) -> None:
    code = ask(client)
    other = Client()
    assert other.post("/sign-in/household/code/", {"code": code, "fact": NUMBER})["Location"] == "/sign-in/household/"
    asked = client.session["phone_code"]["id"]
    assert enter(client, code, NUMBER) == 302
    with pytest.raises(errors.CodeInvalid):
        acting.enter_by_code(client.get("/").wsgi_request, UUID(asked), [MOTHER], code, NUMBER)
    assert SignIn.objects.count() == 1


def test_a_code_ends_after_five_minutes(client: Client) -> None:
    code = ask(client)
    with maintenance("tests"):
        PhoneCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert enter(client, code, NUMBER) == 422
    assert person_in(client) is None


def test_a_code_ends_after_five_tries(client: Client) -> None:
    code = ask(client)
    for _ in range(term("code.tries")):
        enter(client, wrong(code), NUMBER)
    assert enter(client, code, NUMBER) == 422
    assert person_in(client) is None


def test_a_code_is_kept_as_a_hash_and_the_number_nowhere(client: Client, sent: list[tuple[str, str]]) -> None:
    code = ask(client)
    row = PhoneCode.objects.get()
    assert code not in row.code
    assert row.code.startswith("argon2")
    assert KNOWN.encode() not in bytes(row.phone)
    decoded = json.dumps([session.get_decoded() for session in Session.objects.all()])
    assert KNOWN not in decoded
    ((number, text),) = sent
    assert number == KNOWN
    assert re.search(r"\d{6}", text).group() == code  # type: ignore[union-attr]


def test_an_unknown_number_gets_the_same_answers_in_the_same_steps(
    sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []

    def counted(method: Callable[..., object]) -> Callable[..., object]:
        def count(*args: object) -> object:
            hashes.append("hash")
            return method(*args)

        return count

    acting._nothing()
    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, counted(getattr(Argon2PasswordHasher, name)))
    pages, counts = [], []
    for number in (KNOWN, UNKNOWN):
        client = Client(REMOTE_ADDR="10.0.0.5")
        hashes.clear()
        asked = client.post("/sign-in/household/", {"phone": number})
        page = client.get("/sign-in/household/code/").content.decode()
        answer = client.post("/sign-in/household/code/", {"code": "000000", "fact": NUMBER}).content.decode()
        counts.append(len(hashes))
        pages.append([asked["Location"], *(re.sub(r"\w{64}", "", text) for text in (page, answer))])
    assert pages[0] == pages[1]
    assert counts[0] == counts[1]
    assert [number for number, _ in sent] == [KNOWN]
    assert "000000" not in pages[0][2].split("<main")[0]
    assert PhoneCode.objects.count() == PhoneDoor.objects.count() == 2


def test_a_number_gets_so_many_codes_a_day_known_or_not(client: Client, sent: list[tuple[str, str]]) -> None:
    for number in (KNOWN, UNKNOWN):
        for _ in range(term("code.per_day")):
            assert client.post("/sign-in/household/", {"phone": number}).status_code == 302
        answer = client.post("/sign-in/household/", {"phone": number})
        assert answer.status_code == 422
        assert "验证码要得太多了" in answer.content.decode()
    assert len(sent) == term("code.per_day")
    PhoneDoor.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert client.post("/sign-in/household/", {"phone": KNOWN}).status_code == 302


@pytest.mark.parametrize("typed", ["12345", "", "abcdefghijk", "1990000000", "２９９0000000１", "1" * 31])
def test_what_is_no_number_is_said_at_the_field(client: Client, typed: str) -> None:
    assert client.post("/sign-in/household/", {"phone": typed}).status_code == 422
    assert PhoneCode.objects.count() == 0


def test_after_ten_wrong_facts_only_the_station_opens_the_phone_again(client: Client, keeper: Viewer) -> None:
    code = ask(client)
    with maintenance("tests"):
        PhoneDoor.objects.update(wrong_facts=term("code.wrong_facts") - 1)
    assert enter(client, code, "9999") == 422
    assert enter(client, code, NUMBER) == 422
    assert person_in(client) is None
    acting.open_phone_again(keeper, KNOWN)
    assert enter(client, code, NUMBER) == 302


def test_the_word_set_at_the_station_is_a_second_fact_too(client: Client, keeper: Viewer) -> None:
    with pytest.raises(errors.WordUnfit):
        acting.set_word(keeper, MOTHER, "012x")
    acting.set_word(keeper, MOTHER, "老槐树下")
    code = ask(client)
    assert enter(client, code, "老槐树下") == 302
    assert "老槐树下" not in Account.objects.get(person=MOTHER.person).word.word


def test_a_slip_opens_once_with_the_second_fact(client: Client, keeper: Viewer) -> None:
    issued = acting.issue_slip(keeper, MOTHER, PIN)
    given = {"code": issued.code.lower().replace("-", " "), "pin": PIN}
    assert client.post("/sign-in/household/slip/", given | {"pin": "9998"}).status_code == 422
    assert client.post("/sign-in/household/slip/", given).status_code == 302
    assert person_in(client) == MOTHER.person
    again = Client()
    assert again.post("/sign-in/household/slip/", given).status_code == 422
    assert person_in(again) is None
    assert (said("accounts.slip_issued"), said("accounts.slip_used"), said("accounts.slip_refused")) == (1, 1, 1)
    assert issued.code.replace("-", "").encode() not in bytes(Slip.objects.get().code)


def test_a_slip_ends_by_time_by_tries_and_by_a_newer_one(client: Client, keeper: Viewer) -> None:
    def opens(code: str) -> bool:
        fresh = Client()
        return fresh.post("/sign-in/household/slip/", {"code": code, "pin": PIN}).status_code == 302

    first = acting.issue_slip(keeper, MOTHER, PIN)
    second = acting.issue_slip(keeper, MOTHER, PIN)
    assert not opens(first.code)
    for _ in range(term("slip.tries")):
        client.post("/sign-in/household/slip/", {"code": second.code, "pin": "9998"})
    assert not opens(second.code)
    third = acting.issue_slip(keeper, MOTHER, PIN)
    assert third.expires_at - third.slip.issued_at == timedelta(hours=term("slip.household_hours"))
    assert opens(third.code)


def test_two_who_use_one_slip_at_once_do_not_both_come_in(keeper: Viewer) -> None:
    issued = acting.issue_slip(keeper, MOTHER, PIN)
    one, other = (Slip.objects.get(id=issued.slip.id) for _ in range(2))
    acting.use_slip(one, keeper.actor)
    with pytest.raises(errors.SlipInvalid):
        acting.use_slip(other, keeper.actor)
    assert said("accounts.slip_used") == 1


def test_only_the_keeper_of_a_station_in_the_area_prints_slips(keeper: Viewer) -> None:
    for by, error in (
        (viewer_for(Role.VILLAGE_CADRE, VILLAGE), errors.RoleMayNotPropose),
        (viewer_for(Role.ACCOUNT_MANAGER), errors.RoleMayNotPropose),
        (viewer_for(Role.STATION_KEEPER, "990101101002"), errors.BeyondOwnArea),
    ):
        with pytest.raises(error):
            acting.issue_slip(by, MOTHER, PIN)
    assert Slip.objects.count() == 0
    assert said("accounts.refused") == 3


def test_a_relative_s_slip_is_a_mandate_and_the_log_says_so(client: Client, keeper: Viewer) -> None:
    mandate = acting.give_mandate(keeper, MOTHER, SON.person, days=30)
    issued = acting.issue_mandate_slip(keeper, MOTHER, mandate.id, PIN)
    client.post("/sign-in/household/slip/", {"code": issued.code, "pin": PIN})
    viewer = client.get("/").wsgi_request.viewer  # type: ignore[attr-defined]
    assert (viewer.person, viewer.mandate, viewer.ground) == (MOTHER.person, mandate.id, "mandate")
    assert str(viewer.actor) == f"account:{viewer.account} for mandate:{mandate.id}"
    assert SignIn.objects.get().way == "mandate"


def test_a_mandate_that_ended_opens_nothing(client: Client, keeper: Viewer) -> None:
    mandate = acting.give_mandate(keeper, MOTHER, SON.person, days=30)
    issued = acting.issue_mandate_slip(keeper, MOTHER, mandate.id, PIN)
    client.post("/sign-in/household/slip/", {"code": issued.code, "pin": PIN})
    acting.end_mandate(keeper, mandate.id)
    assert client.get("/").status_code == 403
    with pytest.raises(Exception, match="address_unknown"):
        acting.issue_mandate_slip(keeper, MOTHER, mandate.id, PIN)


@pytest.mark.parametrize(("holder", "days"), [(MOTHER.person, 30), (SON.person, 0), (SON.person, 366)])
def test_a_mandate_has_a_term_and_is_for_somebody_else(keeper: Viewer, holder: UUID, days: int) -> None:
    with pytest.raises((errors.TermTooLong, errors.NotToOneself)):
        acting.give_mandate(keeper, MOTHER, holder, days)
    assert Mandate.objects.count() == 0


def test_a_first_slip_of_staff_opens_no_household_s_page(client: Client) -> None:
    issued = viewer_for(Role.SYSTEM_ADMIN)
    from xiangxin.office.accounts import actions  # noqa: PLC0415

    first = actions.create_account(issued, "new.clerk", "新人")
    assert first.slip.kind == SlipKind.FIRST
    answer = client.post("/sign-in/household/slip/", {"code": first.code, "pin": PIN})
    assert answer.status_code == 422


def test_a_household_s_account_follows_the_person_to_another_village(client: Client) -> None:
    enter(client, ask(client), NUMBER)
    moved = acting.household_account(Found(MOTHER.person, "990101101002"))
    assert [post.area for post in moved.posts.filter(ended_at=None)] == ["990101101002"]
    assert client.get("/").wsgi_request.viewer.area == "990101101002"  # type: ignore[attr-defined]
    assert Account.objects.filter(person=MOTHER.person).count() == 1


def test_a_household_s_account_holds_no_password_and_gets_no_post() -> None:
    account = acting.household_account(MOTHER)
    assert not account.has_usable_password()
    assert str(MOTHER.person) not in account.display


@override_settings(DEMO=False)
def test_without_a_gateway_nobody_signs_in_by_phone(client: Client) -> None:
    page = client.get("/sign-in/household/")
    assert "没有开通短信" in page.content.decode()
    client.post("/sign-in/household/", {"phone": KNOWN})
    assert PhoneCode.objects.count() == 0


def test_the_code_is_shown_on_the_page_in_a_demo_on_this_machine_only() -> None:
    here, elsewhere = Client(), Client(REMOTE_ADDR="10.0.0.5")
    for client in (here, elsewhere):
        client.post("/sign-in/household/", {"phone": KNOWN})
    assert "shown" in here.session["phone_code"]
    assert "shown" not in elsewhere.session["phone_code"]
    with override_settings(DEMO=False):
        assert "没有真的短信" not in here.get("/sign-in/household/code/").content.decode()


def test_an_address_asks_for_so_many_codes_an_hour(client: Client) -> None:
    now, here = timezone.now(), acting.digest_of("address", "127.0.0.1")
    with maintenance("tests"):
        PhoneCode.objects.bulk_create(
            PhoneCode(phone=b"p", code="", address=here, sent_at=now, expires_at=now)
            for _ in range(term("code.per_address_an_hour"))
        )
    assert client.post("/sign-in/household/", {"phone": KNOWN}).status_code == 422
    assert Client(REMOTE_ADDR="10.0.0.5").post("/sign-in/household/", {"phone": KNOWN}).status_code == 302
