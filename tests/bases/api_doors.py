"""Every operation of the API with what it declares, as the tests of permission look at them."""

from __future__ import annotations

from xiangxin.office.gateway.operation import Declared
from xiangxin.office.gateway.service import OfficeApi


def operations(api: OfficeApi) -> list[Declared]:
    """One entry for each operation, in the order of the routers; ``AttributeError`` for one that declares nothing."""
    return [
        operation.view_func.declared  # type: ignore[attr-defined]
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
    ]
