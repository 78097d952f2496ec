"""`xiangxin run`: the whole job on a county's folder of workbooks, from messy files to everything it gives back."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from xiangxin.cli.area_table import show_areas
from xiangxin.cli.areas import published
from xiangxin.cli.deliver import DELIVERED, Delivery, Pages, write_workbooks
from xiangxin.cli.kept import keep_tables, require_apart
from xiangxin.cli.options import DATE, FOLDER, open_deployment
from xiangxin.cli.output import DONE, UNREADABLE, Output, finding_entry, output_options, refusal
from xiangxin.cli.requests import public_entries, request_of, tell_findings
from xiangxin.interop.county import DEPLOYMENT_FILE, CountyFiles, read_county
from xiangxin.interop.given import given_in
from xiangxin.interop.rejected import Rejected
from xiangxin.interop.withdrawals import NOT_LOST
from xiangxin.kernel.errors import Finding, blocks
from xiangxin.kernel.text import Text
from xiangxin.scoring.arrow import write_tables
from xiangxin.scoring.aside import folder_aside, require_replaceable
from xiangxin.scoring.manifest import write_manifest
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.results import Results
from xiangxin.scoring.run import CheckedRequest, assess_into, check_input, check_request
from xiangxin.scoring.wording import word

REASONS_SHOWN = 12
"""Kinds of reasons on the screen; all of them, row by row, are in the list of refused rows."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("-o", "--out", type=FOLDER, required=True, help="结果目录 · folder for the results")
@click.option("--policy", "policy_name", help="办法：编号或目录 · a shipped id or a folder")
@click.option("--purpose", help="用途 · purpose")
@click.option("--receiver", help="接收方 · institution that receives the results")
@click.option("--as-of", type=DATE, help="截至日期 · the day that is judged, 2026-06-30")
@click.option(
    "--keep-tables",
    "kept",
    type=FOLDER,
    help="另存重算所需的表；含全部申请人的资料，不得放在结果目录里 · keep the tables for computing it again (score); "
    "they hold every applicant's data and may not lie in the folder of results",
)
@output_options
def run(output: Output, /, **options: Any) -> int:
    """一个县的工作簿和花名册 → 结果、合计、说明、退回清单。 From a county's workbooks to everything it gets back.

    FOLDER 里要有 deployment.yaml、地区表和工作簿。 FOLDER holds deployment.yaml, the table of areas and the workbooks.
    """
    folder, out, kept = options["folder"], options["out"], options["kept"]
    require_replaceable(out)
    if kept is not None:
        require_apart(kept, out)
    checked = _checked(output, folder, options)
    if isinstance(checked, int):
        return checked
    county, found = read_county(folder, checked.law, as_of=checked.request.as_of)
    unreadable = blocks(found)
    if county is None or unreadable:
        output.findings(unreadable or found)
        return output.finish(UNREADABLE)
    _show_reading(output, county, found)
    with tempfile.TemporaryDirectory(prefix="xiangxin-") as temporary:
        tables = write_tables(Path(temporary), county.tables)
        request = replace(checked.request, tables=tables, files=county.files)
        prepared, findings = check_input(replace(checked, request=request))
        output.findings(findings)
        if prepared is None:
            return output.finish(refusal(findings))
        rejected = Rejected(found, given_in(sorted(folder.iterdir()), found))
        return _assess(output, Delivery(county, prepared), rejected, options)


def _checked(output: Output, folder: Path, options: Mapping[str, Any]) -> CheckedRequest | int:
    """What can be refused is refused before workbooks are read, which can take minutes; else the exit code."""
    deployment = open_deployment(folder / DEPLOYMENT_FILE)
    checked, findings = check_request(request_of(deployment, options, {}, {}))
    tell_findings(output, findings, options["policy_name"] or deployment.defaults.policy)
    if checked is None:
        return output.finish(refusal(findings))
    output.say(word("run.checked", policy=checked.policy.title, place=checked.policy.jurisdiction))
    return checked


def _assess(output: Output, delivery: Delivery, rejected: Rejected, options: Mapping[str, Any]) -> int:
    prepared, out, kept = delivery.prepared, options["out"], options["kept"]
    with folder_aside(out) as aside:
        manifest = assess_into(prepared, aside)
        totals = published(Results(aside, manifest, prepared.law, prepared.policy, ()))
        pages = Pages(delivery, TablePaths(**prepared.request.tables), aside)
        write_workbooks(delivery, aside, totals, rejected, pages.kept_out())
        with output.progress(word("run.pages"), len(pages)) as advance:
            pages.write(aside, advance)
        write_manifest(aside, manifest)
        if kept is not None:
            keep_tables(kept, options["folder"], delivery.county, prepared.request, manifest)
    show_areas(output, totals, delivery.area_names())
    output.put(results=str(out), manifest=public_entries(manifest), files=list(DELIVERED))
    title = word("run.written", folder=str(out))
    # No counts of rows here: beside the table of areas they would tell figures it hides.
    rows = [(name, output.word(word(f"file.{name}"))) for name in DELIVERED]
    output.table(title, (Text("文件", "File"), Text("内容", "What")), rows, numeric=2)
    if (kept_out := pages.not_counted()) is not None:
        output.put(not_counted=kept_out[0])
        output.say(kept_out[1])
    if kept is not None:
        output.put(kept_tables=str(kept))
        output.say(word("run.kept", folder=str(kept)))
    return output.finish(DONE)


def _show_reading(output: Output, county: CountyFiles, found: Sequence[Finding]) -> None:
    """What was read and what was left out: counts here, every row with its reason in the list of refused rows."""
    output.put(
        sheets=[
            {"file": c.file, "sheet": c.sheet, "table": c.table or None, "kept": c.kept, "refused": c.refused}
            for c in county.counts
        ],
        rejected=[finding_entry(finding) for finding in found],
    )
    rows = [(c.file, c.sheet, str(c.kept), str(c.refused)) for c in county.counts]
    heads = (Text("文件", "File"), Text("工作表", "Sheet"), Text("读入行", "Rows read"), Text("退回行", "Refused"))
    output.table(word("run.read"), heads, rows, numeric=2)
    reasons: dict[str, Finding] = {finding.code: finding for finding in reversed(found)}
    counted = Counter(finding.code for finding in found)
    if counted:
        reason_heads = (Text("代码", "Code"), Text("例如", "For example"), Text("次数", "Times"))
        # What may be somebody's no stands first, however few such rows there are.
        most = sorted(counted.most_common(), key=lambda reason: reason[0] not in NOT_LOST)[:REASONS_SHOWN]
        told = [(code, output.word(reasons[code].what), str(times)) for code, times in most]
        output.table(word("run.left_out"), reason_heads, told, numeric=2)
        if len(counted) > len(most):
            output.say(word("run.more_reasons", count=len(counted) - len(most)))
