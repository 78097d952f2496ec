"""`xiangxin office verify`: every stored result worked out again from its frozen inputs."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.office import home_option
from xiangxin.cli.output import DONE, FAILED, Output, output_options
from xiangxin.kernel.text import Text


@click.command("verify")
@home_option
@click.option("--run", "run_id", type=click.UUID, help="只核对这一次评价 · results of this run only")
@click.option("--sample", type=click.IntRange(min=1), help="只抽这么多条 · only so many, drawn at random")
@click.option("--seed", type=int, default=0, show_default=True, help="抽样的种子 · seed of the drawing")
@output_options
def verify_results(output: Output, /, home: Path, run_id: object, sample: int | None, seed: int) -> int:
    """从定格的资料重算存着的评价结果，不符的逐条指出。 Stored results from frozen inputs; names those that differ."""
    from xiangxin.office.operations.running import enter_to_read

    enter_to_read(home)
    from uuid import UUID

    from xiangxin.office.runs.queries.recomputing import recompute

    found = recompute(run_id if isinstance(run_id, UUID) else None, sample, seed)
    output.put(
        stood=found.stood,
        inputs_deleted=found.gone,
        differing=[
            {"result": str(one.result), "run": str(one.run), "columns": list(one.columns)} for one in found.differing
        ],
    )
    for one in found.differing:
        columns = ", ".join(one.columns)
        output.say(
            Text(
                f"不符：结果 {one.result}（评价 {one.run}）：{columns}",
                f"Differs: result {one.result} (run {one.run}): {columns}",
            )
        )
    output.say(
        Text(
            f"重算相符 {found.stood:,} 条，不符 {len(found.differing):,} 条；"
            f"资料已依法删除、不能重算 {found.gone:,} 条。",
            f"{found.stood:,} stand, {len(found.differing):,} differ, {found.gone:,} cannot be worked out again "
            "since their inputs were deleted by law.",
        )
    )
    return output.finish(FAILED if found.differing else DONE)
