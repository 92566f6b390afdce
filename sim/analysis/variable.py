"""The record in which an analysis passes its arrays to the results."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Variable(NamedTuple):
    """One array of the results, or one of their coordinates."""

    name: str
    """Name in the dataset."""
    dims: str | tuple[str, ...]
    """Names of its dimensions; none for a single number."""
    values: ArrayLike
    """The numbers or words themselves."""
    unit: str | None
    """Unit, as `sim.units` writes it; None where there is none."""
    long_name: str
    """Its meaning in a few words."""
    attrs: Mapping[str, str | float] = MappingProxyType({})
    """Further attributes, as `comment` or `price_basis`."""
    coordinate: bool = False
    """Whether it names the places along a dimension."""


def coordinate(name: str, values: ArrayLike, unit: str | None, long_name: str, **attrs: str | float) -> Variable:
    """
    Coordinate along a dimension of its own name.

    Parameters
    ----------
    name : str
        Of the dimension.
    values : sequence
        One for each place.
    unit : str or None
        As in `Variable`.
    long_name : str
        As in `Variable`.
    attrs
        Further attributes.

    Returns
    -------
    variable : Variable
    """
    return Variable(name, name, values if isinstance(values, list) else np.asarray(values), unit, long_name, attrs,
                    coordinate=True)
