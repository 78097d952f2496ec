"""Opens a zip package (.xlsx, .ods) only after its sizes were checked, by count and by really unpacking it.

The sizes a package states about itself may lie, so every member is unpacked once into nothing: zipfile stops at the
stated size and compares the checksum, which refuses a member that is longer than it says.
"""

from __future__ import annotations

import struct
import zlib
from zipfile import BadZipFile, ZipFile, ZipInfo

from xiangxin.interop.content import Content
from xiangxin.interop.messages import tell
from xiangxin.interop.settings import LIMITS
from xiangxin.interop.xmlwalk import walk
from xiangxin.kernel.errors import Location, UnreadableInput

_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_BROKEN = (
    BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
)
"""What the standard library raises for packages that are broken, each in its own way."""


def open_package(content: Content) -> ZipFile:
    """The package, its limits kept and its checksums right; ``UnreadableInput`` otherwise. The caller closes it."""
    where = Location(file=content.name)
    try:
        package = ZipFile(content.source())
    except _BROKEN as error:
        raise UnreadableInput([tell("file_damaged", where)]) from error
    try:
        _check_stated(package.infolist(), content.size, where)
        _check_unpacked(package, where)
    except BaseException:
        package.close()
        raise
    return package


def check_markup(package: ZipFile) -> None:
    """Walk every XML part once: well-formed and without a document type. Raises ``XmlDamaged``, ``XmlEntities``."""
    for info in package.infolist():
        if info.filename.lower().endswith((".xml", ".rels")):
            walk(package, info.filename)


def _check_stated(members: list[ZipInfo], packed: int, where: Location) -> None:
    if len(members) > LIMITS.members:
        raise UnreadableInput([tell("file_too_many_members", where, limit=LIMITS.members)])
    if len({info.filename for info in members}) != len(members):
        raise UnreadableInput([tell("file_damaged", where)])
    if any(info.flag_bits & _ENCRYPTED for info in members):
        raise UnreadableInput([tell("file_password", where)])
    unpacked = sum(info.file_size for info in members)
    if unpacked > LIMITS.unpacked_bytes:
        raise UnreadableInput([tell("file_unpacks_too_large", where, limit=LIMITS.unpacked_bytes // 1_000_000)])
    if unpacked > LIMITS.ratio_free_bytes and unpacked > LIMITS.ratio * max(packed, 1):
        raise UnreadableInput([tell("file_packed_too_tight", where, limit=LIMITS.ratio)])


def _check_unpacked(package: ZipFile, where: Location) -> None:
    try:
        for info in package.infolist():
            with package.open(info) as stream:
                while stream.read(_CHUNK):
                    pass
    except _BROKEN as error:
        raise UnreadableInput([tell("file_damaged", where)]) from error
