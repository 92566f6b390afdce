"""Capacity factors that are out of the ordinary: for any sea, and for this one by the wind that is published for it."""

from typing import NamedTuple

from sim.farm.power_curve import weibull_energy

KNOWN = 0.60
"""No offshore farm is known to reach this net capacity factor. [fraction]"""
HIGH, LOW = 0.65, 0.25
"""Gross capacity factor expected nowhere, and net one too low to build for (assumed). [fraction]"""
WINDIEST = 13.0
"""Mean wind at `TOLD` that no sea is known to have; the Southern Ocean comes near it (assumed). [m/s]"""
SHAPES = (2.0, 2.6)
"""Weibull shapes between which winds of these seas lie (assumed). [-]"""
KEPT = (0.65, 0.90)
"""Net over gross, from wide wakes and poor availability to a small farm without neighbours (assumed). [fraction]"""
TOLD = 100.0
"""Height of the published winds. [m]"""


class Sea(NamedTuple):
    """Mean wind that is published for a sea."""

    name: str
    south: float
    north: float
    west: float
    east: float
    """Where it is. [deg]"""
    speed: tuple
    """Mean at `TOLD`, low and high. [m/s]"""
    source: str


SEAS = (
    Sea("the Gulf of Tonkin", 17.5, 21.8, 105.5, 110.0, (6.0, 8.0), "VNA on the Global Wind Atlas"),
    Sea("the sea off Ninh Thuan to Vung Tau", 9.0, 12.5, 106.5, 110.5, (8.0, 10.0), "VNA on the Global Wind Atlas"),
)


def band(case):
    """
    Return the capacity factors that the published wind of a site gives its turbine.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    band : tuple or None
        The sea, and (low, high) of the gross and of the net capacity factor; none where no wind is published here.
    """
    s, machine = case.scenario, case.farm.turbine
    here = [sea for sea in SEAS if sea.south <= s.site.latitude_deg <= sea.north
            and sea.west <= s.site.longitude_deg <= sea.east]
    if not here:
        return None
    density, whole = float(case.wind.density.mean()), machine.rating * 8760.0
    means = [float(s.resource.profile.bind()(speed, TOLD, machine.hub_height)) for speed in here[0].speed]
    gross = [[float(weibull_energy(machine, mean, shape, density)) / whole for shape in SHAPES] for mean in means]
    low, high = min(gross[0]), max(gross[1])
    return here[0], (low, high), (KEPT[0] * low, KEPT[1] * high)


def notes(case, figures):
    """
    Yield what is out of the ordinary.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    figures : dict
        What `sim.results.summary.summary` made of it.

    Yields
    ------
    note : str
        A sentence each.
    """
    yield from _windy(case)
    net, whole = figures["net_capacity_factor"], case.farm.capacity * 8760.0
    gross = figures["gross_energy"] * 1e3 / whole
    if net > KNOWN:
        yield (f"Implausible: net capacity factor {net:.3f} at the hub; no offshore farm is known above {KNOWN:.2f}. "
               "Check the wind level, the turbine and the losses.")
    elif gross > HIGH:
        yield f"Doubtful: gross capacity factor {gross:.3f}; this sea is expected to give 0.50 to 0.60."
    if 0 < net < LOW:
        yield f"Doubtful: net capacity factor {net:.3f} is too low for a sea that anyone would build in."
    found = band(case)
    if found is None or net > KNOWN:
        return
    sea, *bands = found
    for name, value, (low, high) in zip(("gross", "net"), (gross, net), bands, strict=True):
        if not low <= value <= high:
            yield (f"Doubtful: {name} capacity factor {value:.3f}; {sea.name}, {sea.speed[0]:g} to {sea.speed[1]:g} "
                   f"m/s at {TOLD:.0f} m ({sea.source}), gives this turbine {low:.2f} to {high:.2f}.")


def _windy(case):
    """Yield what is out of the ordinary in the mean wind, which beyond cut-out no capacity factor shows."""
    height = case.farm.turbine.hub_height
    mean = float(case.scenario.resource.profile.bind()(float(case.wind.speed.mean()), height, TOLD))
    if mean > WINDIEST:
        yield (f"Implausible: the wind averages {mean:.1f} m/s at {TOLD:.0f} m; no sea is known above {WINDIEST:g}. "
               "Check resource.wind.level or the files of the wind.")
