"""`xiangxin areas`: totals of a run by village, township and county, small figures hidden."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.area_table import show_areas
from xiangxin.cli.options import FILE, FOLDER, open_deployment, policy_folder
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.interop.areas import read_areas
from xiangxin.kernel.errors import CheckFailed, Location
from xiangxin.policy.compile import compile_policy
from xiangxin.scoring.messages import tell
from xiangxin.scoring.results import Results, open_results
from xiangxin.scoring.smallcells import Publication, publish


@click.command()
@click.option("--results", "folder", type=FOLDER, required=True, help="结果目录 · folder of results")
@click.option("--policy", "written", help="办法；须与结果所依据的一致 · the policy of the run (checked)")
@click.option("--deployment", "deployment_file", type=FILE, help="部署文件，用来显示地名 · for the names of areas")
@output_options
def areas(output: Output, folder: Path, written: str | None, deployment_file: Path | None) -> int:
    """村、乡镇、县合计；小数字隐藏。 Totals of areas; small figures are hidden."""
    results = open_results(folder)
    if written is not None:
        _require_same_policy(results, written)
    names: dict[str, str] = {}
    if deployment_file is not None:
        deployment = open_deployment(deployment_file)
        path = deployment.areas or deployment_file.parent / "areas.csv"
        known, findings = read_areas(path, deployment.county)
        output.findings(findings)
        names = {code: area.name for code, area in known.by_code.items()}
    output.findings(results.findings)
    output.put(policy=results.policy.id, content_hash=results.policy.content_hash)
    show_areas(output, published(results), names)
    return output.finish(DONE)


def published(results: Results) -> Publication:
    """What may be shown of the totals of a run."""
    rating = next((rating for rating in results.policy.area_ratings if rating.level == "village"), None)
    return publish(results.area_totals(), rating, results.law.publication)


def _require_same_policy(results: Results, written: str) -> None:
    manifest = results.manifest
    policy, findings = compile_policy(policy_folder(written), results.law, manifest.as_of, manifest.jurisdiction)
    if policy is None:
        raise CheckFailed(findings)
    if policy.content_hash != manifest.content_hash:
        where = Location(str(results.folder))
        raise CheckFailed([tell("other_policy", where, policy=policy.id, pinned=manifest.policy)])
