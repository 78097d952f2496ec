"""Filters the rows of a message by law and hands what passes to intake: from there on it is a submission like any."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xiangxin.interop.cells import normal
from xiangxin.interop.sheets import PERSON
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.office.creditfile.new import NewFact
from xiangxin.office.creditfile.queries.believing import current_versions
from xiangxin.office.feeds.filters import Filter, by_column, filters
from xiangxin.office.feeds.models import Feed
from xiangxin.office.feeds.rules import sender_of
from xiangxin.office.feeds.shapes import Cell, Incoming
from xiangxin.office.feeds.tabled import table_of
from xiangxin.office.intake.actions import receive
from xiangxin.office.intake.catalog import Form, form_of, spec_of
from xiangxin.office.intake.choices import Channel
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.rules import over_before
from xiangxin.office.vault.keys import ring

Refused = list[list[int | str]]
"""Places of rows, from one, and the codes why."""
Row = Mapping[str, Cell]


def send_rows(feed: Feed, incoming: Incoming, on: date) -> tuple[Submission | None, Refused]:
    """The submission of the rows that passed, none where none did; and what was refused. Inside an act."""
    form = form_of(feed.form)
    spec, filter_ = spec_of(form, on), filters()[feed.form]
    kept: dict[int, Row] = {}
    codes: dict[int, str] = {}
    for place, given in enumerate(incoming.rows, 1):
        row = None if given is None else by_column(spec, given)
        code = "cell_unfit" if row is None else filter_.refuses(row)
        if code:
            codes[place] = code
        elif row is not None:
            kept[place] = row
    for place, code in _over(feed, form, filter_, kept, on).items():
        codes[place] = code
        del kept[place]
    refused: Refused = [[place, codes[place]] for place in sorted(codes)]
    if not kept:
        return None, refused
    submission = receive(
        sender_of(feed),
        feed.form,
        [table_of(spec, list(kept.values()))],
        f"{feed.form}-{on.isoformat()}.csv",
        feed.area,
        agreement=feed.agreement_id,
        channel=Channel.FEED,
    )
    return submission, refused


def _over(feed: Feed, form: Form, filter_: Filter, rows: Mapping[int, Row], on: date) -> dict[int, str]:
    """Rows that intake would send back as over before they came: the provider hears of them at once."""
    if not filter_.over:
        return {}
    made = {place: one for place, row in rows.items() if (one := _matter(feed, form, row, on)) is not None}
    over = over_before(form, made.values(), current_versions(one.series for one in made.values()))
    return {place: filter_.over for place, one in made.items() if one.series in over}


def _matter(feed: Feed, form: Form, row: Row, on: date) -> NewFact | None:
    """The matter a row is about, as intake will name it, and whether it tells of an end.

    None where the number is no number, which intake tells. Whatever stands as an end is one, readable or not.
    """
    number = check_id_number(str(row.get(PERSON) or ""))
    if not isinstance(number, IdNumber):
        return None
    document = normal(str(row.get("document_no") or ""))
    person = person_id(number, ring().person_key)
    ended_on = None if row.get("ended_on") in (None, "") else on
    return NewFact(person, form.kinds[0], feed.agreement.provider_id, document_no=document, ended_on=ended_on)
