#!/usr/bin/env python3
"""Checks an exported audit log, one decision, or that a log only grew: for auditors, banks and the person concerned.

One file, Python 3.11 or newer and its standard library; signatures need the package `cryptography`, and where it is
missing the program says so and fails. Written from docs/mechanisms/audit-encoding.md alone. It must never import
Xiangxin: a mistake of the writer is not to be repeated by the checker. Exit: 0 good, 1 a check failed, 2 unreadable.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

WORDS = {
    "entry_unreadable": ("第 {n} 条记录读不懂：{why}", "entry {n} cannot be read: {why}"),
    "entry_number": ("应为第 {n} 条，写的却是第 {found} 条", "entry {n} should stand here, not entry {found}"),
    "entry_leaf": ("第 {n} 条记录被改动：内容与它的哈希不符", "entry {n} was changed: its content has another hash"),
    "payload": ("第 {n} 条记录的内容与承诺不符", "entry {n}: its payload does not fit the commitment"),
    "rows": ("第 {n} 条记录的行与根哈希不符", "entry {n}: its rows do not fit their root"),
    "row": ("第 {k} 行不属于这条记录", "row {k} does not belong to the entry"),
    "row_cells": ("第 {k} 行的内容与摘要不符", "row {k}: its cells do not fit the digest"),
    "log_size": ("文件说有 {said} 条，实际 {found} 条", "the file says {said} entries and holds {found}"),
    "log_root": ("全部记录的根哈希与文件所写不符", "the root over all entries is not the one the file states"),
    "log_cut": (
        "日志被截短：检查点 {said} 条，只有 {found} 条",
        "the log was cut: {found} entries, {said} at the checkpoint",
    ),
    "log_rewritten": (
        "日志被改写：第 {first} 至 {last} 条之中有记录与检查点不符",
        "the log was rewritten: one of the entries {first} to {last} does not fit the checkpoint",
    ),
    "origin": ("检查点属于另一个日志：{found}", "the checkpoint is of another log: {found}"),
    "not_in_log": (
        "证明不成立：检查点之下没有这条记录",
        "the proof fails: the entry does not stand under the checkpoint",
    ),
    "not_grown": (
        "证明不成立：{newer} 条不是由 {older} 条增加而来",
        "the proof fails: {newer} entries do not continue {older}",
    ),
    "wrong": ("“{name}”的签名不对", "the signature of “{name}” is wrong"),
    "missing": ("没有“{name}”的签名，或给的公钥不是它的", "no signature of “{name}” by a key that was given"),
    "no_key": ("没有给出公钥（--key），签名未核对", "no public key (--key): signatures were NOT checked"),
    "no_library": ("没有 cryptography 库，签名未核对", "no package cryptography: signatures were NOT checked"),
    "left_out": ("按要求没有核对签名", "signatures were not checked, as asked"),
    "file": ("打不开文件 {name}", "cannot open {name}"),
    "format": ("{name}：不是这种文件的第 1 版：{why}", "{name}: no such file of version 1: {why}"),
    "checkpoint": ("读不懂检查点：{why}", "the checkpoint cannot be read: {why}"),
    "key": ("读不懂公钥", "the public key cannot be read"),
    "good_log": ("完好：“{origin}”的 {size} 条记录", "good: {size} entries of “{origin}”"),
    "good_checkpoint": ("与 {size} 条的检查点一致", "they agree with the checkpoint of {size}"),
    "no_checkpoint": (
        "没有检查点：文件自身一致，但整本重写的日志也会一致",
        "no checkpoint: the file agrees with itself, as a log rewritten as a whole would",
    ),
    "good_decision": (
        "完好：第 {n} 条记录，{at}，{act}，在“{origin}”{size} 条的检查点之下",
        "good: entry {n}, {at}, {act}, under the checkpoint of {size} of “{origin}”",
    ),
    "good_growth": (
        "完好：“{origin}”由 {older} 条增加到 {newer} 条",
        "good: “{origin}” grew from {older} to {newer} entries",
    ),
    "shown": ("{body}",),
}
HASH, SALT, SIZE = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{32}"), re.compile("0|[1-9][0-9]{0,18}")
KINDS: dict[str, Callable[[Any], bool]] = {
    "int": lambda value: type(value) is int,
    "count": lambda value: type(value) is int and value >= 0,
    "text": lambda value: type(value) is str,
    "hash": lambda value: type(value) is str and HASH.fullmatch(value) is not None,
    "salt": lambda value: type(value) is str and SALT.fullmatch(value) is not None,
    "op": lambda value: value in ("write", "delete"),
    "object": lambda value: type(value) is dict,
    "list": lambda value: type(value) is list,
    "proof": lambda value: type(value) is list and all(KINDS["hash"](one) for one in value),
}
SHAPES = {
    name: dict(field.split(":") for field in fields.split())
    for name, fields in {
        "entry": "v:int seq:count at:int actor:text act:text object:text person:text? purpose:text? area:text? "
        "commitment:hash rows:hash? rows_count:count",
        "row": "table:text key:text op:op digest:hash",
        "opened": "salt:salt body:text",
        "line": "entry:object leaf:hash payload:object? rows:list?",
        "shown row": "index:count row:object proof:proof opened:object?",
        "xiangxin-log": "format:text version:int origin:text size:count root:hash",
        "xiangxin-decision": "format:text version:int entry:object payload:object? rows:list proof:proof "
        "checkpoint:text",
        "xiangxin-growth": "format:text version:int proof:proof",
    }.items()
}


class Told(NamedTuple):
    """Something to say, and the exit code that goes with it."""

    code: str
    status: int
    values: dict[str, object]


class Failed(Exception):
    """What is wrong; nothing after it was checked."""

    def __init__(self, code: str, status: int = 1, **values: object) -> None:
        super().__init__(code)
        self.told = Told(code, status, values)


class Stack(list[tuple[int, bytes]]):
    """A tree of RFC 6962 that grows: its full subtrees by height and hash."""

    def grow(self, leaf: bytes) -> None:
        """Add a leaf."""
        height = 0
        while self and self[-1][0] == height:
            leaf, height = node(self.pop()[1], leaf), height + 1
        self.append((height, leaf))

    def root(self) -> bytes:
        """The root over the leaves so far."""
        result = self[-1][1] if self else hashlib.sha256(b"").digest()
        for _, left in self[-2::-1]:
            result = node(left, result)
        return result


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


def half(size: int) -> int:
    """How many leaves the left subtree has: the largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf to the root: the definition, followed from the root downwards."""
    rest = list(proof)

    def rebuilt(index: int, size: int) -> bytes:
        if size == 1:
            return leaf
        left, sibling = half(size), rest.pop()
        return (
            node(rebuilt(index, left), sibling) if index < left else node(sibling, rebuilt(index - left, size - left))
        )

    try:
        return len(leaf) == 32 and 0 <= index < size and rebuilt(index, size) == root and not rest
    except IndexError:
        return False


def is_grown(older: int, newer: int, older_root: bytes, newer_root: bytes, proof: list[bytes]) -> bool:
    """Whether the proof shows that the newer tree begins with the older one, which is not empty."""
    rest = list(proof)

    def rebuilt(older: int, newer: int, whole: bool) -> tuple[bytes, bytes]:
        if older == newer:
            same = older_root if whole else rest.pop()
            return same, same
        left, sibling = half(newer), rest.pop()
        if older <= left:
            old, new = rebuilt(older, left, whole)
            return old, node(new, sibling)
        old, new = rebuilt(older - left, newer - left, False)
        return node(sibling, old), node(sibling, new)

    try:
        return 1 <= older <= newer and rebuilt(older, newer, True) == (older_root, newer_root) and not rest
    except IndexError:
        return False


def canonical(value: Any) -> bytes:
    """The canonical bytes of a flat mapping, of a text, a whole number or null."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: str(key).encode())
        return b"m%d:" % len(value) + b"".join(canonical(key) + canonical(value[key]) for key in keys)
    if isinstance(value, str):
        return b"s%d:%b" % (len(value.encode()), value.encode())
    return b"n" if value is None else b"i%d;" % value


