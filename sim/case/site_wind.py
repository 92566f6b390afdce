"""Wind and air at hub height, as the stages after the resource use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    from sim.resource.cyclone_passage import Blend
    from sim.resource.wind_profile import Air

ATLAS = (0.08, 0.0)
"""Uncertainty of the level and of the measurement of a wind that is drawn: two atlases of this sea differ by 15 to 18 %
(COADS; NOAA Blended Sea Winds 1987-2013). [fraction]"""


class Wind(NamedTuple):
    """Wind and air at hub height, (weather_year, time)."""

    speed: np.ndarray
    direction: np.ndarray
    density: np.ndarray
    evidence: str
    label: str
    storms: Blend | None = None
    """`sim.resource.cyclone_passage.Blend` of the storms in it; none where storms are not drawn."""
    wind_uncertainty: tuple[float, float] = ATLAS
    """Uncertainty of its level and of its measurement. [fraction]"""
    air: Air | None = None
    """What is known of the air and the sea under it."""
