"""The published vectors of proofs: tree, entries, checkpoints, exported files. The library did not make them."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from conformance import run_vectors
from xiangxin.kernel.canonical import encode
from xiangxin.proof import export
from xiangxin.proof.cells import cell
from xiangxin.proof.checkpoint import Checkpoint, check_extends, open_checkpoint, read_checkpoint, sign_checkpoint
from xiangxin.proof.ed25519 import Witness, log_signer, verifier
from xiangxin.proof.entry import Entry, Op, Row, commitment, read_entry, row_digest, rows_root
from xiangxin.proof.note import sign_note
from xiangxin.proof.standalone import check_chain
from xiangxin.proof.tree import Frontier, Tree, leaf_hash, root, verify_consistency, verify_inclusion


def vectors(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Path(__file__).with_name(f"proof-{name}.json").read_text("utf-8"))
    return content


TREE, ENTRY, CHECKPOINT, EXPORT = (vectors(name) for name in ("tree", "entry", "checkpoint", "export"))
LEAVES = [bytes.fromhex(one) for one in TREE["leaf_hashes"]]
ENTRIES = [read_entry(vector["entry"]) for vector in ENTRY["entries"]]
ROWS = [
    Row(one["row"]["table"], one["row"]["key"], one["row"]["op"], bytes.fromhex(one["row"]["digest"]))
    for one in ENTRY["rows"]
]
KINDS: dict[str, Callable[[Any], object]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "bool": bool,
    "decimal": Decimal,
    "bytes": bytes.fromhex,
    "instant": datetime.fromisoformat,
    "int": int,
}


def value_of(written: list[Any]) -> object:
    kind, *parts = written
    return None if kind == "null" else KINDS[kind](parts[0])


def test_the_tree_has_the_published_hashes_roots_and_frontiers() -> None:
    assert [leaf_hash(text.encode()) for text in TREE["leaves"]] == LEAVES
    frontier = Frontier()
    for size in range(len(LEAVES) + 1):
        assert root(LEAVES[:size]).hex() == frontier.root().hex() == TREE["roots"][size]
        assert frontier.to_bytes().hex() == TREE["frontiers"][size]
        frontier.extend(LEAVES[size : size + 1])


@pytest.mark.parametrize("vector", TREE["inclusion"], ids=lambda one: f"{one['index']} of {one['size']}")
def test_inclusion_proofs_are_the_published_ones(vector: dict[str, Any]) -> None:
    index, size, proof = vector["index"], vector["size"], [bytes.fromhex(one) for one in vector["proof"]]
    assert Tree(LEAVES).inclusion_proof(index, size) == proof
    assert verify_inclusion(LEAVES[index], index, size, proof, bytes.fromhex(TREE["roots"][size]))


@pytest.mark.parametrize("vector", TREE["consistency"], ids=lambda one: f"{one['older']} to {one['newer']}")
def test_consistency_proofs_are_the_published_ones(vector: dict[str, Any]) -> None:
    older, newer, proof = vector["older"], vector["newer"], [bytes.fromhex(one) for one in vector["proof"]]
    assert Tree(LEAVES).consistency_proof(older, newer) == proof
    before, after = (bytes.fromhex(TREE["roots"][size]) for size in (older, newer))
    assert verify_consistency(older, newer, before, after, proof)


@pytest.mark.parametrize("vector", ENTRY["cells"], ids=lambda one: one["name"])
def test_cells_have_the_published_bytes_and_digest(vector: dict[str, Any]) -> None:
    cells = {name: cell(value_of(written)) for name, written in vector["cells"].items()}
    assert encode(cells) == vector["bytes"].encode()
    assert row_digest(bytes.fromhex(vector["salt"]), cells).hex() == vector["digest"]


def test_rows_and_payloads_have_the_published_hashes() -> None:
    for row, vector in zip(ROWS, ENTRY["rows"], strict=True):
        op: Op = vector["row"]["op"]
        assert row.op == op
        assert (row.encode(), row.leaf().hex()) == (vector["bytes"].encode(), vector["leaf"])
    made = rows_root(ROWS)
    assert made is not None
    assert made.hex() == ENTRY["rows_root"]
    payload = ENTRY["payload"]
    assert commitment(bytes.fromhex(payload["salt"]), payload["body"].encode()).hex() == payload["commitment"]


@pytest.mark.parametrize(("entry", "vector"), list(zip(ENTRIES, ENTRY["entries"], strict=True)))
def test_entries_have_the_published_bytes_and_leaf(entry: Entry, vector: dict[str, Any]) -> None:
    assert entry.fields() == vector["entry"]
    assert entry.encode() == vector["bytes"].encode()
    assert entry.leaf().hex() == vector["leaf"]


def test_the_log_has_the_published_root() -> None:
    assert root(entry.leaf() for entry in ENTRIES).hex() == ENTRY["root"]


@pytest.mark.parametrize("vector", CHECKPOINT["checkpoints"], ids=lambda one: str(one["size"]))
def test_checkpoints_are_signed_as_published(vector: dict[str, Any]) -> None:
    log = log_signer(CHECKPOINT["log_secret"])
    witness = Witness(CHECKPOINT["witness"], bytes.fromhex(CHECKPOINT["witness_secret"]), CHECKPOINT["seconds"])
    checkpoint = Checkpoint(CHECKPOINT["origin"], vector["size"], bytes.fromhex(vector["root"]))
    assert (log.verifier().write(), witness.verifier().write()) == (CHECKPOINT["log_key"], CHECKPOINT["witness_key"])
    assert checkpoint.text() == vector["text"]
    assert sign_checkpoint(checkpoint, [log]) == vector["signed"]
    assert sign_note(vector["text"], [log, witness]).write() == vector["witnessed"]
    trusted = [verifier(CHECKPOINT["log_key"]), verifier(CHECKPOINT["witness_key"])]
    opened = open_checkpoint(vector["witnessed"].encode(), trusted)
    assert (opened.checkpoint, opened.names) == (checkpoint, (CHECKPOINT["origin"], CHECKPOINT["witness"]))


def opened(of: dict[str, Any]) -> export.Opened:
    body: str = of["body"] if "body" in of else of["bytes"]
    return export.Opened(bytes.fromhex(of["salt"]), body.encode())


def test_exported_files_are_the_published_ones() -> None:
    older, newer = (one["signed"] for one in CHECKPOINT["checkpoints"])
    tree, rows = Tree(entry.leaf() for entry in ENTRIES), Tree(row.leaf() for row in ROWS)
    payload = opened(ENTRY["payload"])
    log = export.log_header(CHECKPOINT["origin"], 3, tree.root())
    log += export.log_line(ENTRIES[0], payload, ROWS)
    log += export.log_line(ENTRIES[1])
    log += export.log_line(ENTRIES[2], export.Opened(bytes.fromhex(ENTRY["cells"][2]["salt"]), encode({})), [])
    shown = [
        export.ShownRow(1, ROWS[1], rows.inclusion_proof(1), opened(ENTRY["cells"][1])),
        export.ShownRow(2, ROWS[2], rows.inclusion_proof(2)),
    ]
    proof = tree.consistency_proof(1)
    assert (EXPORT["older"], EXPORT["newer"]) == (older, newer)
    assert log == EXPORT["log"]
    assert export.decision(ENTRIES[0], payload, shown, tree.inclusion_proof(0), newer) == EXPORT["decision"]
    assert export.growth(proof) == EXPORT["growth"]
    first, second = (read_checkpoint(one["text"]) for one in CHECKPOINT["checkpoints"])
    check_extends(first, second, proof)


def written(folder: Path, **changed: bytes) -> dict[str, str]:
    """The published files in ``folder``, some of them changed; their paths by name."""
    for name in ("log", "decision", "older", "newer", "growth"):
        (folder / name).write_bytes(changed.get(name, EXPORT[name].encode()))
    return {name: str(folder / name) for name in EXPORT}


def commands(path: dict[str, str]) -> dict[str, list[str]]:
    key = ["--key", EXPORT["key"]]
    return {
        "log": ["log", path["log"], "--checkpoint", path["older"], "--checkpoint", path["newer"], *key],
        "decision": ["decision", path["decision"], *key],
        "growth": ["growth", path["older"], path["newer"], path["growth"], *key],
    }


def test_the_stand_alone_checker_finds_the_published_files_good(tmp_path: Path) -> None:
    assert {verb: check_chain.main(line) for verb, line in commands(written(tmp_path)).items()} == {
        "log": 0,
        "decision": 0,
        "growth": 0,
    }


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("log", "log"),
        ("log", "older"),
        ("log", "newer"),
        ("decision", "decision"),
        ("growth", "older"),
        ("growth", "newer"),
        ("growth", "growth"),
    ],
)
@pytest.mark.parametrize(
    "byte", [None, *(pytest.param(byte, marks=pytest.mark.proof) for byte in (b" ", b"0", b"a", b'"'))], ids=str
)
def test_every_changed_byte_of_a_published_file_is_noticed(
    verb: str, name: str, byte: bytes | None, tmp_path: Path
) -> None:
    good = EXPORT[name].encode()
    line = commands(written(tmp_path))[verb]
    passed = []
    for at in range(len(good)):
        changed = good[:at] + (byte or bytes([good[at] ^ 1])) + good[at + 1 :]
        (tmp_path / name).write_bytes(changed)
        if changed != good and check_chain.main(line) == 0:
            passed.append(at)
    assert passed == []


def test_the_runner_of_published_vectors_counts_what_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leaf = "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="  # the tree over one empty leaf
    good = {"leafIdx": 0, "treeSize": 1, "root": leaf, "leafHash": leaf, "proof": None, "desc": "one", "wantErr": False}
    same = {"size1": 1, "size2": 1, "root1": leaf, "root2": leaf, "proof": [], "desc": "two", "wantErr": False}
    for number, vector in enumerate((good, same)):
        (tmp_path / f"{number}.json").write_text(json.dumps(vector))
    assert run_vectors.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "2 of 2\n"
    (tmp_path / "2.json").write_text(json.dumps({**same, "wantErr": True}))
    assert run_vectors.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 of 3"
    assert run_vectors.main([""]) == 2
    assert run_vectors.main([]) == 2
