"""The stand-alone checker: what it says of a good log, of each way to tamper with one, and of damaged files."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xiangxin.kernel.canonical import encode
from xiangxin.proof import export
from xiangxin.proof.checkpoint import Checkpoint, sign_checkpoint
from xiangxin.proof.ed25519 import LogSigner
from xiangxin.proof.entry import Entry, Row, commitment, row_digest, rows_root
from xiangxin.proof.standalone import check_chain
from xiangxin.proof.tree import EMPTY_ROOT, Tree, root

ORIGIN = "county.example/log"
LOG = LogSigner(ORIGIN, bytes(range(32)))
KEY = LOG.verifier().write()
SALT = bytes(range(16))
PAYLOAD = export.Opened(SALT, encode({"points": [None, True, 95], "name": "乡信"}))
ROWS = [Row("runs_result", str(number), "write", row_digest(SALT, {"centi": number})) for number in range(5)]


def entry(seq: int, **changed: Any) -> Entry:
    rows = rows_root(ROWS)
    plain = Entry(
        seq, 1_795_824_000_000 + seq, "system:run", "runs.scored", f"runs.run:{seq}", None, "scoring", None,
        commitment(SALT, PAYLOAD.body), rows, len(ROWS),
    )  # fmt: skip
    return replace(plain, **changed)


ENTRIES = [entry(seq) for seq in range(6)]


def exported(entries: list[Entry], origin: str = ORIGIN, **head: Any) -> list[str]:
    """The lines of a log whose hashes are all computed anew, as somebody who holds the database could."""
    whole = root(one.leaf() for one in entries)
    header = export.log_header(origin, head.get("size", len(entries)), head.get("root", whole))
    return [header, *(export.log_line(one, PAYLOAD, ROWS) for one in entries)]


def checkpoint(entries: list[Entry], origin: str = ORIGIN, signer: LogSigner = LOG) -> str:
    return sign_checkpoint(Checkpoint(origin, len(entries), root(one.leaf() for one in entries)), [signer])


Check = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run ``check_chain log`` over these lines and checkpoints; the exit code and the English lines."""

    def run(lines: list[str], *checkpoints: str, options: tuple[str, ...] = ("--key", KEY)) -> tuple[int, list[str]]:
        (tmp_path / "log").write_text("".join(lines), "utf-8")
        given = []
        for number, text in enumerate(checkpoints):
            (tmp_path / f"c{number}").write_text(text, "utf-8")
            given += ["--checkpoint", str(tmp_path / f"c{number}")]
        code = check_chain.main(["log", str(tmp_path / "log"), *given, "--lang", "en", *options])
        return code, capsys.readouterr().out.splitlines()

    return run


def edited(line: str, change: Callable[[dict[str, Any]], object]) -> str:
    """The line after ``change`` was made to what it holds, hashes left as they are."""
    content = json.loads(line)
    change(content)
    return json.dumps(content, ensure_ascii=False) + "\n"


def test_a_good_log_agrees_with_every_checkpoint(check: Check) -> None:
    points = [checkpoint(ENTRIES[:size]) for size in (6, 0, 4, 1)]
    assert check(exported(ENTRIES), *points) == (
        0,
        [
            "good: 6 entries of “county.example/log”",
            *(f"they agree with the checkpoint of {size}" for size in (0, 1, 4, 6)),
        ],
    )
    assert check(exported([]), checkpoint([]))[0] == 0


def test_without_a_checkpoint_the_checker_says_what_that_leaves_open(check: Check) -> None:
    code, said = check(exported(ENTRIES))
    assert (code, said[1]) == (0, "no checkpoint: the file agrees with itself, as a log rewritten as a whole would")


