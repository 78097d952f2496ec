"""`xiangxin explain`: everything one person may know about one result, on screen, as JSON or as a page."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from xiangxin.cli.explain_text import show_explanation
from xiangxin.cli.options import FILE, FOLDER
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.scoring.aside import file_aside, require_own_file
from xiangxin.scoring.explain_results import explain_person
from xiangxin.scoring.explained_figures import EXPLAINED_FIGURES_FILE
from xiangxin.scoring.explained_records import EXPLAINED_RECORDS_FILE
from xiangxin.scoring.results import open_results
from xiangxin.scoring.wording import word


@click.command()
@click.option("--results", "folder", type=FOLDER, required=True, help="结果目录 · folder of results")
@click.option("--applicant", required=True, help="申请人标识（至少前 8 位）· id of the person, at least 8 characters")
@click.option(
    "--records", type=FILE, help="评价时用的记录表：列出每条背后的记录 · the run's records, to name those behind a line"
)
@click.option(
    "--tables",
    type=FOLDER,
    help="评价时保留的表（run --keep-tables）：列出本人的数字 · the kept tables, to show the figures",
)
@click.option("--html", type=FILE, help="另写成网页 · write it as a page as well")
@output_options
def explain(
    output: Output, folder: Path, applicant: str, records: Path | None, tables: Path | None, html: Path | None
) -> int:
    """一个人的每一分从哪里来，怎样能更高，哪里不对怎么说。 Every point of one person."""
    if html is not None:
        from xiangxin.interop.pages.render import PAGE_MARK, person_page  # noqa: PLC0415 - only where a page is made

        require_own_file(html, PAGE_MARK)
    results = open_results(folder)
    explanation = explain_person(results, applicant, records, tables)
    output.findings(results.findings)
    output.put(explanation=asdict(explanation))
    show_explanation(output, explanation)
    if records is None and tables is None and not (folder / EXPLAINED_RECORDS_FILE).is_file():
        output.say(word("explain.without_records"))
    if tables is None and not (folder / EXPLAINED_FIGURES_FILE).is_file():
        output.say(word("explain.without_figures"))
    if html is not None:
        with file_aside(html) as aside:
            aside.write_text(person_page(explanation), encoding="utf-8")
        output.put(html=str(html))
        output.say(word("explain.page", file=str(html)))
    return output.finish(DONE)
