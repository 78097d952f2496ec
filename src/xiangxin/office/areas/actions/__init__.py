"""All writes of areas and institutions."""

from __future__ import annotations

from xiangxin.office.areas.actions.areas import (
    add_area,
    merge_areas,
    recode_area,
    rename_area,
    split_area,
)
from xiangxin.office.areas.actions.institutions import (
    add_institution,
    end_institution,
    rename_institution,
)
from xiangxin.office.areas.actions.lists import accept_list, set_up_county

__all__ = [
    "accept_list",
    "add_area",
    "add_institution",
    "end_institution",
    "merge_areas",
    "recode_area",
    "rename_area",
    "rename_institution",
    "set_up_county",
    "split_area",
]
