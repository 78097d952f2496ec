"""`policy diff`: what differs between two policies, clause by clause; layout and comments do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.cli.policy_read import open_policy
from xiangxin.policy.compile import content_hash
from xiangxin.scoring.wording import word

_NAMES = ("id", "line", "from")
"""Keys by which an entry of a list is known again when its place changes."""


@click.command()
@click.argument("one")
@click.argument("other")
@output_options
def diff(output: Output, one: str, other: str) -> int:
    """两份办法逐条比较。 What differs, clause by clause."""
    before, after = open_policy(one), open_policy(other)
    left, right = dict(flattened(before.content)), dict(flattened(after.content))
    changes = list(changed(left, right))
    output.put(
        one=content_hash(before),
        other=content_hash(after),
        equal=not changes,
        changes=[{"path": path, "one": was, "other": now} for path, was, now in changes],
    )
    for path, was, now in changes:
        if was is not None:
            output.say(f"- {path}: {was}")
        if now is not None:
            output.say(f"+ {path}: {now}")
    output.say(word("policy.changes", count=len(changes)) if changes else word("policy.same"))
    return output.finish(DONE)


def flattened(content: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value with the path to it; entries of lists by their name where they have one."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from flattened(value, f"{path}.{key}" if path else str(key))
    elif isinstance(content, list):
        for position, value in enumerate(content, start=1):
            yield from flattened(value, f"{path}[{_name(value, position)}]")
    else:
        yield path, str(content)


def _name(entry: object, position: int) -> str:
    if isinstance(entry, Mapping):
        for key in _NAMES:
            if key in entry:
                return str(entry[key])
    return str(position)


def changed(left: Mapping[str, str], right: Mapping[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    """Paths whose value differs, in the order of the first policy, then what only the second has."""
    for path, was in left.items():
        if right.get(path) != was:
            yield path, was, right.get(path)
    yield from ((path, None, now) for path, now in right.items() if path not in left)
