"""What a statement of SQL does to the tables that matter, read from its words alone: which it writes, which it reads.

Errs on one side only. A table counts as read wherever its name stands, in a text or a comment too, because databases
take a text for a name in some places. Where the words do not say which table is written, each one that is named is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

Kind = Literal["data", "structure", "control", "opaque"]
"""``opaque``: what runs cannot be read from the words (a routine, a prepared statement, spelled-out characters)."""

_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|"(?:[^"]|"")*"|'(?:[^']|'')*'|`[^`]*`|\[[^\]]*\]|%s|%\(\w+\)s|[^\W\d]\w*|\S""",
    re.DOTALL,
)
_NAME = re.compile(r"[^\W\d]\w*")
_VERB = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|COPY)\b", re.IGNORECASE)
_DOUBTFUL = re.compile(r"\\|\$\w*\$")
"""A backslash may or may not go on with a text, dollars may or may not quote: then the words are not relied upon."""
_SPELLED = re.compile(r"U&[\"']", re.IGNORECASE)
_LISTS = re.compile(r"%s(?:::\w+)?(?:, ?%s(?:::\w+)?)+")
_TUPLES = re.compile(r"\(%s\)(?:, ?\(%s\))+")
_LONG = 1000

_CONTROL = {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "SET", "RESET", "SHOW"}
_CONTROL |= {"PRAGMA", "VACUUM", "ANALYZE", "REINDEX", "LOCK", "CLOSE", "DISCARD", "CHECKPOINT"}
_STRUCTURE = {"CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE"}
_OPAQUE = {"DO", "CALL", "EXECUTE", "PREPARE", "ATTACH"}
_ROUTINES = {"FUNCTION", "PROCEDURE", "TRIGGER", "RULE"}
_BEFORE_A_TABLE = {"OR", "IGNORE", "REPLACE", "ROLLBACK", "ABORT", "FAIL", "INTO", "FROM", "ONLY", "TABLE"}


class Rows(NamedTuple):
    """How the parameters of a statement that writes one table tell its rows apart.

    ``insert``: each ``width`` parameters are a row, number ``at`` of them its key. ``lists``: parameter ``at`` is the
    list of keys. ``one``: the last parameter is the key. ``several``: those in the list at the end are.
    """

    how: Literal["insert", "lists", "one", "several"]
    width: int = 0
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """``changes`` are those tables of ``writes`` to which it does more than add; ``rows`` where one table is written.

    ``alone``: that one table is all it writes, so the driver's count is of its rows. ``returns``: it answers with rows,
    and the driver counts later.
    """

    kind: Kind
    writes: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    alone: bool = False
    rows: Rows | None = None
    returns: bool = False


class Target(NamedTuple):
    """A table that is written; ``added`` where rows are only added. The empty name: the words do not say which."""

    table: str
    added: bool


class Tables:
    """The tables that matter: those whose writing is watched, with the column of their key, and the personal ones.

    ``free`` are columns that may be set without more ado: a statement that sets only those writes nothing.
    """

    def __init__(
        self, keys: dict[str, str], personal: frozenset[str], free: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self.keys = keys
        self.personal = personal
        self.free = free or {}
        names = sorted(keys.keys() | personal, key=len, reverse=True)
        pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)" if names else r"(?!)"
        self._named = re.compile(pattern, re.IGNORECASE)
        self._read = lru_cache(maxsize=2048)(self._read_anew)

    def read(self, sql: str) -> Statement:
        """What ``sql`` does. Statements that differ only in how many values they list are read once."""
        return self._read(_TUPLES.sub("(%s)", _LISTS.sub("%s", sql)) if len(sql) > _LONG else sql)

    def _read_anew(self, sql: str) -> Statement:
        words = list(_words(sql))
        kind = _kind(words)
        if _ROUTINES & {word.upper() for word in words[1:4]} and words[0].upper() == "CREATE":
            return Statement("structure")  # what a migration leaves in the database for it to run by itself
        if kind == "opaque" or _SPELLED.search(sql):
            return Statement("opaque")
        named = frozenset(name.lower() for name in self._named.findall(sql))
        if not named or kind == "control":
            return Statement(kind)
        if kind == "structure":
            return self._structure(words, named)
        if _DOUBTFUL.search(sql):
            written = named & self.keys.keys() if _VERB.search(sql) else frozenset()
            return Statement("data", written, written, named & self.personal)
        return self._data(sql, words, named)

    def _structure(self, words: list[str], named: frozenset[str]) -> Statement:
        """Making a table is no act; taking one away is, and so is filling one from another."""
        upper = [word.upper() for word in words]
        pairs = set(pairwise(upper))
        if ("DROP", "TABLE") in pairs:
            written = named & self.keys.keys()
            return Statement("structure", written, written)
        copies = "SELECT" in upper or ("AS", "TABLE") in pairs
        return Statement("structure", reads=named & self.personal if copies else frozenset())

    def _data(self, sql: str, words: list[str], named: frozenset[str]) -> Statement:
        targets = list(_targets(words))
        if any(not target.table for target in targets):
            targets = [Target(name, added=False) for name in named]
        writes = frozenset(target.table for target in targets) & self.keys.keys()
        changes = frozenset(target.table for target in targets if not target.added) & self.keys.keys()
        alone = len(targets) == 1 and len(writes) == 1
        read = named - writes if alone and not re.search(r"\bSELECT\b", sql, re.IGNORECASE) else named
        if alone and (columns := _set(words)) and columns <= self.free.get(min(writes), frozenset()):
            return Statement("data", reads=read & self.personal)
        rows = _rows(words, self.keys[min(writes)]) if alone else None
        returns = any(word.upper() == "RETURNING" for word in words)
        return Statement("data", writes, changes, read & self.personal, alone, rows, returns)


