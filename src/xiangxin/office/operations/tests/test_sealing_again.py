"""A new key reaches everything that lies sealed while the office works; twice is once, and old keys still open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField

from bases.accounts_made import COUNTY, make_account, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import add, new_record
from bases.feeds_made import case, consenting, deliver, make_feed, rows_message
from bases.intake_made import ON
from bases.own_ring import use_own_ring
from bases.parties_made import VILLAGE, make_cadre, make_person, phone
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, Part
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile import snapshots
from xiangxin.office.creditfile.actions import add_statement
from xiangxin.office.creditfile.models import Snapshot, Statement
from xiangxin.office.feeds.models import Feed, FeedState
from xiangxin.office.intake.actions import decide, propose
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.sealedfile import folder_of
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.operations import tasks
from xiangxin.office.operations.tasks import look_for_a_new_key
from xiangxin.office.parties.actions import correct_name, unmask
from xiangxin.office.parties.choices import Sealed
from xiangxin.office.parties.models import Contact, FormerName, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.vault import keys, parts
from xiangxin.office.vault.sealed import ELSEWHERE, sealed_columns
from xiangxin.office.vault.sealing import open_on, seal_on, version_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def own_ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ring that this test may change, with the office's own keys in it."""
    folder = tmp_path / "keys"
    use_own_ring(folder, monkeypatch)
    return folder


def sealed_again() -> dict[str, int]:
    """What the job that a new key starts found. Of files here: other tests leave some that no row names."""
    look_for_a_new_key()
    work_off()
    result = Job.objects.filter(kind=tasks.KIND).latest("created_at").result
    Job.objects.filter(kind=tasks.KIND).update(result=result | {"left": 0})
    return {name: result[name] for name in ("rows", "elsewhere", "broken")}


def versions() -> set[int]:
    """By which keys anything in a column was sealed."""
    found: set[int] = set()
    with maintenance("tests"):
        for model, names in sealed_columns().items():
            for values in model._base_manager.values_list(*names):
                found |= {version_of(value) for value in values if value}
    return found


def test_every_sealed_column_of_every_room_is_in_the_registry() -> None:
    found = {(model._meta.db_table, name) for model, names in sealed_columns().items() for name in names}
    fields = [
        field for model in apps.get_models(include_auto_created=True) for field in model._meta.local_concrete_fields
    ]
    sealed = [field for field in fields if field.name.endswith("_sealed")]
    assert {(field.model._meta.db_table, field.name) for field in sealed} == found
    assert [str(field) for field in sealed if not isinstance(field, BinaryField)] == []
    assert {
        ("feeds_feedstate", "cursor_sealed"),
        ("creditfile_statement", "words_sealed"),
        ("intake_submission", "file_name_sealed"),
        ("outbox_endpoint", "previous_sealed"),
        ("consent_panellisting", "members_sealed"),
        ("parties_person", "id_number_sealed"),
        ("visits_upload", "answers_sealed"),
    } <= found
    assert set(ELSEWHERE) >= {"mfa_authenticator", "creditfile_snapshot", "intake_file"}


def test_without_a_new_key_nothing_is_begun(own_ring: Path) -> None:
    make_person("张小三")
    look_for_a_new_key()
    assert Job.objects.filter(kind=tasks.KIND).count() == 0


def test_people_statements_and_feeds_are_sealed_with_the_new_key_once(own_ring: Path) -> None:
    person = make_person("张小三", phone=phone(8))
    unmask(make_cadre(VILLAGE), person.id, [Sealed.NAME], "identity", "当面核对")
    correct_name(make_cadre(VILLAGE), person.id, "张大山", date(2026, 6, 1))
    bank = make_institution("bank")
    make_consent(person.id, receiver=bank)
    add([new_record(person.id, "arrears", bank, document_no="贷1", amount_fen=100)])
    add_statement(viewer_for(Role.HOUSEHOLD, person.area, person=person.id), person.id, "已经还清")
    feed, secret, _provider = make_feed()
    state = FeedState.objects.get(feed=feed)
    seal_on(state, "cursor_sealed", "c1")
    state.save()
    assert versions() == {1}
    assert keys.add_version(own_ring, "gm") == 2
    with maintenance("tests"):
        old = Person.objects.get()
    done = sealed_again()
    # The person, the former name, the phone, the words of the unmasking, the statement, the feed, its cursor.
    assert done == {"rows": 7, "elsewhere": 0, "broken": 0}
    assert versions() == {2}
    with maintenance("tests"):
        assert opened(Person.objects.get(), "name_sealed") == "张大山"
        assert opened(FormerName.objects.get(), "name_sealed") == "张小三"
        assert open_on(Contact.objects.get(), "phone_sealed") == phone(8)
        assert open_on(Statement.objects.get(), "words_sealed") == "已经还清"
    assert open_on(Feed.objects.get(), "secret_sealed") == secret
    assert open_on(FeedState.objects.get(), "cursor_sealed") == "c1"
    assert opened(old, "name_sealed") == "张大山", "what a backup from before holds still opens"
    entries = Entry.objects.filter(act="operations.sealed_again")
    assert Part.objects.filter(entry__in=entries).count() == 6  # a cursor stands beside the log
    look_for_a_new_key()
    work_off()
    assert Job.objects.filter(kind=tasks.KIND).count() == 1
    Job.objects.filter(kind=tasks.KIND).update(result={"left": 1})
    assert sealed_again() == {"rows": 0, "elsewhere": 0, "broken": 0}
    assert Entry.objects.filter(act="operations.sealed_again").count() == len(entries)
    make_checkpoint()
    assert verify().findings == ()


