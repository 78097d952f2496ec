"""`xiangxin template`: the empty workbook a county fills in, with drop-downs and text columns for identity numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xiangxin.cli.options import DATE, FILE, open_deployment, policy_folder, today
from xiangxin.cli.output import DONE, FAILED, Output, output_options
from xiangxin.interop.areas import read_areas
from xiangxin.interop.needed import needed_sheets
from xiangxin.interop.sheets import workbook_sheets
from xiangxin.interop.template import write_template
from xiangxin.interop.template_help import Help
from xiangxin.kernel.errors import blocks
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.scoring.aside import file_aside
from xiangxin.scoring.wording import word


@click.command()
@click.option("--deployment", "deployment_file", type=FILE, required=True, help="部署文件 · deployment.yaml")
@click.option("--as-of", type=DATE, help="按哪一天的法律，默认今天 · by the law of which day, by default today")
@click.option("--policy", "policy_name", help="办法：编号或目录，只写它用到的 · only what this policy reads")
@click.option("--all", "everything", is_flag=True, help="办法用不到的列和种类也写 · what the policy does not read, too")
@click.option("-o", "--out", type=FILE, required=True, help="写到哪个 .xlsx · the .xlsx to write")
@output_options
def template(
    output: Output, deployment_file: Path, as_of: date | None, policy_name: str | None, everything: bool, out: Path
) -> int:
    """空白工作簿：每张表怎么填、能填什么都在里面。 The workbook to fill in, with its instructions."""
    deployment = open_deployment(deployment_file)
    day = as_of or deployment.defaults.as_of or today()
    areas, findings = read_areas(deployment.areas or deployment_file.parent / "areas.csv", deployment.county)
    output.findings(blocks(findings))
    law = load_law()
    chosen = policy_name or deployment.defaults.policy
    policy = None
    if chosen is not None:
        policy, refused = compile_policy(policy_folder(chosen), law, day, deployment.jurisdiction)
        if policy is None:
            output.findings(blocks(refused))
            return output.finish(FAILED)
    sheets = workbook_sheets(law, deployment, day)
    if policy is not None and not everything:
        sheets = needed_sheets(sheets, policy, law)
    kinds = {kind.id: kind.label for kind in law.record_kinds.values()}
    explain = Help(deployment.title, sheets, areas, kinds, policy).write
    with file_aside(out) as aside:
        write_template(aside, deployment.title, sheets, areas, day, explain=explain, is_demo=deployment.is_demo)
    output.put(file=str(out))
    output.say(word("template.written", file=str(out)))
    return output.finish(DONE)
