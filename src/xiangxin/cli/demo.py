"""`xiangxin demo`: fictional people, as many as wanted, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.lazy import LazyGroup
from xiangxin.cli.options import FOLDER
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.demo.volume import generate as generate_tables
from xiangxin.kernel.text import Text
from xiangxin.scoring.aside import folder_aside, seal
from xiangxin.scoring.wording import word

FORMAT = "xiangxin-demo-1"
MOST = 20_000_000

demo = LazyGroup(
    "demo",
    {"generate": ("xiangxin.cli.demo:generate", "按种子生成一个县的表 · the tables of a county, by seed")},
    "虚构数据。 Fictional data.",
)


@click.command()
@click.option("--households", type=click.IntRange(1, MOST), required=True, help="户数 · number of households")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    required=True,
    help="种子：同样的种子得到同样的数据 · same seed, same data",
)
@click.option("-o", "--out", type=FOLDER, required=True, help="写到哪个目录 · folder to write")
@output_options
def generate(output: Output, households: int, seed: int, out: Path) -> int:
    """生成申请人、同意、记录、查询、评议等表和部署文件；人物都是虚构的。 A fictional county."""
    with folder_aside(out) as aside:
        volume = generate_tables(households, seed, aside)
        made = {"format": FORMAT, "households": households, "seed": seed, "rows": dict(volume.rows)}
        seal(aside, made)
    output.put(folder=str(out), **made)
    heads = (Text("表", "Table"), Text("行数", "Rows"))
    rows = [(name, f"{count:,}") for name, count in volume.rows.items()]
    output.table(word("demo.written", folder=str(out)), heads, rows, numeric=1)
    return output.finish(DONE)
