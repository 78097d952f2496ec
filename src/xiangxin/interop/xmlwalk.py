"""Streams one XML part of a package through the standard parser, with document types and entities refused.

An entity that expands itself (a few hundred bytes that become gigabytes) needs a document type; no spreadsheet
program writes one, so meeting one ends the reading at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat
from zipfile import ZipFile

_CHUNK = 1 << 16

Start = Callable[[str, dict[str, str]], None]


class XmlDamaged(Exception):
    """The part is missing or is not well-formed; the caller knows the file and makes the finding."""


class XmlEntities(Exception):
    """The part declares a document type."""


def walk(
    package: ZipFile,
    part: str,
    start: Start | None = None,
    *,
    end: Callable[[str], None] | None = None,
    on_parser: Callable[[expat.XMLParserType], None] | None = None,
) -> None:
    """Call ``start(tag, attributes)`` and ``end(tag)`` for each element of ``part``; tags come with their prefix.

    ``on_parser`` receives the parser before the first byte, for a walk that listens to text now and then.
    Raises ``XmlDamaged`` and ``XmlEntities``.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if on_parser is not None:
        on_parser(parser)
    try:
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (LookupError, ValueError, expat.ExpatError) as error:  # no such part or encoding, or not well-formed
        raise XmlDamaged(str(error)) from error


def local_name(tag: str) -> str:
    """The name without its prefix: ``x:row`` and ``row`` are the same element in files of different programs."""
    return tag.rpartition(":")[2]


def _refuse_doctype(*_details: object) -> NoReturn:
    raise XmlEntities