@pytest.mark.parametrize("seq", [0, 2, 5])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda line: line["entry"].update(act="runs.other"), "entry {n} was changed: its content has another hash"),
        (lambda line: line["entry"].update(at=0), "entry {n} was changed: its content has another hash"),
        (lambda line: line.update(leaf="0" * 64), "entry {n} was changed: its content has another hash"),
        (lambda line: line["entry"].update(seq=9), "entry {n} should stand here, not entry 9"),
        (lambda line: line["payload"].update(body="xx1:m0:"), "entry {n}: its payload does not fit the commitment"),
        (lambda line: line["payload"].update(salt="0" * 32), "entry {n}: its payload does not fit the commitment"),
        (lambda line: line["rows"].pop(), "entry {n}: its rows do not fit their root"),
        (lambda line: line["rows"].reverse(), "entry {n}: its rows do not fit their root"),
        (lambda line: line["rows"][3].update(key="x"), "entry {n}: its rows do not fit their root"),
        (lambda line: line["rows"][3].update(op="drop"), "entry {n} cannot be read: row: op"),
        (lambda line: line.update(more=1), "entry {n} cannot be read: line: entry, leaf, payload, rows"),
        (lambda line: line["entry"].update(v=2), "entry {n} cannot be read: entry: version"),
        (lambda line: line["entry"].update(seq=-1), "entry {n} cannot be read: entry: seq"),
        (lambda line: line["entry"].update(at=1.5), "entry {n} cannot be read: 1.5: no whole number"),
        (lambda line: line["entry"].update(at=True), "entry {n} cannot be read: entry: at"),
        (lambda line: line["entry"].update(rows=None), "entry {n} cannot be read: entry: rows_count"),
        (lambda line: line["entry"].update(commitment="A" * 64), "entry {n} cannot be read: entry: commitment"),
        (lambda line: line.update(entry=[]), "entry {n} cannot be read: line: entry"),
    ],
)
def test_the_first_bad_entry_is_named(check: Check, seq: int, change: Callable[[Any], object], said: str) -> None:
    lines = exported(ENTRIES)
    lines[seq + 1] = edited(lines[seq + 1], change)
    assert check(lines, checkpoint(ENTRIES)) == (1, [said.format(n=seq)])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nonsense\n", "Expecting value"),
        ("\n", "Expecting value"),
        ('{"entry":1,"entry":1}\n', "a key stands twice"),
        ("[" * 100_000 + "\n", "too deep"),
        ('{"entry":NaN}\n', "NaN: no whole number"),
        ('{"entry":1e3}\n', "1e3: no whole number"),
    ],
    ids=["words", "blank", "twice", "deep", "nan", "exponent"],
)
def test_a_line_that_is_no_entry_is_named(check: Check, line: str, why: str) -> None:
    lines = exported(ENTRIES)
    lines[3] = line
    code, said = check(lines, checkpoint(ENTRIES))
    assert code == 1
    assert len(said) == 1
    assert said[0].startswith(f"entry 2 cannot be read: {why}")


def test_entries_taken_out_put_in_or_moved_are_noticed(check: Check) -> None:
    lines = exported(ENTRIES)
    assert check([*lines[:3], *lines[4:]]) == (1, ["entry 2 should stand here, not entry 3"])
    assert check([*lines[:3], lines[2], *lines[3:]]) == (1, ["entry 2 should stand here, not entry 1"])
    assert check([*lines[:3], lines[4], lines[3], *lines[5:]]) == (1, ["entry 2 should stand here, not entry 3"])
    assert check(lines[:-1]) == (1, ["the file says 6 entries and holds 5"])
    assert check([*lines, *exported([*ENTRIES, entry(6)])[-1:]]) == (1, ["the file says 6 entries and holds 7"])
    assert check([*lines[:-1], lines[-1][:-1]]) == (1, ["entry 5 cannot be read: the line is cut"])
    other = exported(ENTRIES, root=bytes(32))
    assert check(other) == (1, ["the root over all entries is not the one the file states"])


def test_a_log_computed_anew_from_end_to_end_is_caught_by_a_checkpoint(check: Check) -> None:
    rewritten = [*ENTRIES[:2], entry(2, act="runs.other"), *ENTRIES[3:]]
    assert check(exported(rewritten))[0] == 0
    points = [checkpoint(ENTRIES[:size]) for size in (1, 4, 6)]
    assert check(exported(rewritten), *points) == (
        1,
        ["the log was rewritten: one of the entries 1 to 3 does not fit the checkpoint"],
    )


