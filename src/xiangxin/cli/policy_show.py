"""`policy show`: a policy as people read it: every line with its points, its source and what law says of it."""

from __future__ import annotations

from datetime import date

import click

from xiangxin.cli.options import DATE, policy_folder, today
from xiangxin.cli.output import DONE, Output, output_options, text_entry
from xiangxin.cli.policy_check import COUNTRY
from xiangxin.cli.policy_read import open_policy
from xiangxin.kernel.errors import CheckFailed
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import Item
from xiangxin.scoring.policy_print import print_lines


@click.command()
@click.argument("policy")
@click.option(
    "--as-of",
    type=DATE,
    help="按哪一天的法律；默认今天 · the law of which day, by default today",
)
@click.option("--jurisdiction", default=COUNTRY, show_default=True, help="适用地区 · where")
@output_options
def show(output: Output, policy: str, as_of: date | None, jurisdiction: str) -> int:
    """读得懂的打印件：每一行的分值、出处和法律结论。 A readable print of a policy."""
    folder = policy_folder(policy)
    document = open_policy(policy)
    day = as_of or today()
    compiled, findings = compile_policy(folder, load_law(), day, jurisdiction)
    if compiled is None:
        raise CheckFailed(findings)
    output.put(policy=compiled.id, as_of=day, content_hash=compiled.content_hash, title=text_entry(compiled.title))
    output.put(items=[_item_entry(item) for item in compiled.items])
    for depth, text in print_lines(compiled, document.root):
        for line in output.lines(text):
            output.say("  " * depth + line)
    return output.finish(DONE)


def _item_entry(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "label": text_entry(item.label),
        "group": item.group,
        "use": item.use,
        "minimum_centi": item.minimum_centi,
        "maximum_centi": item.maximum_centi,
        "outcomes": [
            {"kind": outcome.kind, "label": text_entry(outcome.label), "points_centi": outcome.points_centi}
            for outcome in item.outcomes
        ],
        "document": item.origin.document or None,
        "clause": item.origin.clause or None,
        "assumption": None if item.origin.assumption is None else text_entry(item.origin.assumption),
        "verdict": None if item.verdict is None else item.verdict.kind,
    }
