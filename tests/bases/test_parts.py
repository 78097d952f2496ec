"""The mechanism of optional parts, with parts invented for the purpose."""

import pytest

from bases.parts import Part, UnknownPart, all_required, closing_line, missing

HERE = Part("here", "Here", lambda: True)
AWAY = Part("away", "Away", lambda: False)


def test_only_what_the_machine_lacks_is_missing() -> None:
    assert missing(["here", "away"], (HERE, AWAY)) == ("Away",)
    assert missing(["here"], (HERE, AWAY)) == ()
    assert missing([], ()) == ()


def test_a_part_nobody_declared_is_an_error_and_not_a_skip() -> None:
    with pytest.raises(UnknownPart, match="'postgres'"):
        missing(["postgres"], (HERE, AWAY))


def test_the_closing_line_names_what_did_not_run() -> None:
    assert closing_line((HERE, AWAY)) == "Optional parts that did not run: Away."
    assert closing_line((HERE,)) == "Optional parts: all ran (Here)."
    assert closing_line(()) == "Optional parts: all ran (none declared)."


def test_everything_is_required_only_when_it_is_asked_for() -> None:
    assert all_required({"REQUIRE_ALL": "1"})
    assert not all_required({"REQUIRE_ALL": "0"})
    assert not all_required({"REQUIRE_ALL": ""})
    assert not all_required({})