def test_a_log_that_was_cut_or_restored_is_caught_by_a_checkpoint(check: Check) -> None:
    assert check(exported(ENTRIES[:4]), checkpoint(ENTRIES)) == (1, ["the log was cut: 4 entries, 6 at the checkpoint"])
    assert check(exported([]), checkpoint(ENTRIES)) == (1, ["the log was cut: 0 entries, 6 at the checkpoint"])


def test_two_histories_with_one_size_are_caught(check: Check) -> None:
    other = checkpoint([*ENTRIES[:-1], entry(5, act="runs.other")])
    code, said = check(exported(ENTRIES), checkpoint(ENTRIES), other)
    assert code == 1
    assert said == ["the log was rewritten: one of the entries 5 to 5 does not fit the checkpoint"]


def test_a_checkpoint_of_another_log_or_by_another_key_is_refused(check: Check) -> None:
    other = "other.example/log"
    lines = exported(ENTRIES)
    assert check(lines, checkpoint(ENTRIES, other)) == (1, [f"the checkpoint is of another log: {other}"])
    stranger = LogSigner(ORIGIN, bytes(32))
    missing = "no signature of “county.example/log” by a key that was given"
    assert check(lines, checkpoint(ENTRIES, signer=stranger)) == (1, [missing])
    elsewhere = LogSigner(other, bytes(32))
    both = sign_checkpoint(Checkpoint(ORIGIN, 6, root(one.leaf() for one in ENTRIES)), [elsewhere])
    assert check(lines, both, options=("--key", elsewhere.verifier().write())) == (1, [missing])
    spoiled = checkpoint(ENTRIES[:5]).split("\n\n")[0] + "\n\n" + checkpoint(ENTRIES).split("\n\n")[1]
    assert check(lines, spoiled) == (1, ["the signature of “county.example/log” is wrong"])


def test_unchecked_signatures_are_a_failure_unless_asked_for(check: Check) -> None:
    lines, point = exported(ENTRIES), checkpoint(ENTRIES)
    code, said = check(lines, point, options=())
    assert (code, said[0]) == (1, "no public key (--key): signatures were NOT checked")
    code, said = check(lines, point, options=("--no-signatures",))
    assert (code, said[-1]) == (0, "signatures were not checked, as asked")


@pytest.mark.parametrize(
    "key", ["", "name", f"x{KEY}", KEY[:-4], KEY.replace("+", "-", 1), f"{KEY}\n", "名+00000000+AQ=="]
)
def test_what_is_no_key_is_unreadable(check: Check, key: str) -> None:
    assert check(exported(ENTRIES), checkpoint(ENTRIES), options=("--key", key)) == (
        2,
        ["the public key cannot be read"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n1\nAAAA\n\n— a AAAAAAA=\n",
        checkpoint(ENTRIES)[:-1],
        checkpoint(ENTRIES).replace("\n6\n", "\n06\n"),
        checkpoint(ENTRIES).replace("—", "-"),
        checkpoint(ENTRIES).replace("\n6\n", "\n6\r\n"),
        checkpoint(ENTRIES).replace("\n6\n", "\n\n6\n"),
    ],
)
def test_what_is_no_checkpoint_is_unreadable(check: Check, text: str) -> None:
    code, said = check(exported(ENTRIES), text)
    assert code == 2
    assert said[0].startswith("the checkpoint cannot be read: ")


@pytest.mark.parametrize(
    "change",
    [
        lambda head: head.update(format="xiangxin-decision"),
        lambda head: head.update(version=2),
        lambda head: head.update(root=None),
        lambda head: head.pop("origin"),
    ],
)
def test_what_is_no_exported_log_is_unreadable(check: Check, change: Callable[[Any], object]) -> None:
    lines = exported(ENTRIES)
    lines[0] = edited(lines[0], change)
    code, said = check(lines)
    assert code == 2
    assert said[0].startswith("xiangxin-log: no such file of version 1: ")
    assert check([])[0] == 2


