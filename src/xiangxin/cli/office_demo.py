"""`xiangxin office demo`: an office with a fictional county in it, made once; a later call brings it up to date."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.office import home_option
from xiangxin.cli.output import DONE, FAILED, Output, output_options
from xiangxin.kernel.text import Text


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@home_option
@output_options
def demo(output: Output, folder: Path, home: Path) -> int:
    """演示县的办公室：没有就建立并装入，已有就沿用。 An office of a demo county: made and filled once, then reused.

    FOLDER 里要有 deployment.yaml、地区表和工作簿。 FOLDER holds deployment.yaml, the table of areas and the workbooks.
    """
    from xiangxin.office.config.home import FILE

    if (home / FILE).is_file():
        return _again(output, home)
    return _first(output, folder, home)


def _first(output: Output, folder: Path, home: Path) -> int:
    from xiangxin.interop.deployment import read_deployment
    from xiangxin.kernel.errors import UnreadableInput
    from xiangxin.office.operations.answers import demo_answers
    from xiangxin.office.operations.founding import found

    deployment, findings = read_deployment(folder / "deployment.yaml")
    if deployment is None:
        raise UnreadableInput(findings)
    output.say(Text("正在装入演示县 …", "Loading the demo county …"))
    counts: dict[str, int] = {}
    missing: list[tuple[str, int, Text]] = []

    def fill() -> None:
        from xiangxin.office.operations.demo import load

        loaded = load(folder, deployment)
        counts.update(loaded.counts())
        missing.extend((code, number, loaded.words[code]) for code, number in loaded.left_out.items())

    found(home, demo_answers(deployment), person_key=deployment.key(), fill=fill)
    output.put(home=str(home), loaded=counts, left_out={code: number for code, number, _ in missing})
    zh, en = (", ".join(f"{name} {counts[key]:,}" for key, name in names.items()) for names in (_ZH, _EN))
    output.say(Text(f"演示县已装入 {home}：{zh}", f"The demo county is in {home}: {en}"))
    for _, number, why in missing:
        output.say(Text(f"没有装入的同意 {number:,} 份：{why.zh}", f"Consents left out, {number:,}: {why.en}"))
    return output.finish(DONE)


_ZH = {
    "areas": "区划",
    "institutions": "机构",
    "accounts": "账号",
    "persons": "人",
    "households": "户",
    "consents": "份同意",
    "facts": "条档案信息",
}
_EN = {name: name for name in _ZH}


def _again(output: Output, home: Path) -> int:
    from xiangxin.office.operations.running import enter

    opened = enter(home)
    from xiangxin.office.operations import schema
    from xiangxin.office.operations.words import told

    if opened.kind != "demo":
        output.findings([told("demo_only", str(home), kind=opened.kind)])
        return output.finish(FAILED)
    if schema.pending():
        schema.migrate()
        output.say(Text("演示办公室的表结构已更新。", "The tables of the demo office were brought up to date."))
    output.put(home=str(home), loaded=None)
    return output.finish(DONE)
