"""The variables of a result in groups by subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

if TYPE_CHECKING:
    from collections.abc import Hashable

GROUPS = (("hours", ("time",)), ("route", ("route_point",)), ("years_of_operation", ("year_of_operation",)),
          ("money", ("calendar_year", "loan_year", "tranche", "cause")),
          ("simulated_years", ("weather_year", "outage_draw", "operating_year")),
          ("link_lives", ("life", "outage_duration", "measure")),
          ("programme", ("stage", "share_earlier", "spending_date", "whole_years_late")),
          ("market", ("stack_point", "plant_class", "price_rank", "gas_part")))
"""Name of a group, and the dimensions of which a variable has one; the first that fits."""


def grouped(data: xr.Dataset) -> xr.DataTree:
    """
    Return a result as a tree: ``summary`` (the single values), ``hours``, ``money`` and the other groups.

    Parameters
    ----------
    data : xarray.Dataset
        As `sim.run` or `sim.open_results` return it.

    Returns
    -------
    tree : xarray.DataTree
        Every variable once; ``tree["summary"]["required_price"]``, ``tree["hours"]["delivered_power"]``. The
        attributes of the result stand at the root.
    """
    members: dict[str, list[Hashable]] = {}
    for name, variable in data.data_vars.items():
        group = next((group for group, dims in GROUPS if set(dims) & set(variable.dims)),
                     "other" if variable.dims else "summary")
        members.setdefault(group, []).append(name)
    parts = {f"/{group}": data[names].drop_attrs(deep=False) for group, names in members.items()}
    return xr.DataTree.from_dict({"/": xr.Dataset(attrs=data.attrs), **parts})
