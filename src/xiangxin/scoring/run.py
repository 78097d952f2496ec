"""A scoring run from files to files: check, compile, assess, and put everything in its place at once.

Nothing is written before everything that can be checked was checked, and what is written takes its place in one
rename. The engine never chooses purpose, receiver or date: they come with the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from xiangxin import __version__
from xiangxin.kernel.errors import Finding, Location, blocks
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.law.pack import LawPack
from xiangxin.policy.compiled import compiled_policy
from xiangxin.policy.model import POLICY_FILE, CompiledPolicy
from xiangxin.policy.shipped import borrowed_name
from xiangxin.scoring.aside import file_hash, folder_aside, require_replaceable
from xiangxin.scoring.assessment import STATUSES, Run, Status
from xiangxin.scoring.deployment import RunScope, check_scope, run_of
from xiangxin.scoring.magnitudes import magnitudes_proven
from xiangxin.scoring.manifest import Manifest, pin_policy, write_manifest
from xiangxin.scoring.messages import tell
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.table_check import check_tables
from xiangxin.scoring.tables import REQUIRED, Explain, tables_read

Engine = Literal["duckdb", "python"]


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    """What to assess: for whom, for what, as of when, from which tables (by name), with which engine.

    ``files``: the hash, by name, of the files the tables were made from, and of the deployment file.
    """

    policy: Path
    scope: RunScope
    purpose: str
    receiver: str
    receiver_name: Text
    tables: Mapping[str, Path]
    as_of: date
    known_on: date
    engine: Engine = "duckdb"
    explain: Explain = "packed"
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """A request that may be: purpose, receiver and policy stand. Its tables were not looked at yet."""

    request: ScoreRequest
    law: LawPack
    policy: CompiledPolicy


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A request in which nothing is left to be checked."""

    request: ScoreRequest
    law: LawPack
    policy: CompiledPolicy
    run: Run


def score(request: ScoreRequest, out: Path) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """Assess everybody in the files and write the results to ``out``; ``None`` when a finding blocks.

    Raises ``UnreadableInput`` where ``out`` may not be replaced or a file is no table.
    """
    require_replaceable(out)
    prepared, findings = prepare(request)
    if prepared is None:
        return None, findings
    with folder_aside(out) as folder:
        manifest = assess_into(prepared, folder)
        write_manifest(folder, manifest)
    return manifest, findings


def prepare(request: ScoreRequest) -> tuple[PreparedRun | None, tuple[Finding, ...]]:
    """Check purpose, receiver, policy and tables; everything that is wrong at once."""
    missing = [tell("table_missing", Location(""), table=table) for table in sorted(REQUIRED - set(request.tables))]
    checked, findings = check_request(request)
    if checked is None or missing:
        return None, (*findings, *missing)
    prepared, found = check_input(checked)
    return prepared, (*findings, *found)


def check_request(request: ScoreRequest) -> tuple[CheckedRequest | None, tuple[Finding, ...]]:
    """Purpose, receiver and policy: what can be refused before any file of people is opened."""
    law = load_law()
    findings = [*check_scope(request.scope, request.purpose, request.receiver, law)]
    policy, found = compiled_policy(request.policy, law, request.as_of, request.scope.jurisdiction)
    findings += found
    if policy is not None:
        findings += [*_not_in_force(policy, request), *magnitudes_proven(policy)]
        findings += borrowed_name(policy.id, policy.content_hash, request.policy)
    if policy is None or blocks(findings):
        return None, tuple(findings)
    return CheckedRequest(request, law, policy), tuple(findings)


def check_input(checked: CheckedRequest) -> tuple[PreparedRun | None, tuple[Finding, ...]]:
    """The tables of a request that was checked."""
    request, law, policy = checked.request, checked.law, checked.policy
    findings = check_tables(policy, law, request.tables, request.scope.county)
    if blocks(findings):
        return None, findings
    run = run_of(request.scope, request.purpose, request.receiver, request.as_of, request.known_on, law)
    return PreparedRun(request, law, policy, run), findings


def _not_in_force(policy: CompiledPolicy, request: ScoreRequest) -> list[Finding]:
    begins, ends = policy.effective_from, policy.effective_to
    if begins <= request.as_of and (ends is None or request.as_of <= ends):
        return []
    where = Location(f"{request.policy.name}/{POLICY_FILE}")
    return [tell("policy_not_in_force", where, as_of=str(request.as_of))]


def assess_into(prepared: PreparedRun, folder: Path) -> Manifest:
    """Assess with the engine asked for and write the result files and the policy into ``folder``.

    The manifest is given back, not written: whoever adds files to the folder writes it last.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        # Hashing a county's files takes as long as a third of the assessment; it needs nothing of it.
        hashes = beside.submit(_input_hashes, prepared)
        counts = _assess(prepared, folder)
    pin_policy(folder, prepared.request.policy)
    return _manifest_of(prepared, counts, hashes.result())


def _input_hashes(prepared: PreparedRun) -> dict[str, str]:
    """What the results rest on: a table that the policy does not read has no part in them."""
    given = prepared.request.tables
    return {table: file_hash(given[table]) for table in sorted(tables_read(prepared.policy)) if table in given}


def _assess(prepared: PreparedRun, folder: Path) -> Mapping[Status, int]:
    request = prepared.request
    inputs = TablePaths(**request.tables)
    if request.engine == "duckdb":
        from xiangxin.scoring.duck.engine import score_tables as assess_tables  # noqa: PLC0415 - only the engine in use
    else:
        from xiangxin.scoring.tabular import interpret_tables as assess_tables  # noqa: PLC0415
    return assess_tables(prepared.policy, prepared.run, inputs, folder, request.explain)


def _manifest_of(prepared: PreparedRun, counts: Mapping[Status, int], hashes: Mapping[str, str]) -> Manifest:
    """What the results rest on."""
    request, policy = prepared.request, prepared.policy
    return Manifest(
        version=__version__,
        policy=policy.id,
        content_hash=policy.content_hash,
        law_hash=policy.law_hash,
        semantics=policy.semantics,
        as_of=request.as_of,
        known_on=request.known_on,
        purpose=request.purpose,
        receiver=request.receiver,
        receiver_name=request.receiver_name,
        limits=prepared.run.limits,
        deployment=request.scope.deployment,
        deployment_kind=request.scope.kind,
        jurisdiction=request.scope.jurisdiction,
        engine=request.engine,
        explain=request.explain,
        inputs=hashes,
        files=dict(sorted(request.files.items())),
        counts={status: counts.get(status, 0) for status in STATUSES},
    )
