"""A certificate follows its line: fetched, signed, verified off line, not valid on the next request when it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from django.conf import settings
from django.utils import timezone
from pytest_django import Settings

from bases.certificates_made import Held, fresh_certificate, make_certificate
from bases.grants_made import BY, letter_of, looking, make_cases, make_line, own_viewer
from xiangxin.cli.main import main
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.verify import verify as verify_log
from xiangxin.office.certificates import errors
from xiangxin.office.certificates.actions import (
    add_key,
    check_code,
    end_certificate,
    follow_lines,
    forget_codes,
    issue_certificate,
    key_for,
    make_code,
    renew_key,
    revoke_key,
    sign_due,
    signed_file,
)
from xiangxin.office.certificates.choices import Ending, Part
from xiangxin.office.certificates.issuer import DEMO_SITE
from xiangxin.office.certificates.models import Certificate, IssuerKey, ShownCode
from xiangxin.office.certificates.papers import certificate_pdf
from xiangxin.office.certificates.queries.mine import lines_of, said_by
from xiangxin.office.certificates.queries.publishing import key_set, published_list
from xiangxin.office.certificates.terms import LIMITS
from xiangxin.office.consent.errors import NotYours
from xiangxin.office.consent.models import Consent
from xiangxin.office.grants.actions import Chosen, decide_on_line, deliver_letter, end_line, take_effect
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.proof.credentials.errors import NotAuthentic
from xiangxin.proof.credentials.household import HOUSEHOLD_CREDIT
from xiangxin.proof.credentials.keys import KeySet
from xiangxin.proof.credentials.model import NotValid
from xiangxin.proof.credentials.verify import verify

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
EVERYTHING = list(Part)
PLACE = "here"
CHECK = "https://county.example/certificates/check/"


def _suspend(held: Held) -> None:
    words = "2026年11月1日起合同项下一笔款项逾期未还。"
    decision = decide_on_line(held.manager, held.grant.id, Chosen(DecisionKind.SUSPEND, "lenders_record", words))
    deliver_letter(held.holder, held.grant.person_id, letter_of(held.grant).id)
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        take_effect(held.manager, decision.id)


def _withdraw(held: Held) -> None:
    with act("tests.withdrawn", by=BY) as done:
        for row in Consent.objects.filter(person=held.grant.person_id, field_class="income_property"):
            row.withdrawn_on = timezone.localdate()
            row.save()
            done.wrote(row)


def _end(held: Held) -> None:
    end_line(held.holder, held.grant.person_id, held.grant.id)


def _file(held: Held, form: str = "sd-jwt", holder: str = "") -> str:
    return signed_file(held.holder, held.grant.person_id, held.certificate.id, EVERYTHING, form, holder)


def _code(held: Held) -> str:
    return make_code(held.holder, held.grant.person_id, held.certificate.id).code


def test_a_certificate_is_had_for_a_line_that_stands_and_once() -> None:
    held = make_certificate()
    row = held.certificate
    assert (row.colour, row.expires_on) == (held.grant.certificate, held.grant.review_on)
    assert issue_certificate(held.holder, held.grant.person_id, held.grant.id).id == row.id
    assert 0 <= row.place < row.list.places
    assert verify_log(seal=True).findings == ()


def test_without_a_line_that_stands_there_is_none() -> None:
    _manager, _bank, (grant,) = make_cases()
    person = own_viewer(grant.person_id)
    with pytest.raises(errors.NoCertificate):
        issue_certificate(person, grant.person_id, grant.id)
    with looking():
        assert not Certificate.objects.exists()


def test_nobody_has_another_persons_certificate() -> None:
    held = make_certificate()
    _manager, _bank, other, stranger = make_line()
    with pytest.raises(NotYours):
        issue_certificate(stranger, held.grant.person_id, held.grant.id)
    with pytest.raises(AddressUnknown):
        issue_certificate(stranger, other.person_id, held.grant.id)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: said_by(stranger, other.person_id, held.certificate.id, EVERYTHING),
        lambda: make_code(stranger, other.person_id, held.certificate.id),
        lambda: end_certificate(stranger, other.person_id, held.certificate.id),
        lambda: signed_file(stranger, other.person_id, held.certificate.id, EVERYTHING, "sd-jwt"),
    )
    for attempt in attempts:
        with pytest.raises(AddressUnknown):
            attempt()
    assert lines_of(stranger, held.grant.person_id) == []
    assert fresh_certificate(held.certificate).withdrawn_on is None


@pytest.mark.parametrize("form", ["sd-jwt", "vc-jose"])
def test_the_signed_file_says_what_the_holder_chose_and_is_verified_off_line(form: str) -> None:
    held = make_certificate()
    text = signed_file(held.holder, held.grant.person_id, held.certificate.id, [Part.COLOUR, Part.BANK], form)
    found = verify(text, [key_set()], timezone.localdate(), published_list(held.certificate.list.name))
    assert (found.issuer, found.kind, found.expires_on) == (DEMO_SITE, HOUSEHOLD_CREDIT, held.certificate.expires_on)
    assert found.about == {
        "county": settings.HOME.title.zh,
        "colour": held.certificate.colour,
        "bank": held.bank.name,
    }
    assert found.status_on == timezone.localdate()


def test_a_file_is_bound_to_a_wallet_and_what_is_no_public_key_is_refused() -> None:
    held = make_certificate()
    wallet = add_key(BY)
    jwk = {"kty": "EC", "crv": "P-256", "x": wallet.x, "y": wallet.y}
    found = verify(_file(held, holder=json.dumps(jwk)), [key_set()], timezone.localdate())
    assert found.holder is not None
    assert found.holder.kid == wallet.kid
    for wrong in ("{", "[]", '{"kty":"RSA"}', json.dumps(jwk | {"d": "AA"}), "[" * 1_900):
        with pytest.raises(errors.HolderKeyUnfit):
            _file(held, holder=wrong)


def test_a_changed_file_and_one_under_another_countys_key_are_refused_by_name() -> None:
    held = make_certificate()
    text = _file(held)
    at = text.index("~") - 20
    with pytest.raises(NotAuthentic):
        verify(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], [key_set()], timezone.localdate())
    used = key_set()
    add_key(BY)
    other = KeySet("https://other-county.example", used.keys)
    own = KeySet(DEMO_SITE, tuple(each for each in key_set().keys if each.key.kid != used.keys[0].key.kid))
    with pytest.raises(NotAuthentic) as refusal:
        verify(text, [own, other], timezone.localdate())
    assert refusal.value.findings[0].code == "key_of_other_issuer"


@pytest.mark.parametrize(
    ("happens", "ending"), [(_suspend, Ending.SUSPENDED), (_withdraw, Ending.GROUND), (_end, Ending.ENDED)]
)
def test_what_ends_the_line_ends_the_certificate_on_the_next_request(
    happens: Callable[[Held], None], ending: Ending
) -> None:
    held = make_certificate()
    assert check_code(_code(held), PLACE)
    text, code = _file(held), _code(held)
    happens(held)
    assert not check_code(code, PLACE)
    with pytest.raises(errors.CertificateOver):
        _code(held)
    with pytest.raises(errors.CertificateOver):
        _file(held)

    assert (follow_lines(BY), follow_lines(BY)) == (1, 0)
    assert (sign_due(BY), sign_due(BY)) == (1, 0)
    assert fresh_certificate(held.certificate).ending == ending
    with pytest.raises(NotValid) as refusal:
        verify(text, [key_set()], timezone.localdate(), published_list(held.certificate.list.name))
    assert [finding.code for finding in refusal.value.findings] == ["withdrawn"]
    assert verify_log(seal=True).findings == ()


def test_a_line_that_is_resumed_brings_another_certificate_and_never_the_old_one() -> None:
    held = make_certificate()
    _suspend(held)
    follow_lines(BY)
    decide_on_line(held.manager, held.grant.id, Chosen(DecisionKind.RESUME))
    again = issue_certificate(held.holder, held.grant.person_id, held.grant.id)
    assert again.number != held.certificate.number
    assert again.place != held.certificate.place
    assert fresh_certificate(held.certificate).withdrawn_on is not None


def test_the_holder_ends_it_and_the_list_says_so_at_once() -> None:
    held = make_certificate()
    text = _file(held, "vc-jose")
    end_certificate(held.holder, held.grant.person_id, held.certificate.id)
    with pytest.raises(errors.CertificateOver):
        end_certificate(held.holder, held.grant.person_id, held.certificate.id)
    with pytest.raises(NotValid):
        verify(text, [key_set()], timezone.localdate(), published_list(held.certificate.list.name))


def test_a_code_works_once_within_minutes_and_the_newest_only() -> None:
    held = make_certificate()
    first, second = _code(held), _code(held)
    assert not check_code(first, PLACE)
    assert [check_code(second.lower().replace("-", " "), PLACE) for _ in range(2)] == [True, False]
    third = make_code(held.holder, held.grant.person_id, held.certificate.id)
    for guess in ("", "AAAA-AAAA-AAAA", "nonsense", third.code[:-1]):
        assert not check_code(guess, PLACE)
    with time_machine.travel(third.expires_at + timedelta(seconds=1), tick=False):
        assert not check_code(third.code, PLACE)


def test_codes_and_questions_have_an_end() -> None:
    held = make_certificate()
    for _ in range(LIMITS["codes_a_day"]):
        code = _code(held)
    with pytest.raises(errors.CodesUsedUp):
        _code(held)
    for _ in range(LIMITS["checks_an_hour"]):
        check_code("AAAA-AAAA-AAAA", "elsewhere")
    with pytest.raises(errors.TooManyChecks):
        check_code(code, "elsewhere")
    assert check_code(code, PLACE)


def test_old_codes_are_forgotten() -> None:
    held = make_certificate()
    _code(held)
    assert forget_codes(BY) == 0
    with time_machine.travel(timezone.now() + timedelta(days=LIMITS["codes_kept_days"] + 1), tick=False):
        assert forget_codes(BY) == 1
    with looking():
        assert not ShownCode.objects.exists()


def test_keys_are_files_of_the_office_alone_and_rotate_without_ending_anything() -> None:
    held = make_certificate()
    old = _file(held)
    key = IssuerKey.objects.get(until_on=None)
    (file,) = settings.HOME.keys.glob(f"certificate-{key.kid[:16]}")
    assert file.stat().st_mode & 0o077 == 0
    assert renew_key(BY, timezone.localdate()) == 0
    assert renew_key(BY, timezone.localdate() + timedelta(days=800)) == 1
    fresh = IssuerKey.objects.get(until_on=None)
    assert verify(old, [key_set()], timezone.localdate()).kid == key.kid
    assert verify(_file(held), [key_set()], timezone.localdate()).kid == fresh.kid != key.kid


def test_a_stolen_key_verifies_nothing_and_files_are_signed_by_another() -> None:
    held = make_certificate()
    old, kid = _file(held), IssuerKey.objects.get().kid
    revoke_key(BY, kid)
    with pytest.raises(errors.KeyUnknown):
        revoke_key(BY, kid)
    with pytest.raises(NotAuthentic):
        verify(old, [key_set()], timezone.localdate())
    assert sign_due(BY) == 1
    state = published_list(held.certificate.list.name)
    assert verify(_file(held), [key_set()], timezone.localdate(), state).kid != kid
    assert list(settings.HOME.keys.glob(f"certificate-{kid[:16]}")) == []


def test_a_lost_key_file_is_replaced_by_a_new_key() -> None:
    kid = key_for(BY, timezone.localdate()).public.kid
    (settings.HOME.keys / f"certificate-{kid[:16]}").unlink()
    assert key_for(BY, timezone.localdate()).public.kid != kid


def test_without_a_public_address_nothing_is_signed(settings: Settings) -> None:
    _manager, _bank, grant, holder = make_line()
    settings.DEMO = False
    with pytest.raises(errors.SiteMissing):
        issue_certificate(holder, grant.person_id, grant.id)
    with looking():
        assert not Certificate.objects.exists()


def test_the_paper_is_the_same_bytes_for_the_same_words_and_holds_what_was_chosen() -> None:
    held = make_certificate()
    said = said_by(held.holder, held.grant.person_id, held.certificate.id, EVERYTHING)
    one = certificate_pdf(said, CHECK)
    assert one.startswith(b"%PDF")
    assert certificate_pdf(said, CHECK) == one
    assert set(said.parts) == set(Part)
    assert said_by(held.holder, held.grant.person_id, held.certificate.id, []).parts == {}


def test_the_command_verifies_what_the_office_issued_and_refuses_a_foreign_key(tmp_path: Path) -> None:
    held = make_certificate()
    state = held.certificate.list.name
    keys, other, file, states = (tmp_path / name for name in ("keys.json", "other.json", "c.txt", "list.jwt"))
    keys.write_text(key_set().write(), "utf-8")
    other.write_text(key_set().write().replace(DEMO_SITE, "https://other-county.example"), "utf-8")
    states.write_text(published_list(state), "utf-8")
    file.write_text(_file(held), "utf-8")

    def run(key_file: Path) -> int:
        given = ["--keys", str(key_file), "--status", str(states), "--on", timezone.localdate().isoformat()]
        return CliRunner().invoke(main, ["credential", "verify", str(file), *given]).exit_code

    assert run(keys) == 0
    assert run(other) == 1
    end_certificate(held.holder, held.grant.person_id, held.certificate.id)
    states.write_text(published_list(state), "utf-8")
    assert run(keys) == 1
