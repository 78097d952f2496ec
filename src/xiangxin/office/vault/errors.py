"""What the vault refuses. Each error keeps findings in both languages and never a key or a value."""

from __future__ import annotations

from xiangxin.kernel.errors import NOWHERE, Location, XiangxinError
from xiangxin.kernel.messages import Messages

_MESSAGES = Messages("xiangxin.office.vault")


class VaultError(XiangxinError):
    """Base of what the vault refuses; ``code`` is the name of its message."""

    code = "vault"

    def __init__(self, where: Location = NOWHERE, **values: str | int) -> None:
        super().__init__([_MESSAGES.tell(self.code, where, **values)])


class RingMissing(VaultError):
    """There is no ring in the folder of keys."""

    code = "ring_missing"


class RingExists(VaultError):
    """A ring is there already; a second one would make everything sealed so far unreadable."""

    code = "ring_exists"


class RingBusy(VaultError):
    """Another change of the ring is under way, or one was cut off."""

    code = "ring_busy"


class RingUnreadable(VaultError):
    """The ring's file is not one of ours, or its content was changed."""

    code = "ring_unreadable"


class RingFull(VaultError):
    """A ring holds 255 versions, because a sealed value names its version in one byte."""

    code = "ring_full"


class KekMissing(VaultError):
    """The key of keys that the ring names is not in the folder."""

    code = "kek_missing"


class KekWrong(VaultError):
    """The key of keys is not the one the ring was closed with."""

    code = "kek_wrong"


class KeyOpenToOthers(VaultError):
    """A key file may be read by other users of the machine."""

    code = "key_open_to_others"


class PersonKeyShort(VaultError):
    """The key of opaque person ids has fewer bytes than the kernel takes."""

    code = "person_key_short"


class VersionUnknown(VaultError):
    """A value was sealed with a version of the key that this ring does not hold."""

    code = "version_unknown"


class SealBroken(VaultError):
    """A sealed value does not fit its place: it was changed, or moved from another row, column or table."""

    code = "seal_broken"


class SharesTooFew(VaultError):
    """Fewer sheets than are needed, or the same sheet twice."""

    code = "shares_too_few"


class ShareMistyped(VaultError):
    """Words of a sheet that are not in the list or whose checksum does not fit."""

    code = "share_mistyped"


class SharesOfDifferentKeys(VaultError):
    """Sheets that do not belong together, or to another ring than this."""

    code = "shares_of_different_keys"
