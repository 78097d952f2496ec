"""The demo county comes into its office whole, once, and stands in the log."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import timezone

from bases.office_cli import QINGHE, codes, copy_demo, copy_founded, environment, in_office, told
from xiangxin.interop.county import read_county
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.queries.signing import DATA
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.creditfile.registry import is_over
from xiangxin.office.parties.county import people_of


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("demo") / "office"
    return home, copy_demo(home)


def digits_of(phone: str) -> str:
    return "".join(one for one in phone if one.isdigit())


def rows(home: Path, statement: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(home / "office.sqlite3") as connection:
        return connection.execute(statement).fetchall()


def facts_by_now() -> int:
    """What the workbooks hold of people who agreed, without records whose term has passed by the day of the test."""
    county, _ = read_county(QINGHE, load_law())
    assert county is not None
    rows = county.tables["records"].to_pylist()
    today = timezone.localdate()
    return 3046 - sum(is_over(row["kind"], row["happened_on"], row["ended_on"], today) for row in rows)


def test_everything_of_the_county_is_there(county: tuple[Path, dict[str, Any]]) -> None:
    home, document = county
    people = {"persons": 754, "households": 654, "consents": 1370, "facts": facts_by_now()}
    assert document["loaded"] == {"areas": 133, "institutions": 18, "accounts": 31, **people}
    assert document["left_out"] == {"delivery_unrecorded": 16, "minor_cannot": 1}
    kinds = Counter(kind for (kind,) in rows(home, "SELECT kind FROM areas_institution"))
    assert set(kinds) == set(InstitutionKind.values)
    assert kinds["bank"] == 2
    assert kinds["branch"] == 3


def test_each_role_has_an_account_that_opens_without_a_password(county: tuple[Path, dict[str, Any]]) -> None:
    joined = "accounts_post JOIN accounts_account ON accounts_account.id = account_id"
    posts = rows(county[0], f"SELECT role, login, password, person FROM {joined}")
    assert {role for role, *_ in posts} == set(Role.values)
    assert all(login.startswith("demo-") and password.startswith("!") for _, login, password, _ in posts)
    assert [login for _, login, _, person in posts if person is not None] == ["demo-household"]


def test_the_household_named_where_one_signs_in_by_phone_is_one_of_the_workbooks(
    county: tuple[Path, dict[str, Any]],
) -> None:
    said = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    read, _ = read_county(QINGHE, load_law())
    assert read is not None
    found = [(one.name, digits_of(one.phone)) for one in people_of(read) if one.id_number == said["number"]]
    assert found == [(said["name"], digits_of(said["phone"]))]
    assert (said["login"],) in rows(county[0], "SELECT login FROM accounts_account")


def _round_opened() -> list[str]:
    return ["review.round_prepared", "review.half_held", "creditfile.review_opened", "review.half_held"]


def test_one_village_is_rated_as_the_workbooks_say_and_a_reviewer_has_people_left_in_another(
    county: tuple[Path, dict[str, Any]],
) -> None:
    code = """
        import json
        from collections import Counter
        from xiangxin.interop.county import read_county
        from xiangxin.law.load import load_law
        from xiangxin.office.audit.context import maintenance
        from xiangxin.office.creditfile.models import Rating
        from xiangxin.office.review.models import Participation, Round
        from xiangxin.office.vault.sealing import open_on
        county, _ = read_county(Path(%r), load_law())
        with maintenance("tests"):
            states = [(one.area, one.state) for one in Round.objects.order_by("area")]
            here = Counter((str(one.person_id), open_on(one, "rating_sealed"))
                           for one in Rating.objects.filter(closed_on__isnull=False))
            rated = {person for person, _ in here}
            waiting = Rating.objects.filter(closed_on=None).count()
            cast = Participation.objects.count()
        there = Counter((str(one["person_id"]), str(one["rating"])) for one in county.tables["reviews"].to_pylist()
                        if one["closed_on"] and one["rating"] is not None and str(one["person_id"]) in rated)
        print(json.dumps([states, len(rated), here == there, waiting, cast]))
    """
    said = json.loads(in_office(county[0], code % str(QINGHE)))
    assert said == [[["990101100201", "closed"], ["990101100204", "open"]], 24, True, 13, 26 * 7 + 13 * 7 - 9]


def test_a_visitor_rates_as_a_reviewer_of_the_demo_at_once(tmp_path: Path) -> None:
    home = tmp_path / "office"
    copy_demo(home)
    code = """
        import json
        import re
        from django.test import Client
        from xiangxin.office.accounts.models import Account
        client, left = Client(HTTP_HOST="localhost"), []
        client.post("/demo/", {"who": str(Account.objects.get(login="demo-panel-member").id)})
        for _ in range(2):
            page = client.get("/review/ballots/").content.decode()
            left += re.findall(r'<progress value="([0-9]+)" max="([0-9]+)"', page)
            client.post(re.search(r"/review/ballots/[0-9a-f-]+/", page)[0], {"rating": "80"})
        print(json.dumps(left))
    """
    assert json.loads(in_office(home, code).splitlines()[-1]) == [["7", "13"], ["8", "13"]]


def test_loading_is_one_act_and_the_whole_is_proven(county: tuple[Path, dict[str, Any]]) -> None:
    acts = [act for (act,) in rows(county[0], "SELECT act FROM audit_entry ORDER BY seq")]
    assert acts == [
        "office.initialised",
        "areas.county_set_up",
        "parties.people_registered",
        "parties.roster_added",
        "accounts.demo_made",
        "office.demo_texts",
        "office.demo_panel",
        "consent.register_loaded",
        "parties.phone_verified",
        "creditfile.batch_opened",
        "creditfile.facts_added",
        "creditfile.coverage_added",
        "creditfile.batch_shown",
        "creditfile.dispute_opened",
        *["adoption.text_kept"] * 3,
        "adoption.report_kept",
        "adoption.impact_kept",
        "accounts.proposal_made",
        "adoption.adopted",
        "accounts.proposal_agreed",
        "review.bench_loaded",
        *_round_opened(),
        "review.half_handed",
        "creditfile.review_closed",
        "review.closed",
        *_round_opened(),
        "jobs.job_started",
        "runs.asked",
        "accounts.proposal_made",
        "incentives.list_adopted",
        "accounts.proposal_agreed",
        "consent.register_loaded",
        *["incentives.entry_proposed", "incentives.entry_confirmed"] * 6,
        *["incentives.entry_proposed"] * 2,
        "office.demo_loaded",
    ]
    said = in_office(county[0], "from xiangxin.office.audit.verify import verify\nprint(verify().findings)")
    assert said == "()\n"


def test_the_household_has_points_and_the_county_some_to_confirm(county: tuple[Path, dict[str, Any]]) -> None:
    code = """
        import json
        from django.test import Client
        from xiangxin.office.accounts.models import Account
        said = []
        for login, address in (("demo-household", "/points/"), ("demo-county-office", "/points/entries/")):
            client = Client(HTTP_HOST="localhost")
            client.post("/demo/", {"who": str(Account.objects.get(login=login).id)})
            page = client.get(address).content.decode()
            said += ["现在可以换 40 分" in page, page.count("badge-warn")]
        print(json.dumps(said))
    """
    found = json.loads(in_office(county[0], code).splitlines()[-1])
    assert (found[0], found[3]) == (True, 2)


def test_a_consent_that_was_taken_back_comes_in_as_taken_back(county: tuple[Path, dict[str, Any]]) -> None:
    code = """
        from xiangxin.kernel.ids import check_id_number, person_id
        from xiangxin.office.consent.models import Consent
        from xiangxin.office.audit.context import maintenance
        from xiangxin.office.vault.keys import ring
        person = person_id(check_id_number("990101197511021026"), ring().person_key)
        with maintenance("tests"):
            print([str(one) for one in Consent.objects.filter(person=person).values_list("withdrawn_on", flat=True)])
    """
    assert in_office(county[0], code) == "['2026-06-20']\n"


def test_the_demo_s_household_signs_in_by_a_code_to_its_phone(county: tuple[Path, dict[str, Any]]) -> None:
    code = """
        from django.test import Client
        client = Client(HTTP_HOST="localhost")
        client.post("/sign-in/household/", {"phone": "199 0000 6015"})
        given = {"code": client.session["phone_code"]["shown"], "fact": "990101 19880409 1014"}
        entered = client.post("/sign-in/household/code/", given)
        home = client.get(entered["Location"])
        print(entered.status_code, home.status_code, home.wsgi_request.viewer.role, home.wsgi_request.viewer.let_in_at)
    """
    assert in_office(county[0], code) == "302 200 household None\n"


def test_a_person_has_the_id_that_the_engine_gives(county: tuple[Path, dict[str, Any]]) -> None:
    code = """
        import json
        from xiangxin.interop.county import read_county
        from xiangxin.law.load import load_law
        from xiangxin.office.audit.context import maintenance
        from xiangxin.office.parties.models import Person
        county, _ = read_county(Path(%r), load_law())
        with maintenance("tests"):
            here = {str(one) for one in Person.objects.values_list("id", flat=True)}
        there = {str(one) for one in county.tables["applicants"].column("person_id").to_pylist()}
        members = {str(one) for one in county.tables["members"].column("member_id").to_pylist()}
        print(json.dumps([len(here), here == there | members]))
    """
    assert json.loads(in_office(county[0], code % str(QINGHE))) == [754, True]


def test_a_second_run_finds_it_and_changes_nothing(county: tuple[Path, dict[str, Any]]) -> None:
    before = rows(county[0], "SELECT count(*) FROM audit_entry")
    document = told("demo", str(QINGHE), "--home", str(county[0]))
    assert (document["exit_code"], document["loaded"]) == (0, None)
    assert rows(county[0], "SELECT count(*) FROM audit_entry") == before


def test_tables_that_are_behind_are_brought_up_to_date(tmp_path: Path) -> None:
    home = tmp_path / "office"
    copy_demo(home)
    with sqlite3.connect(home / "office.sqlite3") as connection:
        connection.execute("DROP TABLE django_session")
        connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert "schema_old" in codes(told("check", "--home", str(home)))
    assert told("demo", str(QINGHE), "--home", str(home))["exit_code"] == 0
    assert "schema_old" not in codes(told("check", "--home", str(home)))


def test_a_real_office_takes_no_demo(tmp_path: Path) -> None:
    home = copy_founded(tmp_path / "office")
    document = told("demo", str(QINGHE), "--home", str(home))
    assert (document["exit_code"], codes(document)) == (1, ["demo_only"])
    assert rows(home, "SELECT count(*) FROM areas_area") == [(0,)]


def test_a_folder_without_a_county_makes_no_office(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    document = told("demo", str(tmp_path / "empty"), "--home", str(tmp_path / "office"))
    assert document["exit_code"] == 2
    assert not (tmp_path / "office").exists()


@pytest.mark.needs("postgresql")
def test_on_postgresql_the_same_county_is_there(tmp_path: Path, database_url: str) -> None:
    env = environment(DATABASE_URL=database_url)
    home = tmp_path / "office"
    document = told("demo", str(QINGHE), "--home", str(home), env=env)
    assert (document["loaded"]["persons"], document["loaded"]["facts"]) == (754, facts_by_now())
    assert in_office(home, "from xiangxin.office.audit.verify import verify\nprint(verify().findings)", env) == "()\n"


@pytest.mark.parametrize("command", [("verify",), ("office", "submissions")])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("DROP TABLE django_session; DELETE FROM django_migrations WHERE app = 'sessions'", "schema_old"),
        ("DROP TABLE creditfile_takenback", "tables_missing"),
    ],
)
def test_what_reads_an_office_says_that_its_tables_are_not_the_programs(
    tmp_path: Path, command: tuple[str, ...], change: str, code: str
) -> None:
    home = tmp_path / "office"
    copy_demo(home)
    with sqlite3.connect(home / "office.sqlite3") as connection:
        connection.executescript(change)
    line = [sys.executable, "-m", "xiangxin.cli", *command, "--home", str(home), "--json"]
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr, codes(json.loads(done.stdout))) == (1, "", [code])