def _words(sql: str) -> Iterator[str]:
    for match in _TOKEN.finditer(sql):
        word = match.group()
        if not word.startswith(("--", "/*")):
            yield word


def _kind(words: list[str]) -> Kind:
    """By the first word of each statement of the text; a word that is not known counts as one that reads and writes."""
    firsts = {word.upper() for before, word in zip([";", *words], words, strict=False) if before == ";"} - {";"}
    if firsts & _OPAQUE:
        return "opaque"
    if firsts <= _CONTROL:
        return "control"
    return "structure" if firsts <= _STRUCTURE | _CONTROL else "data"


def _targets(words: list[str]) -> Iterator[Target]:
    upper = [word.upper() for word in words]
    for at, verb in enumerate(upper):
        before = upper[at - 1] if at else ";"
        match verb:
            case "INSERT":
                yield Target(_name_after(words, at), added="REPLACE" not in upper[at : at + 3] and "DO" not in upper)
            case "REPLACE" if upper[at + 1 : at + 2] == ["INTO"]:
                yield Target(_name_after(words, at), added=False)
            case "UPDATE" if before not in ("FOR", "KEY", "DO", "ON", "."):
                yield Target(_name_after(words, at), added=False)
            case "DELETE" | "MERGE" if before not in ("ON", "THEN", "."):
                yield Target(_name_after(words, at), added=False)
            case "TRUNCATE" | "COPY" if before in (";", "(", ")"):
                yield Target("", added=False)


def _name_after(words: list[str], at: int) -> str:
    """The last part of the qualified name after the verb at ``at``; empty where no name stands there."""
    at += 1
    while at < len(words) and words[at].upper() in _BEFORE_A_TABLE:
        at += 1
    while at + 2 < len(words) and words[at + 1] == ".":
        at += 2
    name = _plain(words[at]) if at < len(words) else ""
    return name if _NAME.fullmatch(name) else ""


def _plain(name: str) -> str:
    if name[:1] in ('"', "'", "`", "["):
        quote = "]" if name[0] == "[" else name[0]
        return name[1:-1].replace(quote * 2, quote).lower()
    return name.lower()


def _set(words: list[str]) -> frozenset[str]:
    """The columns that a plain ``UPDATE t SET a = …, b = …`` sets; none where the words are anything else."""
    upper = [word.upper() for word in words]
    if upper[0] != "UPDATE" or upper.count("SET") != 1:
        return frozenset()
    found, depth, begins = [], 0, True
    for at in range(upper.index("SET") + 1, len(words)):
        depth += (words[at] == "(") - (words[at] == ")")
        if depth == 0 and upper[at] in ("WHERE", "FROM", "RETURNING", ";"):
            break
        if begins and words[at + 1 : at + 2] != ["="]:
            return frozenset()
        if begins:
            found.append(_plain(words[at]))
        begins = depth == 0 and words[at] == ","
    return frozenset(found)


def _rows(words: list[str], key: str) -> Rows | None:
    return _inserted(words, key) if words[0].upper() == "INSERT" else _found(words, key)


def _inserted(words: list[str], key: str) -> Rows | None:
    """``INSERT INTO t (columns) VALUES (%s, …), …`` of nothing but parameters, or the same as one list a column."""
    if "(" not in words or ")" not in words:
        return None
    opened, closed = words.index("("), words.index(")")
    columns = [_plain(word) for word in words[opened + 1 : closed] if word != ","]
    at = columns.index(key) if key in columns else None
    rest = _uncast([word.upper() for word in words[closed + 1 :]])
    if rest[:1] == ["VALUES"]:
        end = next((place for place, word in enumerate(rest[1:], 1) if word not in ("(", ")", ",", "%S")), len(rest))
        return None if "%S" in rest[end:] else Rows("insert", len(columns), at)
    if rest[:4] == ["SELECT", "*", "FROM", "UNNEST"] and rest.count("%S") == len(columns):
        return Rows("lists", len(columns), at)
    return None


def _uncast(words: list[str]) -> list[str]:
    """The words without what stands behind a double colon."""
    kept = [at for at in range(len(words)) if words[at] != ":" and words[max(at - 2, 0) : at] != [":", ":"]]
    return [words[at] for at in kept]


def _found(words: list[str], key: str) -> Rows | None:
    """``… WHERE "t"."key" = %s`` or ``IN (%s, …)`` with nothing after it."""
    upper = [word.upper() for word in words]
    if upper.count("WHERE") != 1:
        return None
    where = words[upper.index("WHERE") + 1 :]
    while len(where) > 2 and where[1] == ".":
        where = where[2:]
    if not where or _plain(where[0]) != key:
        return None
    match where[1:]:
        case ["=", "%s"]:
            return Rows("one")
        case [word, "(", *listed, ")"] if word.upper() == "IN" and set(listed) <= {"%s", ","}:
            return Rows("several")
    return None