def decoded(data: bytes, at: int) -> tuple[object, int]:
    """The value that begins at ``at`` in canonical bytes, and where it ends; a ratio or a date as text."""
    kind = data[at : at + 1].decode()
    if kind in ("n", "t", "f"):
        return {"n": None, "t": True, "f": False}[kind], at + 1
    end = data.index(b":" if kind in ("s", "l", "m") else b";", at)
    written, at = data[at + 1 : end].decode(), end + 1
    if kind in ("i", "r", "d"):
        return int(written) if kind == "i" else written, at
    if kind == "s":
        return data[at : at + int(written)].decode(), at + int(written)
    members = []
    for _ in range(int(written) * {"l": 1, "m": 2}[kind]):
        member, at = decoded(data, at)
        members.append(member)
    return members if kind == "l" else dict(zip(map(str, members[::2]), members[1::2], strict=True)), at


def readable(body: str) -> list[Told]:
    """What stands in canonical bytes, line by line for a person; as it is when it is not canonical."""
    try:
        value, end = decoded(body.encode(), len("xx1:"))
        if body.startswith("xx1:") and end == len(body.encode()):
            body = json.dumps(value, ensure_ascii=False, indent=2)
    except (ValueError, KeyError, RecursionError):
        pass
    return [Told("shown", 0, {"body": line}) for line in body.split("\n")]


