"""`policy check` and `policy test`: is it well written, is it lawful, and does it do what its cases say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import click

from xiangxin.cli.options import DATE, FILE, open_deployment, policy_folder, today
from xiangxin.cli.output import DONE, FAILED, Output, output_options, refusal, text_entry
from xiangxin.kernel.errors import Location, UnreadableInput, blocks
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.law.model import Verdict
from xiangxin.law.pack import LawPack
from xiangxin.policy.compile import examine_policy
from xiangxin.policy.read import load_policy
from xiangxin.policy.shipped import borrowed_name, content_hash, other_folder
from xiangxin.scoring.cases import CaseOutcome, run_cases
from xiangxin.scoring.lower import prove_magnitudes
from xiangxin.scoring.messages import tell
from xiangxin.scoring.policy_print import cited
from xiangxin.scoring.wording import exact, joined, same, word, yuan

COUNTRY = "CN"


@click.command()
@click.argument("policy")
@click.option("--as-of", type=DATE, help="按哪一天的法律，默认今天 · the law of which day, by default today")
@click.option("--jurisdiction", default=COUNTRY, show_default=True, help="适用地区，如 CN-37 · where, such as CN-37")
@click.option("--deployment", "deployment_file", type=FILE, help="部署文件，用其中的地区 · take the place from it")
@output_options
def check(output: Output, policy: str, as_of: date | None, jurisdiction: str, deployment_file: Path | None) -> int:
    """逐行核对：写法、单位、依据、法律。 Every line: language, units, sources, law."""
    law = load_law()
    place = open_deployment(deployment_file).jurisdiction if deployment_file is not None else jurisdiction
    if not law.knows_place(place):
        known = ", ".join(law.jurisdictions)
        raise UnreadableInput([tell("jurisdiction_unknown", Location("--jurisdiction"), place=place, known=known)])
    day = as_of or today()
    document, unread = load_policy(policy_folder(policy))
    compiled, verdicts, findings = (None, {}, unread) if document is None else examine_policy(document, law, day, place)
    if document is not None:
        name = document.root.get("policy", str) or ""
        borrowed = borrowed_name(name, content_hash(document), document.folder)
        findings = (*unread, *borrowed, *other_folder(document), *findings)
        compiled = None if borrowed else compiled
    if compiled is not None:
        unproven = prove_magnitudes(compiled)
        findings, compiled = (*findings, *unproven), None if unproven else compiled
    output.put(
        policy=policy,
        as_of=day,
        jurisdiction=place,
        law_hash=law.hash,
        content_hash=None if compiled is None else compiled.content_hash,
        lines=[_entry(line, verdict, law) for line, verdict in verdicts.items()],
    )
    _show_verdicts(output, verdicts, law)
    output.findings(findings)
    key = "policy.passes" if compiled is not None else "policy.fails"
    output.say(word(key, policy=policy, as_of=str(day), place=place, count=len(blocks(findings))))
    return output.finish(refusal(findings) if compiled is None else DONE)


def _show_verdicts(output: Output, verdicts: Mapping[str, Verdict], law: LawPack) -> None:
    heads = (Text("行", "Line"), Text("结论", "Verdict"), Text("依据", "Basis"), Text("条文", "Rule"))
    rows = (
        (
            line,
            output.word(word(f"verdict.{verdict.kind}")),
            output.word(word(f"basis.{verdict.basis}")),
            output.word(cited(verdict, law)),
        )
        for line, verdict in verdicts.items()
    )
    output.table(word("policy.verdicts"), heads, rows, numeric=len(heads))


def _entry(line: str, verdict: Verdict, law: LawPack) -> dict[str, object]:
    return {
        "line": line,
        "verdict": verdict.kind,
        "basis": verdict.basis,
        "rules": [
            {
                "id": rule.id,
                "cite": law.cite(rule, "zh"),
                "confirmed": rule.confirmed,
                "reason": text_entry(rule.reason),
            }
            for rule in verdict.rules
        ],
    }


@click.command()
@click.argument("policy")
@click.option("--jurisdiction", default=COUNTRY, show_default=True, help="适用地区 · where")
@output_options
def test(output: Output, policy: str, jurisdiction: str) -> int:
    """运行办法自带的用例，各按用例当天的法律。 Run the cases of a policy, each by the law of its day."""
    folder = policy_folder(policy)
    outcomes = run_cases(folder, load_law(), jurisdiction)
    if not outcomes:
        raise UnreadableInput([tell("no_cases", Location(str(folder / "cases")))])
    failed = [outcome for outcome in outcomes if outcome.differences]
    output.put(policy=policy, jurisdiction=jurisdiction, cases=[_case_entry(outcome) for outcome in outcomes])
    for outcome in failed:
        output.say(f"✗ {outcome.at}: {outcome.name}")
        for each in outcome.differences:
            expected, got = _shown(each.what, each.expected), _shown(each.what, each.got)
            output.say(word("policy.differs", what=each.what, expected=expected, got=got))
    output.say(word("policy.cases", passed=len(outcomes) - len(failed), count=len(outcomes)))
    return output.finish(FAILED if failed else DONE)


def _shown(what: str, value: object) -> Text:
    """A value of a case as everything else shows it: money in yuan, rates in percent, nothing as a dash."""
    match value:
        case None:
            return same("—")
        case bool():
            return same(str(value))
        case int() | Fraction() if what == "limit":
            return yuan(value)
        case int() | Fraction() if what == "rate":
            return same(f"{exact(Fraction(value) / 100)}%")
        case int() | Fraction():
            return same(exact(value))
        case set():
            return joined([same(str(entry)) for entry in sorted(value)]) if value else same("—")
    return same(str(value))


def _case_entry(outcome: CaseOutcome) -> dict[str, object]:
    return {
        "name": outcome.name,
        "file": outcome.at.file,
        "line": outcome.at.line,
        "passed": not outcome.differences,
        "differences": [
            {"what": each.what, "expected": str(each.expected), "got": str(each.got)} for each in outcome.differences
        ],
    }
