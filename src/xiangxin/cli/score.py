"""`xiangxin score`: assess everybody in Parquet tables under a policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xiangxin.cli.options import DATE, FILE, FOLDER, open_deployment
from xiangxin.cli.output import DONE, Output, output_options, refusal
from xiangxin.cli.requests import public_entries, request_of, tell_findings
from xiangxin.scoring.aside import file_hash
from xiangxin.scoring.run import score as score_files
from xiangxin.scoring.wording import word

TABLES = ("applicants", "consents", "members", "records", "coverage", "reviews")


@click.command()
@click.option("--policy", "policy_name", help="办法：编号或目录 · a shipped id or a folder")
@click.option("--deployment", "deployment_file", type=FILE, required=True, help="部署文件 · deployment.yaml")
@click.option("--purpose", help="用途 · purpose")
@click.option("--receiver", help="接收方 · institution that receives the results")
@click.option("--applicants", type=FILE, required=True, help="申请人表 · table of applicants (Parquet)")
@click.option("--consents", type=FILE, required=True, help="同意表 · table of consents")
@click.option("--members", type=FILE, help="家庭成员表 · table of household members")
@click.option("--records", type=FILE, help="记录表 · table of records")
@click.option("--coverage", type=FILE, help="查询情况表 · who was asked, and when")
@click.option("--reviews", type=FILE, help="评议表 · table of ratings")
@click.option("--as-of", type=DATE, help="截至日期 · the day that is judged, 2026-06-30")
@click.option(
    "--known-on", type=DATE, help="知悉截止日期，默认同截至日期 · state of knowledge, by default the same day"
)
@click.option(
    "--engine", type=click.Choice(("duckdb", "python")), default="duckdb", show_default=True, help="引擎 · engine"
)
@click.option(
    "--explain",
    type=click.Choice(("none", "packed", "full")),
    default="packed",
    show_default=True,
    help="保留多少说明 · how much explanation is kept",
)
@click.option("-o", "--out", type=FOLDER, required=True, help="结果目录 · folder for the results")
@output_options
def score(output: Output, /, **options: Any) -> int:
    """按办法评价一批人，写出结果、说明和合计。 Assess people; write results, explanations and totals."""
    tables = {table: options[table] for table in TABLES if options[table] is not None}
    path: Path = options["deployment_file"]
    deployment = open_deployment(path)
    request = request_of(deployment, options, tables, {path.name: file_hash(path)})
    manifest, findings = score_files(request, options["out"])
    tell_findings(output, findings, options["policy_name"] or deployment.defaults.policy)
    if manifest is None:
        return output.finish(refusal(findings))
    persons = sum(manifest.counts.values())
    output.put(results=str(options["out"]), persons=persons, manifest=public_entries(manifest))
    output.say(word("run.assessed", policy=manifest.policy, as_of=str(manifest.as_of), count=persons))
    output.say(word("run.written", folder=str(options["out"])))
    return output.finish(DONE)
