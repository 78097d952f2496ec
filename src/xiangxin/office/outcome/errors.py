"""What can stand in the way of a person who says that something is wrong."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class NobodyToAsk(OfficeError):
    """No case of the person is open at this bank, so that no officer can look again."""

    status = 409
