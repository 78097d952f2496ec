"""Whatever bytes arrive: they are an upload, or a named error; and what is written as text is read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from bases.visits_made import answer, body_of, spki
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.visits import terms
from xiangxin.office.visits.asking import asked_fields, can_be, needs_writing, question
from xiangxin.office.visits.envelope import read_body, read_envelope
from xiangxin.office.visits.errors import KeyUnfit
from xiangxin.office.visits.keys import code_of, fingerprint, from_text, is_signed, public_key, to_text
from xiangxin.office.visits.terms import Terms, terms_on

TODAY = date(2026, 6, 1)
LIST = "00000000-0000-4000-8000-000000000001"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=20,
)
NAMES = st.sampled_from(["device", "signature", "body", "list", "key", "answers", "task", "outcome", "at", "values"])


def status(read: Callable[[bytes, Terms], object], raw: bytes) -> int:
    """Of the error that ``raw`` is refused with; 0 where it is read. Any other error fails the test."""
    try:
        read(raw, terms_on(TODAY))
    except OfficeError as error:
        return error.status
    return 0


@given(st.binary(max_size=300) | JSON.map(lambda one: json.dumps(one).encode()))
def test_any_bytes_are_read_or_refused_by_name(raw: bytes) -> None:
    assert status(read_envelope, raw) in (0, 400, 413)
    assert status(read_body, raw) in (0, 400, 413)


@given(st.dictionaries(NAMES, JSON, min_size=1), st.sampled_from(["body", "answer"]))
def test_any_change_of_a_body_is_read_or_refused_by_name(change: dict[str, object], where: str) -> None:
    body = json.loads(body_of(LIST, answer(LIST, land_area_mu="1")))  # type: ignore[arg-type]
    (body if where == "body" else body["answers"][0]).update(change)
    assert status(read_body, json.dumps(body).encode()) in (0, 400, 413)


@given(st.binary(max_size=100))
def test_bytes_written_as_text_are_read_back(content: bytes) -> None:
    assert from_text(to_text(content)) == content


@given(st.binary(max_size=120), st.binary(min_size=64, max_size=64))
def test_no_bytes_pass_for_a_key_or_a_signature(raw: bytes, signature: bytes) -> None:
    with pytest.raises(KeyUnfit):
        public_key(raw, "sign_key")
    assert not is_signed(b"body", signature, spki(ec.derive_private_key(7, ec.SECP256R1())))


def test_a_code_depends_on_both_keys() -> None:
    first, second = (spki(ec.derive_private_key(number, ec.SECP256R1())) for number in (7, 8))
    codes = {code_of(fingerprint(*pair)) for pair in ((first, first), (first, second), (second, first))}
    assert len(codes) == 3
    assert all(len(code) == 8 and not set(code) & set("01IO") for code in codes)


@given(st.sampled_from(sorted(asked_fields())), st.text(max_size=45))
def test_a_value_that_can_be_is_one_of_the_registry(name: str, value: str) -> None:
    field = asked_fields()[name]
    if not can_be(name, value, TODAY):
        return
    if field.range is not None:
        assert field.range[0] <= int(value) <= field.range[1]
        assert str(int(value)) == value
    else:
        assert value in {"true", "false", *field.values}


@pytest.mark.parametrize("name", sorted(asked_fields()))
def test_every_question_is_said_in_both_languages(name: str) -> None:
    asked = question(name)
    assert asked.zh
    assert asked.en
    assert all(zh and en for _, zh, en in asked.choices)
    assert asked.written == needs_writing(name)
    assert (asked.type == "enum") == bool(asked.choices)


def test_terms_have_days_and_each_figure_its_reason() -> None:
    assert terms_on(TODAY) == terms_on(date(2026, 1, 1))
    with pytest.raises(ValueError, match="no terms"):
        terms_on(date(2025, 12, 31))
    with pytest.raises(ValueError, match="tries"):
        terms._read({"from_on": "2027-01-01", "tries": {"value": 5}})
