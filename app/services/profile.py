"""Which layout profile the unit uses."""

from __future__ import annotations

from app.catalog.catalog import Catalog
from app.catalog.profiles import Profile
from app.domain.errors import AppError, ErrorCode

DEFAULT = "gbt9704"


def find_profile(catalog: Catalog, profile_id: str = DEFAULT) -> Profile:
    """A layout profile by id; AppError(NOT_FOUND)."""
    found = catalog.profiles.get(profile_id)
    if found is None:
        known = "、".join(catalog.profiles)
        raise AppError(ErrorCode.NOT_FOUND, "没有这个版式方案。", action=f"可用：{known}。")
    return found


def default_profile(catalog: Catalog) -> Profile:
    """The national profile."""
    return find_profile(catalog)