def shaped(value: Any, shape: str) -> dict[str, Any]:
    """The JSON object, which has exactly the fields of this shape."""
    fields = SHAPES[shape]
    if type(value) is not dict or value.keys() != fields.keys():
        raise ValueError(f"{shape}: {', '.join(fields)}")
    for name, kind in fields.items():
        if not (KINDS[kind.rstrip("?")](value[name]) or (value[name] is None and kind.endswith("?"))):
            raise ValueError(f"{shape}: {name}")
    if value.get("format", shape) != shape or value.get("version", 1) != 1 or value.get("v", 1) != 1:
        raise ValueError(f"{shape}: version")
    return value


def from_json(data: bytes) -> Any:
    """JSON without fractions, constants and repeated keys."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    def refuse(written: str) -> NoReturn:
        raise ValueError(f"{written}: no whole number")

    try:
        return json.loads(data.decode(), object_pairs_hook=once, parse_float=refuse, parse_constant=refuse)
    except RecursionError:
        raise ValueError("too deep") from None


def entry_bytes(entry: Any) -> bytes:
    """The canonical bytes of an entry."""
    shaped(entry, "entry")
    if (entry["rows"] is None) != (entry["rows_count"] == 0):
        raise ValueError("entry: rows_count")
    return b"xx1:" + canonical(entry)


def row_leaf(row: Any) -> bytes:
    """The leaf hash of a row."""
    return leaf_hash(b"xx1:" + canonical(shaped(row, "row")))


def opens(opened: Any, digest: str) -> bool:
    """Whether salt and body lead to the commitment or digest."""
    salt, body = (shaped(opened, "opened")[name] for name in ("salt", "body"))
    return hmac.new(bytes.fromhex(salt), body.encode(), hashlib.sha256).hexdigest() == digest


def exact_base64(written: str) -> bytes:
    """Bytes in Base64, refused in any spelling but one."""
    data = base64.b64decode(written.encode("ascii"), validate=True)
    if base64.b64encode(data).decode() != written:
        raise ValueError("Base64")
    return data


class Checkpoint:
    """The lines of a checkpoint and its signatures, not verified."""

    def __init__(self, data: bytes) -> None:
        try:
            body, _, below = data.decode().rpartition("\n\n")
            lines = [*body.split("\n"), "", ""]
            if "" in lines[:-2] or re.search(r"[\0-\x09\x0b-\x1f]", data.decode()) or below[-1:] != "\n":
                raise ValueError("lines")
            self.text, self.origin, self.root = f"{body}\n".encode(), lines[0], exact_base64(lines[2])
            if SIZE.fullmatch(lines[1]) is None or len(self.root) != 32:
                raise ValueError("size or root")
            self.size = int(lines[1])
            self.signatures = [self.signature(line) for line in below[:-1].split("\n")]
        except ValueError as error:
            raise Failed("checkpoint", 2, why=error) from None

    @staticmethod
    def signature(line: str) -> tuple[str, bytes, bytes]:
        """Name, key id and signature of a signature line."""
        dash, name, written = line.split(" ")
        data = exact_base64(written)
        if dash != "—" or not name or "+" in name or len(data) <= 4:
            raise ValueError("signature line")
        return name, data[:4], data[4:]

    def check_signature(self, options: argparse.Namespace) -> list[Told]:
        """What is to be told when it was not checked; ``Failed`` when it is wrong or missing."""
        if options.no_signatures or not options.key:
            return [Told("left_out", 0, {}) if options.no_signatures else Told("no_key", 1, {})]
        try:
            from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - not everybody has it
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
        except ImportError:
            return [Told("no_library", 1, {})]
        good = set()
        for name, key_id, public in map(public_key, options.key):
            for signature in (line[2] for line in self.signatures if line[:2] == (name, key_id)):
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(signature, self.text)
                except (InvalidSignature, ValueError):
                    raise Failed("wrong", name=name) from None
                good.add(name)
        if self.origin not in good:
            raise Failed("missing", name=self.origin)
        return []


def public_key(line: str) -> tuple[str, bytes, bytes]:
    """Name, id and key of a log's Ed25519 key in text form."""
    name, _, rest = line.partition("+")
    try:
        material = exact_base64(rest[9:])
        key_id = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
        if rest[:9] != f"{key_id.hex()}+" or material[:1] != b"\1" or len(material) != 33:
            raise ValueError("key")
    except ValueError:
        raise Failed("key", 2) from None
    return name, key_id, material[1:]


