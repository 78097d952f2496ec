"""Bech32 (BIP 173): keys as words without lookalike letters and with a checksum that finds a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6


def encode(prefix: str, data: bytes) -> str:
    """``prefix1…`` in small letters."""
    body = list(_regroup(data, 8, 5, pad=True))
    total = _polymod([*_spread(prefix), *body, *[0] * _CHECKSUM]) ^ 1
    checksum = [total >> 5 * (_CHECKSUM - 1 - place) & 31 for place in range(_CHECKSUM)]
    return f"{prefix}1{''.join(_LETTERS[value] for value in (*body, *checksum))}"


def decode(prefix: str, written: str) -> bytes | None:
    """The bytes of what ``encode`` wrote; None for another prefix, mixed case or a wrong checksum."""
    if written not in (written.lower(), written.upper()):
        return None
    head, _, tail = written.lower().rpartition("1")
    if head != prefix or len(tail) < _CHECKSUM or not set(tail) <= set(_LETTERS):
        return None
    values = [_LETTERS.index(letter) for letter in tail]
    if _polymod([*_spread(prefix), *values]) != 1:
        return None
    try:
        return bytes(_regroup(values[:-_CHECKSUM], 5, 8, pad=False))
    except ValueError:
        return None


def _spread(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _polymod(values: Iterable[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            if top >> place & 1:
                total ^= generator
    return total


def _regroup(values: Iterable[int], had: int, wanted: int, *, pad: bool) -> Iterator[int]:
    """Groups of ``had`` bits as groups of ``wanted``; ``ValueError`` where bits that should be padding are set."""
    held = bits = 0
    for value in values:
        held, bits = held << had | value, bits + had
        while bits >= wanted:
            bits -= wanted
            yield held >> bits & (1 << wanted) - 1
        held &= (1 << bits) - 1
    if pad and bits:
        yield held << wanted - bits & (1 << wanted) - 1
    elif not pad and (bits >= had or held):
        raise ValueError(bits)
