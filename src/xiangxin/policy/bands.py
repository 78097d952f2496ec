"""Bands: where each begins, proven gap-free from the lowest value that can occur to the highest."""

from __future__ import annotations

from fractions import Fraction

from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.policy.expressions import Kind
from xiangxin.policy.names import typed_value
from xiangxin.policy.ranges import Range

WrittenBand = tuple[object, int, Location]
"""The written start, the points in hundredths, and where the band stands."""

_LOWEST = Fraction(-(10**15))
"""Stands for "lowest" where nothing bounds the value: below every magnitude that is allowed."""

_WHY = Text("每一项在任何输入下都要有确定的分值。", "Every item has definite points for any input.")


def band_starts(
    bands: tuple[WrittenBand, ...], kind: Kind, bounds: Range
) -> tuple[tuple[Fraction, ...] | None, tuple[Finding, ...]]:
    """The start of each band, in the unit of the formula; ``None`` when one cannot be read."""
    low, high = bounds
    starts: list[Fraction] = []
    findings: list[Finding] = []
    for position, (written, _, at) in enumerate(bands):
        if position == 0 and written == "lowest":
            start: Fraction | None = low if low is not None else _LOWEST
        else:
            start = typed_value(written, kind)
        if start is None:
            findings.append(_unreadable(written, kind, at))
            return None, tuple(findings)
        if position == 0 and written != "lowest" and (low is None or start > low):
            findings.append(_gap(at))
        if starts and start <= starts[-1]:
            findings.append(_not_rising(at))
        if high is not None and start > high:
            findings.append(_unreachable(at))
        starts.append(start)
    return tuple(starts), tuple(findings)


def _unreadable(written: object, kind: Kind, at: Location) -> Finding:
    what = Text(f"{written!r} 不是 {kind}", f"{written!r} is not {kind}")
    return Finding(
        "wrong_item", "block", at, what, _WHY, Text("写出与公式相同的单位。", "Use the unit of the formula.")
    )


def _gap(at: Location) -> Finding:
    what = Text("第一段没有从最低值开始", "The first band does not begin at the lowest value possible")
    mend = Text("写 from: lowest，或给输入声明 range。", "Write from: lowest, or declare the input's range.")
    return Finding("band_gap", "block", at, what, _WHY, mend)


def _not_rising(at: Location) -> Finding:
    what = Text("分段起点必须递增", "Bands must begin ever higher")
    return Finding("wrong_item", "block", at, what, _WHY, Text("按从低到高排列。", "Order them from low to high."))


def _unreachable(at: Location) -> Finding:
    what = Text("这一段永远达不到", "This band can never be reached")
    return Finding(
        "band_unreachable", "block", at, what, _WHY, Text("改起点或范围。", "Change its start or the range.")
    )