def test_a_job_that_was_killed_goes_on_where_it_was(own_ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "ROWS_AN_ACT", 2)
    for name in ("张一", "张二", "张三", "张四", "张五"):
        make_person(name)
    keys.add_version(own_ring)
    whole, calls = tasks._again, []

    def killed(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given)

    monkeypatch.setattr(tasks, "_again", killed)
    work = _Work()
    with pytest.raises(KeyboardInterrupt):
        tasks.seal_again(work)  # type: ignore[arg-type] # what of a job is needed here
    assert versions() == {1, 2}
    tasks.seal_again(work)  # type: ignore[arg-type] # what of a job is needed here
    assert versions() == {2}
    assert work.found["rows"] == 3


def test_what_does_not_open_stays_as_it_is_and_stops_nothing(own_ring: Path) -> None:
    one, other = make_person("张小三"), make_person("李四")
    with maintenance("tests"):
        Person.objects.filter(id=one.id).update(name_sealed=bytes(other.name_sealed))
    keys.add_version(own_ring)
    assert sealed_again() == {"rows": 1, "elsewhere": 0, "broken": 1}
    with maintenance("tests"):
        assert bytes(Person.objects.get(id=one.id).name_sealed) == bytes(other.name_sealed)
    look_for_a_new_key()
    assert Job.objects.filter(kind=tasks.KIND).count() == 1


def test_second_factors_are_sealed_again_and_still_open(own_ring: Path) -> None:
    account, secret = make_account(Role.COUNTY_OFFICE, COUNTY), generate_totp_secret()
    with act("accounts.factor_added", by=system("tests")) as done:
        done.wrote(TOTP.activate(account, secret).instance)
    before = Authenticator.objects.get(user=account, type="totp").data["secret"]
    keys.add_version(own_ring)
    assert sealed_again()["elsewhere"] == 1
    factor = Authenticator.objects.get(user=account, type="totp")
    assert factor.data["secret"] != before
    assert ELSEWHERE["mfa_authenticator"]().changed == 0


def test_files_of_a_submission_are_sealed_again_and_it_can_still_be_agreed_to(own_ring: Path) -> None:
    number, _person = consenting()
    feed, secret, provider = make_feed()
    row = deliver(feed.id, secret, rows_message([case(number)])).submission
    assert row is not None
    work_off()
    propose(provider, row.id, "接口报送")
    later = deliver(feed.id, secret, rows_message([case(number, 执行案号="(2026)虚01执78号")])).submission
    assert later is not None
    keys.add_version(own_ring)
    ring = keys.ring(own_ring, fresh=True)

    def older(one: Submission) -> list[str]:
        folder = folder_of(one.id)
        names = sorted(path.name for path in folder.iterdir())
        return [name for name in names if parts.is_older(folder, name, "intake_file", ring)]

    files, waiting = older(row), older(later)
    assert ("head" in files, waiting) == (True, ["upload"])
    done = ELSEWHERE["intake_file"]()
    assert (done.changed, done.broken) == (len(files), 0)
    assert (older(row), older(later)) == ([], ["upload"]), "what is being read waits"
    assert [path.name for path in folder_of(row.id).glob(".*")] == []
    decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
    work_off()
    row.refresh_from_db()
    assert (row.state, row.rows_new) == ("accepted", 1)
    assert older(later) == []


def test_files_of_snapshots_are_sealed_again_and_read_the_same(own_ring: Path) -> None:
    _number, person = consenting()
    bank = make_institution("bank")
    make_consent(person.id, receiver=bank, purpose="scoring")
    by = viewer_for(Role.ACCOUNT_MANAGER, institution=bank)
    row = snapshots.freeze(by, snapshots.Wanted(COUNTY, "scoring", bank.id, ON, ON))
    before = snapshots.open_tables(by, row)
    folder = settings.HOME.folder / "snapshots" / str(row.id)
    content = {path.name: path.read_bytes() for path in folder.iterdir()}
    keys.add_version(own_ring)
    assert ELSEWHERE["creditfile_snapshot"]().changed == len(content)
    assert {path.name for path in folder.iterdir()} == set(content)
    assert all(path.read_bytes() != content[path.name] for path in folder.iterdir())
    assert snapshots.open_tables(by, Snapshot.objects.get(id=row.id)) == before
    assert ELSEWHERE["creditfile_snapshot"]().changed == 0


class _Work:
    """A job that is not in the queue."""

    by = system("tests")

    def __init__(self) -> None:
        self.found: dict[str, int] = {}

    def expect(self, total: int) -> None:
        """Nothing to say."""

    def tell(self, done: int) -> None:
        """Nothing to say."""

    def result(self, **figures: int) -> None:
        """What it found."""
        self.found = figures