def test_what_a_file_says_does_not_command_the_terminal(check: Check) -> None:
    code, said = check(exported(ENTRIES, origin="log\n\x1b[2Jgood"))
    assert code == 0
    assert said[0] == "good: 6 entries of “log\ufffd\ufffd[2Jgood”"


def decided(folder: Path, shown: list[export.ShownRow], payload: export.Opened | None = PAYLOAD) -> str:
    tree = Tree(one.leaf() for one in ENTRIES)
    path = folder / "decision.json"
    text = export.decision(ENTRIES[3], payload, shown, tree.inclusion_proof(3), checkpoint(ENTRIES))
    path.write_text(text, "utf-8")
    return str(path)


def shown_row(index: int, /, **changed: Any) -> export.ShownRow:
    proof = Tree(row.leaf() for row in ROWS).inclusion_proof(index)
    plain = export.ShownRow(index, ROWS[index], proof, export.Opened(SALT, encode({"centi": index})))
    return replace(plain, **changed)


def test_a_decision_is_checked_with_one_of_many_rows_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = decided(tmp_path, [shown_row(2), shown_row(4, opened=None)])
    assert check_chain.main(["decision", path, "--key", KEY, "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "完好：第 3 条记录，2026-11-28T00:00:00.003000+00:00，runs.scored，在“county.example/log”6 条"
    )
    assert json.loads(said.partition("\n")[2].partition("}\n")[0] + "}") == {"name": "乡信", "points": [None, True, 95]}
    assert json.loads(said.partition("}\n")[2]) == {"centi": 2}
    erased = decided(tmp_path, [], None)
    assert check_chain.main(["decision", erased, "--key", KEY]) == 0


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (shown_row(2, index=3), "row 3 does not belong to the entry"),
        (shown_row(2, index=5), "row 5 does not belong to the entry"),
        (shown_row(2, row=ROWS[1]), "row 2 does not belong to the entry"),
        (shown_row(2, proof=[]), "row 2 does not belong to the entry"),
        (shown_row(2, opened=export.Opened(SALT, b"xx1:m0:")), "row 2: its cells do not fit the digest"),
        (shown_row(2, opened=export.Opened(bytes(16), encode({"centi": 2}))), "row 2: its cells do not fit the digest"),
    ],
)
def test_a_row_that_the_entry_did_not_write_is_refused(
    shown: export.ShownRow, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_chain.main(["decision", decided(tmp_path, [shown]), "--key", KEY, "--lang", "en"]) == 1
    assert capsys.readouterr().out.splitlines() == [said]


def test_a_log_that_grew_is_told_from_one_that_did_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = Tree(one.leaf() for one in ENTRIES)
    for size in range(7):
        (tmp_path / f"c{size}").write_text(checkpoint(ENTRIES[:size]), "utf-8")
    proof = tmp_path / "proof"

    def grew(older: int, newer: int, hashes: list[bytes]) -> int:
        proof.write_text(export.growth(hashes), "utf-8")
        return check_chain.main(
            ["growth", str(tmp_path / f"c{older}"), str(tmp_path / f"c{newer}"), str(proof), "--key", KEY]
        )

    assert [grew(older, 6, tree.consistency_proof(older) if older else []) for older in range(7)] == [0] * 7
    assert grew(6, 4, tree.consistency_proof(4)) == 1
    assert grew(3, 6, tree.consistency_proof(4)) == 1
    assert grew(0, 6, [EMPTY_ROOT]) == 1
    capsys.readouterr()


def test_one_file_alone_runs_without_anything_installed(tmp_path: Path) -> None:
    program = tmp_path / "check_chain.py"
    shutil.copy(check_chain.__file__, program)
    (tmp_path / "log").write_text("".join(exported(ENTRIES)), "utf-8")
    (tmp_path / "point").write_text(checkpoint(ENTRIES), "utf-8")

    def run(*given: str) -> tuple[int, str]:
        line = [sys.executable, "-I", "-S", str(program), "log", "log", "--checkpoint", "point", *given]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    code, said = run("--key", KEY)
    assert code == 1
    assert "没有 cryptography 库，签名未核对" in said
    assert run("--no-signatures")[0] == 0