def read_file(name: str) -> bytes:
    """A file's bytes."""
    try:
        return Path(name).read_bytes()
    except OSError:
        raise Failed("file", 2, name=name) from None


def hashes(proof: list[str]) -> list[bytes]:
    """The hashes of a proof."""
    return [bytes.fromhex(one) for one in proof]


def document(name: str, shape: str) -> dict[str, Any]:
    """A file of one JSON document, in the only spelling it has."""
    data = read_file(name)
    try:
        value = shaped(from_json(data), shape)
        if f"{json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}\n".encode() != data:
            raise ValueError("spelling")
    except ValueError as error:
        raise Failed("format", 2, name=shape, why=error) from None
    return value


def check_log(options: argparse.Namespace) -> list[Told]:
    """Every entry of an exported log, the root over them, and each checkpoint that is given."""
    points = sorted((Checkpoint(read_file(name)) for name in options.checkpoint), key=lambda point: point.size)
    waiting, stack, size, agreed = list(points), Stack(), 0, 0
    try:
        with Path(options.file).open("rb") as lines:
            head = header_of(next(lines, b""))
            for line in chain([b""], lines):  # a checkpoint of the empty log comes before the first entry
                if line:
                    stack.grow(entry_leaf(line, size))
                    size += 1
                while waiting and waiting[0].size == size:
                    check_point(waiting.pop(0), stack.root(), head["origin"], agreed)
                    agreed = size
    except OSError:
        raise Failed("file", 2, name=options.file) from None
    if waiting:
        raise Failed("log_cut", said=waiting[0].size, found=size)
    if head["size"] != size:
        raise Failed("log_size", said=head["size"], found=size)
    if head["root"] != stack.root().hex():
        raise Failed("log_root")
    agreements = [Told("good_checkpoint", 0, {"size": point.size}) for point in points]
    notes = [note for point in points for note in point.check_signature(options)]
    good = Told("good_log", 0, {"origin": head["origin"], "size": size})
    return [good, *agreements, *notes] if points else [good, Told("no_checkpoint", 0, {})]


def header_of(line: bytes) -> dict[str, Any]:
    """The first line of a log."""
    try:
        return shaped(from_json(line), "xiangxin-log")
    except ValueError as error:
        raise Failed("format", 2, name="xiangxin-log", why=error) from None


def check_point(point: Checkpoint, root: bytes, origin: str, agreed: int) -> None:
    """The checkpoint is of this log and of the entries so far, of which the first ``agreed`` fit an earlier one."""
    if point.origin != origin:
        raise Failed("origin", found=point.origin)
    if point.root != root:
        raise Failed("log_rewritten", first=min(agreed, max(point.size - 1, 0)), last=max(point.size - 1, 0))


def entry_leaf(line: bytes, number: int) -> bytes:
    """The leaf hash of the entry in this line, after all that the line says was found to fit it."""
    try:
        parts = shaped(from_json(line), "line")
        if line[-1:] != b"\n":
            raise ValueError("the line is cut")
        entry, rows = parts["entry"], parts["rows"]
        leaf = leaf_hash(entry_bytes(entry))
        if entry["seq"] != number:
            raise Failed("entry_number", n=number, found=entry["seq"])
        if parts["leaf"] != leaf.hex():
            raise Failed("entry_leaf", n=number)
        if parts["payload"] is not None and not opens(parts["payload"], entry["commitment"]):
            raise Failed("payload", n=number)
        if rows is not None:
            stack = Stack()
            for row in rows:
                stack.grow(row_leaf(row))
            if len(rows) != entry["rows_count"] or (rows and stack.root().hex() != entry["rows"]):
                raise Failed("rows", n=number)
    except ValueError as error:
        raise Failed("entry_unreadable", n=number, why=error) from None
    return leaf


