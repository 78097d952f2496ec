"""From the words of a command line to a request: what is not said is taken from a demo's defaults, or asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from xiangxin.cli.options import needed, needed_date, policy_folder, receiver_name
from xiangxin.cli.output import Output
from xiangxin.interop.deployment import Deployment
from xiangxin.kernel.errors import Finding
from xiangxin.scoring.manifest import Manifest
from xiangxin.scoring.run import ScoreRequest
from xiangxin.scoring.wording import word


def request_of(
    deployment: Deployment, options: Mapping[str, Any], tables: Mapping[str, Path], files: Mapping[str, str]
) -> ScoreRequest:
    """``options``: policy_name, purpose, receiver, as_of; known_on, engine and explain where the command has them."""
    defaults = deployment.defaults
    as_of = needed_date("--as-of", options["as_of"], defaults.as_of)
    receiver = needed("--receiver", options["receiver"], defaults.receiver)
    return ScoreRequest(
        policy=policy_folder(needed("--policy", options["policy_name"], defaults.policy)),
        scope=deployment.scope(),
        purpose=needed("--purpose", options["purpose"], defaults.purpose),
        receiver=receiver,
        receiver_name=receiver_name(deployment, receiver),
        tables=tables,
        as_of=as_of,
        known_on=options.get("known_on") or as_of,
        engine=options.get("engine", "duckdb"),
        explain=options.get("explain", "packed"),
        files=files,
    )


def tell_findings(output: Output, findings: Iterable[Finding], policy: str | None) -> None:
    """What whoever starts a run must know, in full; the notes on lines of the policy are counted for people.

    A policy has hundreds of such notes, the same in every run; ``policy check`` and ``--json`` give each of them.
    """
    found = tuple(findings)
    notes = tuple(finding for finding in found if _is_note_on_a_line(finding))
    output.findings(finding for finding in found if finding not in notes)
    output.findings(notes, shown=False)
    if notes:
        output.say(word("run.remarks", count=len(notes), policy=policy or "…"))


def _is_note_on_a_line(finding: Finding) -> bool:
    return finding.severity != "block" and finding.where.line is not None


def public_entries(manifest: Manifest) -> dict[str, Any]:
    """The manifest without its exact counts: a total is said only where small figures were hidden first."""
    return {key: value for key, value in manifest.entries().items() if key != "counts"}
