"""Files damaged at random: whatever comes back is an answer, never a failure of the program."""

import io
import random
import zipfile

import pytest

from xiangxin.interop.tests.folders import BOOK, ROSTER, Folder, applicant, consent, number, record
from xiangxin.law.load import load_law


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = Folder(tmp_path_factory.mktemp("county"))
    made.book(applicants=[applicant(1), applicant(2)], consents=[consent(1)], records=[record(1)])
    made.raw(ROSTER, {"名册": [("评议对象", "身份证号码", "婚姻状况"), ["赵六", number(5), "已婚"]]})
    made.write(
        "试验县-申请人.csv", f"姓名,公民身份号码,村（社区）,户号\r\n钱七,{number(6)},小柳河村,6\r\n".encode("gb18030")
    )
    return made


def damaged(content: bytes, dice: random.Random) -> bytes:
    """A few bytes overwritten, or a piece replaced by another piece of the file."""
    broken = bytearray(content)
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(broken))
        if dice.random() < 0.5:
            broken[at] = dice.randrange(256)
        else:
            other = dice.randrange(len(broken))
            broken[at : at + dice.randrange(40)] = broken[other : other + dice.randrange(40)]
    return bytes(broken)


def damaged_inside(content: bytes, dice: random.Random) -> bytes:
    """The same to one part of a package that is whole again afterwards."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        chosen = dice.choice(package.namelist())
        for name in package.namelist():
            part = package.read(name)
            made.writestr(name, damaged(part, dice) if name == chosen else part)
    return out.getvalue()


def read_damaged(folder: Folder, times: int, seed: int) -> None:
    load_law()
    dice = random.Random(seed)
    files = [folder.path / name for name in (BOOK, ROSTER, "试验县-申请人.csv")]
    whole = {path: path.read_bytes() for path in files}
    for _ in range(times):
        path = dice.choice(files)
        inside = path.suffix == ".xlsx" and dice.random() < 0.7
        path.write_bytes((damaged_inside if inside else damaged)(whole[path], dice))
        county, findings = folder.read()
        assert county is not None
        assert all(finding.where.file for finding in findings)
        path.write_bytes(whole[path])
    assert folder.county()[0].tables["applicants"].num_rows == 3


def test_damage_is_answered(folder: Folder) -> None:
    read_damaged(folder, 60, 8)


@pytest.mark.proof
def test_much_damage_is_answered(folder: Folder) -> None:
    for seed in range(20):
        read_damaged(folder, 500, seed)
