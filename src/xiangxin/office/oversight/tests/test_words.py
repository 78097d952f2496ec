"""Every act and every look of the office has words of everyday, in both languages."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bases.called import names_given_to
from xiangxin.kernel.canonical import encode
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.words import act_words, all_acts
from xiangxin.office.consent.grounds import registry
from xiangxin.office.oversight import wording
from xiangxin.office.oversight.payload import decode, lines
from xiangxin.office.oversight.tables import LOG

DOTTED = re.compile(r"[a-z]+\.[a-z_]+")


def test_every_act_of_the_source_has_words() -> None:
    found, unclear = names_given_to("act", "name")
    acts = {name for name in found if DOTTED.fullmatch(name)}
    assert unclear == set()
    assert {act for act in acts if act_words(act) == Text(act, act)} == set()
    assert "consent.given" in acts
    assert "accounts.second_factor_added" in acts
    assert "consent.text_published" in acts


def test_no_act_has_words_that_the_source_does_not_know() -> None:
    assert set(all_acts()) - names_given_to("act", "name")[0] == set()


def test_acts_are_offered_under_the_part_of_the_office_they_belong_to() -> None:
    assert {act for act in all_acts() if act.partition(".")[0] not in wording.rooms()} == set()
    groups = dict(next(one for one in LOG.filters if one.key == "act").grouped())
    assert [value for value, _words in groups["告知和同意"]] == sorted(
        act for act in all_acts() if act.startswith("consent.")
    )
    assert next(iter(groups)) == "登记的人和户"
    assert sum(map(len, groups.values())) == len(all_acts())


def test_every_look_of_the_source_has_words_and_no_words_are_left_over() -> None:
    found = {name for name in names_given_to("reading", "what")[0] if DOTTED.fullmatch(name)}
    assert found == set(wording.pages())


def test_every_field_of_identity_has_words() -> None:
    of = registry().class_of
    names = {name for name, kind in of.items() if kind in ("contact", "register") and name != kind}
    assert {name for name in names if wording.field_words(name) == Text(name, name)} == set()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.dates()
    | st.text(max_size=12)
    | st.fractions().filter(lambda one: one.denominator != 1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_a_payload_is_read_back_as_it_was_written(value: object) -> None:
    assert encode(decode(encode(value))) == encode(value)


@given(st.dictionaries(st.text(max_size=6), VALUES, min_size=1, max_size=4), st.data())
def test_a_payload_that_was_cut_short_is_refused(value: dict[str, object], data: st.DataObject) -> None:
    body = encode(value)
    cut = body[: data.draw(st.integers(min_value=0, max_value=len(body) - 1))]
    try:
        decode(cut)
    except (ValueError, RecursionError):
        return
    raise AssertionError(cut)


def test_what_an_entry_says_stands_line_by_line() -> None:
    assert list(lines({"count": 2, "rows": [{"a": None}, {"a": True}], "ids": ["x", "y"], "none": []})) == [
        ("count", "2"),
        ("rows[1].a", "—"),
        ("rows[2].a", "✓"),
        ("ids", "x, y"),
        ("none", "—"),
    ]
