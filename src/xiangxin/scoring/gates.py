"""Run-time gates of the interpreter: what law asks before a fact counts for one person.

The SQL engine builds the same gates into its statements; tests hold both against each other. A gate never
changes a value: it lets a row count or keeps it out and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from xiangxin.kernel.dates import add_months, add_years, whole_years
from xiangxin.law.model import MORE_THAN_MINOR, ConsentClass, Gates
from xiangxin.policy.model import RecordSource
from xiangxin.scoring.assessment import Row, Run

REVIEW_PURPOSE = "review"
REVIEW_CLASS: ConsentClass = "review"
"""Purpose and class of the consent to be shown to a panel."""


GATES: tuple[str, ...] = (
    "undated",
    "later",
    "not_known",
    "superseded",
    "sealed",
    "document",
    "procedure",
    "catalogue",
    "not_final",
    "minor",
    "remedied",
    "not_adult",
    "not_told",
    "disputed",
    "not_lender",
    "retention",
)
"""Every gate, in the order in which they are asked."""

PERSON_ONLY: frozenset[str] = frozenset({"superseded", "sealed", "remedied", "not_adult", "disputed", "retention"})
"""Gates of which the person alone is told: no one else can mend them, and a decision should not know of them."""


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
    consents: Sequence[Row],
    run: Run,
    field_class: ConsentClass,
    *,
    purpose: str | None = None,
    receiver: str | None = None,
) -> bool:
    """Whether some consent row grounds this purpose, receiver and field class on the as-of date.

    The notice was delivered before the consent began; some classes count only in writing. A recorded withdrawal
    closes, whatever its date, every row of the same kind that began by then: a past run is recomputed from its frozen
    inputs. What the person consents to afterwards grounds again.
    """
    wanted = (purpose or run.purpose, receiver or run.receiver, field_class)
    rows = [row for row in consents if (row.get("purpose"), row.get("receiver"), row.get("field_class")) == wanted]
    return _grounds(rows, run, field_class)


def _grounds(rows: Iterable[Row], run: Run, field_class: ConsentClass) -> bool:
    """Likewise, of the rows of one kind."""
    last_withdrawn = max((on for row in rows if (on := row.get("withdrawn_on")) is not None), default=None)
    return any(
        _in_force(row, run.as_of)
        and row.get("withdrawn_on") is None
        and (last_withdrawn is None or row["from_on"] > last_withdrawn)
        and (field_class not in run.written or row.get("written") is True)
        for row in rows
    )


def granted_classes(consents: Iterable[Row], run: Run) -> frozenset[ConsentClass]:
    """Every class granted for the purpose and receiver of the run."""
    by_class: dict[ConsentClass, list[Row]] = {}
    for row in consents:
        if row.get("purpose") == run.purpose and row.get("receiver") == run.receiver:
            by_class.setdefault(row["field_class"], []).append(row)
    return frozenset(known for known, rows in by_class.items() if _grounds(rows, run, known))


def has_consents(consents: Iterable[Row], run: Run, classes: frozenset[ConsentClass]) -> bool:
    """Whether every class is granted."""
    return classes <= granted_classes(consents, run)


def _in_force(row: Row, as_of: date) -> bool:
    from_on, to_on, notice_on = row.get("from_on"), row.get("to_on"), row.get("notice_delivered_on")
    if from_on is None or notice_on is None:
        return False
    return notice_on <= from_on <= as_of and (to_on is None or to_on >= as_of)


def panels_shown(consents: Sequence[Row], run: Run) -> frozenset[str]:
    """The panels that may see this person's file: each is named beforehand and consented to for itself."""
    return frozenset(
        panel
        for panel in run.panels
        if has_consent(consents, run, REVIEW_CLASS, purpose=REVIEW_PURPOSE, receiver=panel)
    )


def gate_against(row: Row, source: RecordSource, run: Run, birth_on: date | None) -> str | None:
    """The first gate that keeps a row of this kind out, or ``None`` when it counts; ``birth_on`` of its person."""
    happened_on, known_on = row.get("happened_on"), row.get("known_on")
    if happened_on is None or known_on is None:
        return "undated"
    if happened_on > run.as_of:
        return "later"
    if known_on > run.known_on:
        return "not_known"
    if _superseded(row, run):
        return "superseded"
    if row.get("sealed") is True:
        return "sealed"
    return (
        _gate_of_paper(row, source.gates, run)
        or _gate_of_weight(row, source.gates, run, birth_on)
        or _gate_of_fairness(row, source.gates, run)
    )


