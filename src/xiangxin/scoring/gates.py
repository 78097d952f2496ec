"""Run-time gates of the interpreter: what law asks before a fact counts for one person.

The SQL engine builds the same gates into its statements; tests hold both against each other. A gate never
changes a value: it lets a row count or keeps it out and says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache

from xiangxin.kernel.dates import add_months, add_years
from xiangxin.law.model import ConsentClass, Gates
from xiangxin.policy.model import RecordSource
from xiangxin.scoring.assessment import Row, Run

REVIEW_PURPOSE = "review"


@lru_cache(maxsize=8192)
def _years_later(day: date, years: int) -> date:
    """Remembered: the same few thousand days end all the records of a county."""
    return add_years(day, years)


@lru_cache(maxsize=256)
def _months_earlier(day: date, months: int) -> date:
    return add_months(day, -months)


def _blank(row: Row, column: str) -> bool:
    value = row.get(column)
    return not isinstance(value, str) or not value.strip()


def has_consent(
    consents: Iterable[Row],
    run: Run,
    field_class: ConsentClass,
    *,
    purpose: str | None = None,
    receivers: Collection[str] | None = None,
) -> bool:
    """Whether some consent row grounds this purpose, receiver and field class on the as-of date.

    The notice was delivered before the consent began; classes beyond ``file`` and ``review`` must be in writing.
    A recorded withdrawal blocks whatever its date: a past run is recomputed from its frozen inputs.
    """
    wanted_purpose = purpose or run.purpose
    wanted_receivers = receivers if receivers is not None else (run.receiver,)
    written_needed = field_class in ("income_property", "bureau")
    for row in consents:
        if (
            row.get("field_class") == field_class
            and row.get("purpose") == wanted_purpose
            and row.get("receiver") in wanted_receivers
            and row.get("withdrawn_on") is None
            and (not written_needed or row.get("written") is True)
            and _in_force(row, run.as_of)
        ):
            return True
    return False


def _in_force(row: Row, as_of: date) -> bool:
    from_on, to_on, notice_on = row.get("from_on"), row.get("to_on"), row.get("notice_delivered_on")
    if from_on is None or notice_on is None:
        return False
    return notice_on <= from_on <= as_of and (to_on is None or to_on >= as_of)


def may_show_to_panel(consents: Iterable[Row], run: Run) -> bool:
    """Showing one's file to a panel is its own consent, to a panel named beforehand."""
    return has_consent(consents, run, "review", purpose=REVIEW_PURPOSE, receivers=run.panels)


def gate_against(row: Row, source: RecordSource, run: Run) -> str | None:
    """The first gate that keeps a row of this kind out, or ``None`` when it counts."""
    happened_on, known_on, superseded_on = row.get("happened_on"), row.get("known_on"), row.get("superseded_on")
    if happened_on is None or known_on is None:
        return "undated"
    if happened_on > run.as_of:
        return "later"
    if known_on > run.known_on:
        return "not_known"
    if superseded_on is not None and superseded_on <= run.known_on:
        return "superseded"
    if row.get("sealed") is True:
        return "sealed"
    return _gate_of_paper(row, source.gates, run) or _gate_of_fairness(row, source.gates, run)


def _gate_of_paper(row: Row, gates: Gates, run: Run) -> str | None:
    """What the document under the row must be."""
    if gates.document and (_blank(row, "document_no") or _blank(row, "authority")):
        return "document"
    if gates.ordinary_procedure and row.get("procedure") != "ordinary":
        return "procedure"
    if gates.catalogue and row.get("catalogue_code") not in run.catalogue:
        return "catalogue"
    if gates.final and row.get("final") is not True:
        return "not_final"
    return None


def _gate_of_fairness(row: Row, gates: Gates, run: Run) -> str | None:
    """What the person may rely on: being told, being heard, being forgotten."""
    if gates.told and not _told(row, run.as_of):
        return "not_told"
    if gates.adverse and row.get("disputed") is True:
        return "disputed"
    if gates.lender_only and row.get("source") != run.receiver:
        return "not_lender"
    ended_on = ended_as_of(row, run.as_of)
    if gates.retention_years is not None and ended_on is not None:
        return "retention" if _years_later(ended_on, gates.retention_years) < run.as_of else None
    return None


def _told(row: Row, as_of: date) -> bool:
    told_on = row.get("told_on")
    return told_on is not None and told_on <= as_of


def ended_as_of(row: Row, as_of: date) -> date | None:
    """When the matter ended, as of the as-of date: an end that lies later has not happened."""
    ended_on: date | None = row.get("ended_on")
    return None if ended_on is None or ended_on > as_of else ended_on


def asked(coverage: Iterable[Row], source: RecordSource, run: Run) -> bool:
    """Whether somebody was asked about this kind, recently enough where the policy says so."""
    earliest = _months_earlier(run.as_of, source.within_months) if source.within_months is not None else None
    for row in coverage:
        asked_on = row.get("asked_on")
        if row.get("kind") != source.kind or asked_on is None or asked_on > run.as_of:
            continue
        if earliest is None or asked_on >= earliest:
            return True
    return False
