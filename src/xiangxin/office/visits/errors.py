"""What can be wrong with a device, a task list or an upload. None of them says who is on a list."""

from __future__ import annotations

from xiangxin.office.shell.errors import OfficeError


class KeyUnfit(OfficeError):
    """What the device sent as its public key is none of the kind this office takes."""


class DeviceKnown(OfficeError):
    """A device with these keys is registered already."""

    status = 409


class LabelWrong(OfficeError):
    """A device needs a short name by which people tell it apart."""


class DevicesMany(OfficeError):
    """The collector holds as many devices as one person may."""

    status = 409


class OtherPost(OfficeError):
    """The device was registered in another post of the same account."""

    status = 409


class DeviceUnconfirmed(OfficeError):
    """Nobody else has compared the device's code yet."""

    status = 409


class DeviceShutOut(OfficeError):
    """The device was revoked; it gets no list."""

    status = 403


class OwnDevice(OfficeError):
    """Nobody confirms a device of their own, or decides about what it sent."""

    status = 403


class AlreadySo(OfficeError):
    """What is to be changed is so already."""

    status = 409


class VillageNotOpen(OfficeError):
    """No village in force within the collector's area."""


class NothingToDo(OfficeError):
    """Nobody in the village needs a visit of this collector; no list was made."""

    status = 409


class UploadUnreadable(OfficeError):
    """The upload is not what a tablet sends."""

    status = 400


class UploadTooLarge(OfficeError):
    """More bytes or answers than a list can have."""

    status = 413


class SignatureWrong(OfficeError):
    """The upload was not signed with the device's key, or was changed on the way."""

    status = 403


class KeyReused(OfficeError):
    """The same key came with other content."""

    status = 409
