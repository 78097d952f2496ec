"""What a page weighs: the bytes that go over the line for it and for all that it loads."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders


def weight(page: str, *, packed: bool = True) -> int:
    """Bytes of a page and of the styles, scripts and pictures it names, packed as the server sends these.

    The office sends a page itself as it is; ``packed``: something before it packs the page too.
    """
    named = re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    files = [finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name)) for name in dict.fromkeys(named)]
    own = page.encode()
    return (len(gzip.compress(own, 9)) if packed else len(own)) + sum(
        len(gzip.compress(Path(str(file)).read_bytes(), 9)) for file in files
    )
