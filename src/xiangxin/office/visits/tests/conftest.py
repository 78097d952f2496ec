"""Where uploads go in most of these tests: a receiver that notes what it is handed, in place of intake."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.visits.actions import uploads
from xiangxin.office.visits.models import Upload
from xiangxin.office.visits.sending import Stated


class Receiving:
    """What was handed over, in order; ``broken`` makes it fail as a full disk does."""

    def __init__(self) -> None:
        self.got: list[tuple[UUID, dict[str, str]]] = []
        self.submissions: list[UUID] = []
        self.broken = False

    def __call__(self, by: Viewer, upload: Upload, stated: Sequence[Stated]) -> UUID:
        if self.broken:
            raise OSError("no space")
        self.got += [(one.person, one.values) for one in stated]
        self.submissions.append(uuid4())
        return self.submissions[-1]


@pytest.fixture
def receiving(monkeypatch: pytest.MonkeyPatch) -> Receiving:
    made = Receiving()
    monkeypatch.setattr(uploads, "send", made)
    return made
