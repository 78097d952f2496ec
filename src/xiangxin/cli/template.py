"""`xiangxin template`: the empty workbook a county fills in, with drop-downs and text columns for identity numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xiangxin.cli.options import DATE, FILE, open_deployment, today
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.interop.areas import read_areas
from xiangxin.interop.sheets import workbook_sheets
from xiangxin.interop.template import write_template
from xiangxin.kernel.errors import blocks
from xiangxin.law.load import load_law
from xiangxin.scoring.aside import file_aside
from xiangxin.scoring.wording import word


@click.command()
@click.option("--deployment", "deployment_file", type=FILE, required=True, help="部署文件 · deployment.yaml")
@click.option("--as-of", type=DATE, help="按哪一天的法律，默认今天 · by the law of which day, by default today")
@click.option("-o", "--out", type=FILE, required=True, help="写到哪个 .xlsx · the .xlsx to write")
@output_options
def template(output: Output, deployment_file: Path, as_of: date | None, out: Path) -> int:
    """空白工作簿：每张表怎么填、能填什么都在里面。 The workbook to fill in, with its instructions."""
    deployment = open_deployment(deployment_file)
    day = as_of or deployment.defaults.as_of or today()
    areas, findings = read_areas(deployment.areas or deployment_file.parent / "areas.csv", deployment.county)
    output.findings(blocks(findings))
    with file_aside(out) as aside:
        write_template(aside, deployment.title, workbook_sheets(load_law(), deployment, day), areas, day)
    output.put(file=str(out))
    output.say(word("template.written", file=str(out)))
    return output.finish(DONE)
