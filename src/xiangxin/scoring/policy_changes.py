"""What differs between two policies, clause by clause; layout and comments do not count.

People read the line by its label, the key in words, old and new; programs read the path with both values. Nothing here
judges whether a change is good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xiangxin.kernel.text import Text
from xiangxin.policy.read import PolicyDocument
from xiangxin.policy.schema import BLOCKS
from xiangxin.scoring.policy_keys import key_words
from xiangxin.scoring.wording import same

_NAMES = ("id", "line", "stars")
"""Keys by which an entry of a list is known again when its place changes; others, such as bands, by their order."""

_MAPS = frozenset(name for keys in BLOCKS.values() for name, key in keys.items() if key.shape == "map")
"""Keys whose entries are lines with a name of their own."""


@dataclass(frozen=True, slots=True)
class Line:
    """The line a value belongs to: its name and the label people know it by."""

    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class Written:
    """One value of a policy: the path for programs, line and keys for people."""

    path: str
    line: Line
    keys: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs; ``None`` where one side has none."""

    was: Written | None
    now: Written | None

    @property
    def written(self) -> Written:
        found = self.now or self.was
        assert found is not None
        return found


def changes_between(before: PolicyDocument, after: PolicyDocument) -> tuple[Change, ...]:
    """Every value that differs between two policies, in the order of the first."""
    return tuple(changed(flattened(before.content), flattened(after.content)))


def sentence(change: Change) -> Text:
    """The key in words, and the value before and after; a dash where there is none."""
    key = _key(change.written.keys)
    was, now = ("—" if each is None else each.value for each in (change.was, change.now))
    return Text(f"{key.zh}：{was} → {now}", f"{key.en}: {was} → {now}")


def _key(keys: tuple[str, ...]) -> Text:
    """The keys in words; a step of the stars or a band by its number."""
    match keys:
        case (*_, "stars", number, "from"):
            return Text(f"{number} 星的起点", f"start of {number} stars")
        case (*_, "bands", number, last):
            words = key_words((last,))
            return Text(f"第 {number} 档 · {words.zh}", f"band {number} · {words.en}")
    return key_words(keys)


def flattened(content: object) -> dict[str, Written]:
    """Every value by the path to it; entries of lists by their name where they have one."""
    return {written.path: written for written in _values(content, "", Line("policy", Text("办法", "The policy")), ())}


def _values(content: object, path: str, line: Line, keys: tuple[str, ...]) -> Iterator[Written]:
    if isinstance(content, Mapping):
        inner = "id" in content or "line" in content
        line, keys = (_line(content, _name(content, 0)), ()) if inner else (line, keys)
        for key, value in content.items():
            below = f"{path}.{key}" if path else str(key)
            if not path and not isinstance(value, str | int):
                yield from _values(value, below, Line(str(key), key_words((str(key),))), (str(key),))
            elif keys and keys[-1] in _MAPS and isinstance(value, Mapping):
                yield from _values(value, below, _line(value, str(key)), ())
            else:
                yield from _values(value, below, line, (*keys, str(key)))
    elif isinstance(content, list):
        for position, value in enumerate(content, start=1):
            name = _name(value, position)
            yield from _values(value, f"{path}[{name}]", line, (*keys, name))
    else:
        yield Written(path, line, keys, str(content))


def _line(content: Mapping[object, object], name: str) -> Line:
    label = content.get("label")
    if isinstance(label, Mapping):
        return Line(name, Text(str(label.get("zh", name)), str(label.get("en", name))))
    return Line(name, same(name))


def _name(entry: object, position: int) -> str:
    if isinstance(entry, Mapping):
        for key in _NAMES:
            if key in entry:
                return str(entry[key])
    return str(position)


def changed(left: Mapping[str, Written], right: Mapping[str, Written]) -> Iterator[Change]:
    """Values that differ, in the order of the first policy, then what only the second has."""
    for path, was in left.items():
        now = right.get(path)
        if now is None or now.value != was.value:
            yield Change(was, now)
    yield from (Change(None, now) for path, now in right.items() if path not in left)
