"""What may be published of counts by village or township: exact where it tells of nobody, hidden where it does."""

from __future__ import annotations

from itertools import product

from xiangxin.office.areas.published import Shown, counted_for, published

VILLAGE, OTHER, THIRD = "990101100201", "990101100202", "990101101201"
TOWNSHIP, FAR_TOWNSHIP, COUNTY = "990101100000", "990101101000", "990101000000"


def files(not_agreed: int, empty: int, stale: int, current: int) -> dict[str, int]:
    return {"not_agreed": not_agreed, "empty": empty, "stale": stale, "current": current}


def test_large_figures_are_shown_of_villages_and_of_their_township() -> None:
    shown = published({VILLAGE: files(20, 10, 5, 5), OTHER: files(30, 10, 10, 10)})
    assert shown == {
        VILLAGE: Shown(40, files(20, 10, 5, 5)),
        OTHER: Shown(60, files(30, 10, 10, 10)),
        TOWNSHIP: Shown(100, files(50, 20, 15, 15)),
    }


def test_a_figure_that_would_tell_a_small_one_is_hidden_with_it() -> None:
    shown = published({VILLAGE: files(2, 10, 10, 18), OTHER: files(30, 10, 10, 10)})
    # Two of VILLAGE have not agreed; with the township's figures OTHER's would tell it.
    assert [shown[code].parts["not_agreed"] for code in (VILLAGE, OTHER)] == [None, None]
    assert [shown[code].whole for code in (VILLAGE, OTHER, TOWNSHIP)] == [40, 60, 100]
    assert shown[TOWNSHIP].parts == files(32, 20, 20, 28)


def test_what_holds_of_everybody_is_hidden_of_each() -> None:
    shown = published({VILLAGE: {"others": 12, "agreed": 0}, OTHER: {"others": 20, "agreed": 20}})
    assert (shown[VILLAGE].whole, shown[VILLAGE].parts) == (12, {"others": None, "agreed": None})


def test_a_count_alone_is_an_outcome_of_nobody_and_hidden_where_it_is_small() -> None:
    shown = published({VILLAGE: {"disputed": 3}, OTHER: {"disputed": 8}, THIRD: {"disputed": 12}})
    assert {code: one.whole for code, one in shown.items()} == {
        VILLAGE: None,
        OTHER: None,  # beside the township's eleven it would tell the three
        TOWNSHIP: 11,
        THIRD: 12,
        FAR_TOWNSHIP: 12,
    }
    alone = published({VILLAGE: {"disputed": 3}, OTHER: {"disputed": 0}})
    assert [alone[code].whole for code in (VILLAGE, OTHER, TOWNSHIP)] == [None, 0, None]


def test_townships_are_counted_with_their_county() -> None:
    shown = published({TOWNSHIP: {"households": 3}, FAR_TOWNSHIP: {"households": 30}}, above="county")
    assert {code: one.whole for code, one in shown.items()} == {TOWNSHIP: None, FAR_TOWNSHIP: None, COUNTY: 33}


def test_there_is_an_answer_for_every_count_and_none_of_it_is_small() -> None:
    names = ("waiting", "agreed", "assessed", "decided", "accepted")
    large = dict.fromkeys(names, 20)
    for counts in product((0, 1, 4, 9), repeat=5):
        shown = published({VILLAGE: dict(zip(names, counts, strict=True)), OTHER: large})[VILLAGE]
        assert not {1, 2, 3, 4} & {shown.whole, *shown.parts.values()}
        for count, part in zip(counts, names, strict=True):
            assert shown.parts[part] in (None, count)
            if shown.parts[part] and shown.whole:
                assert shown.whole - count >= 5


def test_of_no_area_nothing_is_published() -> None:
    assert published({}) == {}


def test_a_village_is_published_with_its_whole_township() -> None:
    assert [counted_for(area) for area in (VILLAGE, TOWNSHIP, COUNTY)] == [TOWNSHIP, TOWNSHIP, COUNTY]