def check_decision(options: argparse.Namespace) -> list[Told]:
    """One entry, what it says, the rows of it that are shown, and the proof that it stands in the log."""
    value = document(options.file, "xiangxin-decision")
    entry, payload = value["entry"], value["payload"]
    try:
        leaf, point = leaf_hash(entry_bytes(entry)), Checkpoint(value["checkpoint"].encode())
        if not is_included(leaf, entry["seq"], point.size, hashes(value["proof"]), point.root):
            raise Failed("not_in_log")
        if payload is not None and not opens(payload, entry["commitment"]):
            raise Failed("payload", n=entry["seq"])
        bodies = [check_row(row, entry) for row in value["rows"]]
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=entry["at"])
    except (ValueError, OverflowError) as error:
        raise Failed("format", 2, name="xiangxin-decision", why=error) from None
    notes = point.check_signature(options)
    facts = {"n": entry["seq"], "at": at.isoformat(), "act": entry["act"], "origin": point.origin, "size": point.size}
    shows = [line for body in (payload and payload["body"], *bodies) if body is not None for line in readable(body)]
    return [Told("good_decision", 0, facts), *shows, *notes]


def check_row(value: Any, entry: dict[str, Any]) -> str | None:
    """The cells of one row of the entry, where they are shown; the row stands under the entry's root."""
    shown = shaped(value, "shown row")
    index, root, opened = shown["index"], bytes.fromhex(entry["rows"] or ""), shown["opened"]
    if not is_included(row_leaf(shown["row"]), index, entry["rows_count"], hashes(shown["proof"]), root):
        raise Failed("row", k=index)
    if opened is not None and not opens(opened, shown["row"]["digest"]):
        raise Failed("row_cells", k=index)
    return None if opened is None else str(opened["body"])


def check_growth(options: argparse.Namespace) -> list[Told]:
    """The newer checkpoint continues the older one."""
    older, newer = Checkpoint(read_file(options.older)), Checkpoint(read_file(options.newer))
    proof = hashes(document(options.file, "xiangxin-growth")["proof"])
    if older.origin != newer.origin:
        raise Failed("origin", found=newer.origin)
    from_nothing = older.size == 0 and older.root == Stack().root() and not proof
    if not from_nothing and not is_grown(older.size, newer.size, older.root, newer.root, proof):
        raise Failed("not_grown", older=older.size, newer=newer.size)
    older.check_signature(options)
    good = Told("good_growth", 0, {"origin": newer.origin, "older": older.size, "newer": newer.size})
    return [good, *newer.check_signature(options)]


def arguments() -> argparse.ArgumentParser:
    """What may stand on the command line."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--key", action="append", metavar="VKEY", help="日志的公钥，可多次 · public key of the log")
    common.add_argument("--no-signatures", action="store_true", help="不核对签名 · leave signatures unchecked")
    common.add_argument("--lang", choices=("zh", "en", "both"), default="both", help="语言 · language")
    parser = argparse.ArgumentParser(
        description="核对审计日志 · check an audit log", epilog="0 完好 good · 1 不符 failed · 2 读不懂 unreadable"
    )
    verbs = parser.add_subparsers(required=True, metavar="log|decision|growth")
    log = verbs.add_parser("log", parents=[common], help="整本日志 · a whole log")
    decision = verbs.add_parser("decision", parents=[common], help="一项决定 · one decision")
    growth = verbs.add_parser("growth", parents=[common], help="日志只增不减 · a log only grew")
    log.add_argument("--checkpoint", action="append", default=[], metavar="FILE", help="检查点，可多次 · a checkpoint")
    growth.add_argument("older", help="旧检查点 · the older checkpoint")
    growth.add_argument("newer", help="新检查点 · the newer checkpoint")
    for verb, check in ((log, check_log), (decision, check_decision), (growth, check_growth)):
        verb.add_argument("file", help="导出的文件 · the exported file")
        verb.set_defaults(check=check)
    return parser


def main(given: list[str] | None = None) -> int:
    """Check what is asked and say it in words; the exit code."""
    options = arguments().parse_args(given)
    try:
        told: list[Told] = options.check(options)
    except Failed as failure:
        told = [failure.told]
    for one in sorted(told, key=lambda one: -one.status):
        values = {name: clean(value) for name, value in one.values.items()}
        for language, sentence in zip(("zh", "en"), WORDS[one.code], strict=False):
            if options.lang in (language, "both") or one.code == "shown":
                print(sentence.format(**values))  # noqa: T201 - the answer
    return max(one.status for one in told)


def clean(value: object) -> str:
    """What a file says, without characters that a terminal obeys."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(value))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