def is_for_the_person(row: Row, gates: Gates, run: Run, birth_on: date | None) -> bool:
    """Whether one of ``PERSON_ONLY`` would keep the row out, whichever gate comes first.

    A row without a day may be one of childhood; it is taken for one where that matters.
    """
    return (
        _superseded(row, run)
        or row.get("sealed") is True
        or _remedied(row, gates, run)
        or not _old_enough(row, gates, birth_on)
        or _disputed(row, gates)
        or _over(row, gates, run)
    )


def _superseded(row: Row, run: Run) -> bool:
    superseded_on = row.get("superseded_on")
    return superseded_on is not None and superseded_on <= run.known_on


def _gate_of_paper(row: Row, gates: Gates, run: Run) -> str | None:
    """What the document under the row must be."""
    if gates.document and (_blank(row, "document_no") or _blank(row, "authority")):
        return "document"
    if gates.ordinary_procedure and row.get("procedure") != "ordinary":
        return "procedure"
    if gates.catalogue and not (
        row.get("catalogue_code") == gates.catalogue_code and gates.catalogue_code in run.catalogue
    ):
        return "catalogue"
    if gates.final and row.get("final") is not True:
        return "not_final"
    return None


def _gate_of_weight(row: Row, gates: Gates, run: Run, birth_on: date | None) -> str | None:
    """What must weigh enough: nothing minor, nothing put right, nothing from childhood."""
    if gates.not_minor and row.get("severity") not in MORE_THAN_MINOR:
        return "minor"
    if _remedied(row, gates, run):
        return "remedied"
    if not _old_enough(row, gates, birth_on):
        return "not_adult"
    return None


def _remedied(row: Row, gates: Gates, run: Run) -> bool:
    return gates.unremedied and ended_as_of(row, run.as_of) is not None


def _old_enough(row: Row, gates: Gates, birth_on: date | None) -> bool:
    happened_on = row.get("happened_on")
    if gates.adult_age is None:
        return True
    return birth_on is not None and happened_on is not None and whole_years(birth_on, happened_on) >= gates.adult_age


def _gate_of_fairness(row: Row, gates: Gates, run: Run) -> str | None:
    """What the person may rely on: being told, being heard, being forgotten."""
    if gates.told and not _told(row, run.as_of):
        return "not_told"
    if _disputed(row, gates):
        return "disputed"
    if gates.lender_only and row.get("source") != run.receiver:
        return "not_lender"
    if _over(row, gates, run):
        return "retention"
    return None


def _disputed(row: Row, gates: Gates) -> bool:
    return gates.adverse and row.get("disputed") is True


def _over(row: Row, gates: Gates, run: Run) -> bool:
    """Whether the time for which the matter may be held against anybody has passed."""
    if gates.retention_years is None:
        return False
    begins_on = row.get("happened_on") if gates.retention_from == "happened_on" else ended_as_of(row, run.as_of)
    return begins_on is not None and _years_later(begins_on, gates.retention_years) < run.as_of


def _told(row: Row, as_of: date) -> bool:
    told_on = row.get("told_on")
    return told_on is not None and told_on <= as_of


def ended_as_of(row: Row, as_of: date) -> date | None:
    """When the matter ended, as of the as-of date: an end that lies later has not happened."""
    ended_on: date | None = row.get("ended_on")
    return None if ended_on is None or ended_on > as_of else ended_on


def last_answers(coverage: Iterable[Row], run: Run) -> dict[object, dict[object, date]]:
    """By kind of record and who was asked, when there last was an answer, by the as-of and known-on dates."""
    latest, found = latest_answer(run), dict[object, dict[object, date]]()
    for row in coverage:
        kind, asked_of, asked_on = row.get("kind"), row.get("asked_of"), row.get("asked_on")
        if asked_on is not None and asked_on <= latest:
            by_whom = found.setdefault(kind, {})
            by_whom[asked_of] = max(by_whom.get(asked_of, asked_on), asked_on)
    return found


def asked(answers: Mapping[object, Mapping[object, date]], source: RecordSource, run: Run) -> bool:
    """Whether there was an answer about this kind, recent enough where that matters.

    About what only the lender's own books say, the lender alone can answer that there is none.
    """
    by_whom = answers.get(source.kind, {})
    days = [day for asked_of, day in by_whom.items() if not source.gates.lender_only or asked_of == run.receiver]
    if not days or source.within_months is None:
        return bool(days)
    return max(days) >= _months_earlier(run.as_of, source.within_months)


def latest_answer(run: Run) -> date:
    """The last day on which an answer counts: what was learnt later was not known."""
    return min(run.as_of, run.known_on)
