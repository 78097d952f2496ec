"""The key of keys on three sheets of paper, any two of which restore it; one alone says nothing.

The words and the arithmetic are those of SLIP-39 (library shamir-mnemonic, MIT): a published standard with test
vectors, readable by other programs in twenty years, and a checksum that finds a mistyped word. Sheets are printed at
installation, kept by different offices, and never stored by the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xiangxin.kernel.errors import Location
from xiangxin.kernel.text import Text
from xiangxin.office.vault.errors import ShareMistyped, SharesOfDifferentKeys, SharesTooFew
from xiangxin.office.vault.keys import kek_of, name_of, read_kek, read_ring, store_kek

NEEDED, SHEETS = 2, 3
WORDS_A_LINE = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the sheets; ``words`` are the secret part. ``kek`` is the short name of the key they belong to."""

    number: int
    kek: str
    words: str = field(repr=False)

    def text(self) -> Text:
        """What is printed, to be kept in an envelope."""
        words = self.words.split()
        numbered = [f"{place:>2} {word:<9}" for place, word in enumerate(words, start=1)]
        lines = [" ".join(numbered[at : at + WORDS_A_LINE]).rstrip() for at in range(0, len(words), WORDS_A_LINE)]
        body = "\n".join(lines)
        return Text(
            f"乡信 · 主密钥托管纸 第 {self.number} 份（共 {SHEETS} 份，任意 {NEEDED} 份可恢复）\n"
            f"主密钥编号 {self.kek}\n\n{body}\n\n一人只保管一份；不拍照，不录入任何设备。\n",
            f"Xiangxin · key of keys, sheet {self.number} of {SHEETS}; any {NEEDED} restore it\n"
            f"Name of the key: {self.kek}\n\n{body}\n\nOne keeper, one sheet; no photograph, no copy on any device.\n",
        )


def split(folder: Path, name: str = "") -> tuple[Sheet, ...]:
    """Three sheets for the key of keys of this name in ``folder``, by default that with which the ring is closed."""
    from shamir_mnemonic import generate_mnemonics  # noqa: PLC0415 - needed once in the life of a key

    name = name or read_ring(folder).kek
    groups = generate_mnemonics(1, [(NEEDED, SHEETS)], read_kek(folder, name), iteration_exponent=0)
    return tuple(Sheet(number, name, words) for number, words in enumerate(groups[0], start=1))


def restore(folder: Path, shares: Sequence[str]) -> str:
    """Put the key of keys back from the words of two sheets; answers its short name.

    Named errors: too few sheets, a mistyped word (with the sheet's place in ``shares``), sheets of different keys or
    of a key the ring in ``folder`` was not closed with. Then nothing is written.
    """
    kek = combine(shares)
    if name_of(kek) != kek_of(folder):
        raise SharesOfDifferentKeys(Location(file=folder.name))
    store_kek(folder, kek)
    return name_of(kek)


def combine(shares: Sequence[str]) -> bytes:
    """The key of keys from the words of two different sheets."""
    from shamir_mnemonic import MnemonicError, Share, combine_mnemonics  # noqa: PLC0415 - as above

    written = list(dict.fromkeys(" ".join(share.lower().split()) for share in shares))
    for number, words in enumerate(written, start=1):
        try:
            Share.from_mnemonic(words)
        except MnemonicError:
            raise ShareMistyped(number=number) from None
    if len(written) < NEEDED:
        raise SharesTooFew(needed=NEEDED, given=len(written))
    try:
        return bytes(combine_mnemonics(written[:NEEDED]))
    except MnemonicError:
        raise SharesOfDifferentKeys from None
