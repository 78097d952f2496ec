"""Several processes at one log: nothing is lost, nothing stands twice, and the verifier sees one moment of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bases.apart import run_apart, start_apart

Apart = dict[str, str]

WRITE = """
    from xiangxin.office.areas.models import Institution
    from xiangxin.office.audit.acts import act
    from xiangxin.office.audit.actor import system
    from datetime import date
    import uuid
    print("began", flush=True)
    for number in range(TIMES):
        slug = f"i-{uuid.uuid4()}"
        row = Institution(slug=slug, kind="bank", name=slug, area="990101000000", from_on=date(2026, 1, 1))
        with act("tests.founded", by=system("tests"), about=row) as done:
            row.save(force_insert=True)
            done.wrote(row)
    print("ended", flush=True)
"""

LOOK = """
    import json
    from xiangxin.office.audit.models import Entry, Head, PendingRead, ReadRecord
    from xiangxin.office.audit.verify import verify
    found = verify()
    numbers = len(set(Entry.objects.values_list("seq", flat=True)))
    notes = [ReadRecord.objects.count(), PendingRead.objects.count()]
    print(json.dumps([found.entries, [one.code for one in found.findings], Head.objects.get().size, numbers, *notes]))
"""


@pytest.fixture
def at_once(apart: Apart) -> Callable[[str, int], None]:
    """Run the same code in so many processes, and wait for all of them."""

    def run(code: str, processes: int) -> None:
        started = [start_apart(apart, code) for _ in range(processes)]
        for process in started:
            process.communicate(timeout=120)
        assert [process.returncode for process in started] == [0] * processes

    return run


def test_acts_of_several_processes_stand_one_after_the_other(apart: Apart, at_once: Callable[[str, int], None]) -> None:
    at_once(WRITE.replace("TIMES", "15"), 4)
    assert run_apart(apart, LOOK) == [60, [], 60, 60, 0, 0]


def test_two_sealers_put_no_note_under_the_log_twice(apart: Apart, at_once: Callable[[str, int], None]) -> None:
    run_apart(
        apart,
        """
        from uuid import uuid4
        from xiangxin.office.audit.actor import Actor
        from xiangxin.office.audit.reads import reading
        with reading(Actor("account", "a"), purpose="audit", ground="duty", what="tests.page") as look:
            look.showed([uuid4() for _ in range(300)], ["name"])
        """,
    )
    at_once(
        """
        from xiangxin.office.audit import sealing
        sealing.BATCH = 100
        sealing.seal_reads()
        """,
        3,
    )
    entries, findings, _, _, sealed, waiting = run_apart(apart, LOOK)
    assert (findings, sealed, waiting) == ([], 300, 0)
    assert entries >= 3


def test_the_verifier_sees_one_moment_while_others_write_and_leaves_nothing_behind(apart: Apart) -> None:
    writer = start_apart(apart, WRITE.replace("TIMES", "60"))
    assert writer.stdout is not None
    assert writer.stdout.readline() == "began\n"
    seen = run_apart(
        apart,
        """
        import json
        from django.conf import settings
        from xiangxin.office.audit.verify import verify
        seen = [verify() for _ in range(5)]
        left = [path.name for path in settings.HOME.folder.iterdir() if path.name.startswith(".verify")]
        print(json.dumps([[len(one.findings) for one in seen], left, sorted(one.entries for one in seen)]))
        """,
    )
    writer.communicate(timeout=120)
    assert seen[:2] == [[0] * 5, []]
    assert run_apart(apart, LOOK)[:3] == [60, [], 60]


def test_a_broken_text_in_a_table_is_a_finding_and_no_error(apart: Apart, at_once: Callable[[str, int], None]) -> None:
    at_once(WRITE.replace("TIMES", "2"), 1)
    code = """
        import json, sqlite3
        from django.conf import settings
        from django.db import connection
        from xiangxin.office.audit.context import maintenance
        from xiangxin.office.audit.verify import verify
        if connection.vendor == "sqlite":
            raw = sqlite3.connect(connection.settings_dict["NAME"])
            raw.execute("UPDATE areas_institution SET name = CAST(x'ff41' AS TEXT), from_on = 'never' WHERE rowid = 1")
            raw.execute("UPDATE areas_institution SET kind = 7, area = x'00' WHERE rowid = 2")
            raw.commit()
        else:
            with maintenance("tests"), connection.cursor() as cursor:
                cursor.execute("UPDATE areas_institution SET from_on = 'infinity', name = name || 'x'")
        print(json.dumps(sorted(one.what.en.rpartition(": ")[2] for one in verify().findings)))
    """
    expected = ["area, kind", "from_on, name"] if not apart["DATABASE_URL"] else ["from_on, name", "from_on, name"]
    assert run_apart(apart, code) == expected
