"""`policy diff`: what differs between two policies, clause by clause, as `scoring.policy_changes` finds it."""

from __future__ import annotations

import click

from xiangxin.cli.options import today
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.cli.policy_check import COUNTRY
from xiangxin.cli.policy_read import open_policy
from xiangxin.kernel.text import Text
from xiangxin.policy.shipped import content_hash
from xiangxin.scoring.policy_changes import Written, changes_between, sentence
from xiangxin.scoring.policy_scale import rescaled
from xiangxin.scoring.wording import word


@click.command()
@click.argument("one")
@click.argument("other")
@output_options
def diff(output: Output, one: str, other: str) -> int:
    """两份办法逐条比较。 What differs, clause by clause."""
    before, after = open_policy(one), open_policy(other)
    changes = changes_between(before, after)
    output.put(
        one=content_hash(before),
        other=content_hash(after),
        equal=not changes,
        changes=[{"path": each.written.path, "one": _value(each.was), "other": _value(each.now)} for each in changes],
    )
    told = ""
    for each in changes:
        line = each.written.line
        if line.name != told:
            output.say(Text(f"“{line.label.zh}”（{line.name}）", f"{line.label.en} ({line.name})"))
            told = line.name
        words = sentence(each)
        output.say(Text(f"    {words.zh}", f"    {words.en}"))
    for text in rescaled(before, after, today(), COUNTRY) if changes else ():
        output.say(text)
    output.say(word("policy.changes", count=len(changes)) if changes else word("policy.same"))
    return output.finish(DONE)


def _value(written: Written | None) -> str | None:
    return None if written is None else written.value
