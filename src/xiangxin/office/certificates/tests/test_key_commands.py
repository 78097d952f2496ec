"""The operator renews and revokes keys of certificates: what a renewed one signed stays good, a revoked one's not."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from django.conf import settings
from django.utils import timezone
from pytest_django import Settings

from bases.certificates_made import Held, fresh_certificate, make_certificate
from bases.grants_made import BY
from bases.office_cli import codes, told_here
from xiangxin.cli.main import main
from xiangxin.office.audit.models import Entry, PendingRead
from xiangxin.office.audit.verify import verify as verify_log
from xiangxin.office.certificates.actions import key_for, renew_key, sign_due, signed_file
from xiangxin.office.certificates.choices import Part
from xiangxin.office.certificates.models import IssuerKey
from xiangxin.office.certificates.queries.publishing import key_lines, published_list

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def file_of(held: Held) -> str:
    """A signed file as its holder fetches it today."""
    return signed_file(held.holder, held.grant.person_id, held.certificate.id, list(Part), "sd-jwt")


def verified(text: str, keys: Path, held: Held) -> list[str]:
    """What an off-line verifier with the key file finds wrong with a file; nothing where it is valid."""
    file, states = keys.with_name("certificate.txt"), keys.with_name("list.jwt")
    file.write_text(text, "utf-8")
    states.write_text(published_list(fresh_certificate(held.certificate).list.name), "utf-8")
    given = ["--keys", str(keys), "--status", str(states), "--on", str(today()), "--json"]
    done = CliRunner().invoke(main, ["credential", "verify", str(file), *given])
    document = json.loads(done.output)
    assert document["valid"] == (done.exit_code == 0)
    return codes(document)


def acts() -> list[str]:
    found = Entry.objects.filter(act__startswith="certificates.key_", actor="system:signing-key").order_by("seq")
    return list(found.values_list("act", flat=True))


def signing() -> list[str]:
    return [one["kid"] for one in told_here("signing-key", "list")["keys"] if one["signs"]]


def test_after_a_renewal_what_was_signed_before_stays_good_and_the_new_key_signs(tmp_path: Path) -> None:
    held, keys = make_certificate(), tmp_path / "keys.json"
    old, kid = file_of(held), key_for(BY, today()).public.kid
    done = told_here("signing-key", "renew", "-o", str(keys))
    assert (done["exit_code"], done["from_on"], len(done["keys"])) == (0, str(today()), 2)
    assert signing() == [done["kid"]] != [kid]
    assert (verified(old, keys, held), verified(file_of(held), keys, held)) == ([], [])
    assert key_for(BY, today()).public.kid == done["kid"]
    assert acts() == ["certificates.key_added"]
    assert verify_log(seal=True).findings == ()


def test_where_the_key_file_cannot_be_written_no_key_is_renewed_or_revoked(tmp_path: Path) -> None:
    kid, taken = key_for(BY, today()).public.kid, tmp_path / "taken"
    taken.write_text("a file, no folder", "utf-8")
    (line,) = key_lines()
    groups = " ".join(line.fingerprint.split()[:2])
    for command in (("renew",), ("revoke", groups, "--confirm", groups)):
        refused = told_here("signing-key", *command, "-o", str(taken / "keys.json"))
        assert (refused["exit_code"], codes(refused)) == (2, ["file_access"])
    assert (signing(), acts()) == ([kid], [])


def test_from_a_later_day_on_the_old_key_signs_until_then_and_nothing_else_renews_it(tmp_path: Path) -> None:
    held, keys = make_certificate(), tmp_path / "keys.json"
    kid, day = key_for(BY, today()).public.kid, today() + 10 * DAY
    done = told_here("signing-key", "renew", "--from", str(day), "-o", str(keys))
    assert {one["kid"]: (one["from_on"], one["until_on"]) for one in done["keys"]} == {
        kid: (str(today()), str(day)),
        done["kid"]: (str(day), None),
    }
    assert signing() == [kid]
    assert renew_key(BY, today() + timedelta(days=9)) == 0
    with time_machine.travel(timezone.now() + 9 * DAY, tick=False):
        assert key_for(BY, today()).public.kid == kid
        old = file_of(held)
    with time_machine.travel(timezone.now() + 10 * DAY, tick=False):
        assert key_for(BY, today()).public.kid == done["kid"]
    with time_machine.travel(timezone.now() + 11 * DAY, tick=False):
        sign_due(BY)
        assert (verified(old, keys, held), verified(file_of(held), keys, held)) == ([], [])


def test_a_key_that_is_needed_at_once_ends_when_the_one_that_waits_begins() -> None:
    key_for(BY, today())
    later = told_here("signing-key", "renew", "--from", str(today() + 10 * DAY))["kid"]
    between = told_here("signing-key", "renew", "--from", str(today() + 5 * DAY))["kid"]
    days = {row.kid: (row.from_on, row.until_on) for row in IssuerKey.objects.all()}
    assert days[between] == (today() + 5 * DAY, today() + 10 * DAY)
    assert days[later] == (today() + 10 * DAY, None)


def test_after_a_revocation_the_offline_verifier_refuses_and_the_file_fetched_again_is_good(tmp_path: Path) -> None:
    held, keys = make_certificate(), tmp_path / "keys.json"
    old, line = file_of(held), key_lines()[0]
    groups = line.fingerprint[:9]
    done = told_here("signing-key", "revoke", groups, "--confirm", groups, "-o", str(keys))
    assert (done["exit_code"], done["revoked"], done["lists_signed"]) == (0, line.kid, 1)
    assert [(one["case"], one["number"], one["files"]) for one in done["fetch_again"]] == [
        (held.grant.number, held.certificate.number, 1)
    ]
    assert verified(old, keys, held) == ["key_revoked"]
    assert verified(file_of(held), keys, held) == []
    assert list(settings.HOME.keys.glob(f"certificate-{line.kid[:16]}")) == []
    assert acts() == ["certificates.key_revoked", "certificates.key_added"]
    look = PendingRead.objects.get(what="certificates.signed_with")
    assert (look.person, look.actor) == (held.grant.person_id, "system:signing-key")
    assert verify_log(seal=True).findings == ()


@pytest.mark.parametrize(
    ("given", "exit_code", "code"),
    [
        (("revoke", "{fingerprint}", "--confirm", "0000 0000"), 1, "not_confirmed"),
        (("revoke", "zzzz", "--confirm", "zzzz"), 1, "key_unknown"),
        (("revoke", "", "--confirm", ""), 1, "key_unknown"),
        (("renew", "--from", "2020-01-01"), 1, "key_day_unfit"),
        (("renew", "--from", "next week"), 2, "option_value"),
    ],
)
def test_a_mistake_is_told_in_both_languages_and_changes_no_key(
    given: tuple[str, ...], exit_code: int, code: str
) -> None:
    key_for(BY, today())
    before = list(IssuerKey.objects.values()), sorted(path.name for path in settings.HOME.keys.iterdir())
    (line,) = key_lines()
    done = told_here("signing-key", *(word.format(fingerprint=line.fingerprint) for word in given))
    assert (done["exit_code"], codes(done)) == (exit_code, [code])
    finding = done["findings"][0]
    assert all(finding[part][language] for part in ("what", "why", "mend") for language in ("zh", "en"))
    assert (list(IssuerKey.objects.values()), sorted(path.name for path in settings.HOME.keys.iterdir())) == before
    assert acts() == []


def test_what_is_typed_is_asked_for_after_the_consequence_was_shown() -> None:
    held = make_certificate()
    file_of(held)
    line = key_lines()[0]
    given = ["office", "signing-key", "revoke", line.kid, "--home", str(settings.HOME.folder), "--lang", "en"]
    shown = CliRunner().invoke(main, given, input="no\n")
    assert shown.exit_code == 1
    assert shown.output.index(held.certificate.number) < shown.output.index("Type the first two groups")
    assert IssuerKey.objects.get().revoked_on is None
    shown = CliRunner().invoke(main, given, input=f"{line.fingerprint[:9]}\n")
    assert shown.exit_code == 0
    assert IssuerKey.objects.get(kid=line.kid).revoked_on == today()


def test_without_a_public_address_no_key_is_made(settings: Settings) -> None:
    settings.DEMO = False
    assert codes(told_here("signing-key", "renew")) == ["site_missing"]
    assert not IssuerKey.objects.exists()
