"""Every stored score of the demo county is what the interpreter makes of its frozen rows; a changed one is named."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from bases.office_cli import copy_demo, in_office, told

RUN = """
    import json
    from xiangxin.office.jobs.worker import work_off
    from xiangxin.office.runs.models import ScoringRun
    work_off()
    run = ScoringRun.objects.get()
    print(json.dumps([run.state, str(run.id), sum(run.counts.values()), len(run.counts)]))
"""


def test_every_stored_score_equals_an_independent_recomputation(tmp_path: Path) -> None:
    home = tmp_path / "office"
    copy_demo(home)
    state, run, people, kinds = json.loads(in_office(home, RUN).splitlines()[-1])
    assert state == "done"
    assert people > 200
    assert kinds > 2
    document = told("verify", "--home", str(home))
    assert (document["exit_code"], document["stood"], document["inputs_deleted"]) == (0, people, 0)
    assert document["differing"] == []

    with sqlite3.connect(home / "office.sqlite3") as connection:
        statement = "UPDATE runs_result SET limit_fen = 99999900 WHERE id = (SELECT min(id) FROM runs_result)"
        connection.execute(statement)
    document = told("verify", "--home", str(home), "--run", run)
    assert document["exit_code"] == 1
    assert document["stood"] == people - 1
    assert [one["columns"] for one in document["differing"]] == [["limit_fen"]]
