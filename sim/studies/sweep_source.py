"""What is swept: the base of all cases and their design, as a file or a table gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.load import tables
from sim.scenario.template import toml
from sim.studies import case_key
from sim.studies.design import design

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from sim.studies.case_key import Base
    from sim.studies.design import Design


def cases(source: str | Path | Mapping[str, Any], more: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """
    Read the cases of a sweep.

    Parameters
    ----------
    source : str, path or mapping
        A scenario with a ``[sweep]`` table, as `sim.load` takes it; see `sim.studies.design`.
    more : mapping, optional
        What to add to that table.

    Returns
    -------
    overrides : list of dict
        One for each case, dotted key to value; the last grid key varies fastest.

    Raises
    ------
    SundalinkError
        If there is no such table, or a list is empty or of another length.
    """
    return read(source, more)[1].rows


def read(source: str | Path | Mapping[str, Any], more: Mapping[str, Any] | None = None) -> tuple[Base, Design, bytes]:
    """Return the base of a sweep's cases, its design, and its text as stored."""
    own, path = tables(source)
    common = case_key.base(source)
    if more:
        own = {**own, "sweep": {**own.get("sweep", {}), **more}}
    text = path.read_bytes() if path is not None and not more else toml(own).encode()
    return common, design(own, common.tables if isinstance(common.tables, dict) else own, path), text
