"""Cost of a kilometre of cable by position, as the sum of cost layers."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.checks import NonNegative, Positive, check_positive, check_within

LANE = ((1.14, 103.45), (1.17, 103.70), (1.21, 103.86), (1.25, 104.03), (1.285, 104.20), (1.36, 104.43), (1.50, 104.75))
"""Middle line of the ships' path through the Singapore Strait, latitude and longitude (assumed, from public maps of the
traffic separation scheme from One Fathom Bank to Horsburgh lighthouse). [deg]"""

LANE_WIDTH = 6.0
"""Width of that path with both lanes (assumed; it is 2.2 km at the narrowest, south of St John's Island). [km]"""

FLAT = 111.2
"""A degree of latitude. [km]"""


class Cells(NamedTuple):
    """Properties of each cell of a grid, all of one shape."""

    depth: np.ndarray
    """Positive below the sea. [m]"""
    slope: np.ndarray
    """Of the bed. [deg]"""
    water: np.ndarray
    """True where no part of the cell shows as land."""
    coast: np.ndarray
    """Distance of its nearest corner from the nearest coast. [km]"""
    island: np.ndarray
    """Distance of its nearest corner from the nearest small island. [km]"""
    strait: np.ndarray
    """True in the Singapore Strait, where coasts and islands are close."""
    lane: np.ndarray
    """True where ships pass through the strait."""
    country: np.ndarray
    """Lower-case name of the country whose coast is nearest."""
    end: np.ndarray
    """True so near to an end of the route that a coarse relief cannot tell land from sea."""
    crossed: np.ndarray = 0.0
    """Known cables that a path through the cell crosses, by its length; 0 where none is known. [1/km]"""


class Layers(NamedTuple):
    """Cost of a kilometre of route, by what it is paid for; all of one shape."""

    cable: np.ndarray
    """The cables, with more armour in deeper water. [USD/km]"""
    laying: np.ndarray
    """Laying and burial, by depth, slope and lane. [USD/km]"""
    faults: np.ndarray
    """Repairs and unsold energy of the faults to be expected. [USD/km]"""
    permits: np.ndarray
    """Consents, by the country whose coast is nearest. [USD/km]"""
    landfall: np.ndarray
    """Extra where the cable comes ashore. [USD/km]"""
    crossings: np.ndarray
    """Crossing of known cables. [USD/km]"""
    allowed: np.ndarray
    """False where no cable may go."""


def in_lane(latitude, longitude, line=LANE, width=LANE_WIDTH):
    """
    Return whether positions lie in the shipping lane of the Singapore Strait.

    Parameters
    ----------
    latitude, longitude : array, shape (...)
        Places. [deg]
    line : sequence of (float, float)
        Latitude and longitude of the middle line's points. [deg]
    width : float
        Of the band around it. [km]

    Returns
    -------
    lane : array of bool, shape (...)
        True inside the band.
    """
    latitude, longitude = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    narrow = np.cos(np.radians(np.mean([point[0] for point in line])))
    y, x = FLAT * latitude, FLAT * narrow * longitude
    apart = np.full(np.broadcast_shapes(y.shape, x.shape), np.inf)
    for (south, west), (north, east) in pairwise(line):
        along_y, along_x = FLAT * (north - south), FLAT * narrow * (east - west)
        away_y, away_x = y - FLAT * south, x - FLAT * narrow * west
        share = np.clip((away_y * along_y + away_x * along_x) / (along_y**2 + along_x**2), 0.0, 1.0)
        apart = np.minimum(apart, np.hypot(away_y - share * along_y, away_x - share * along_x))
    return apart <= 0.5 * width


def layered(cells, *, cable: Positive = 3.0e6, armour: NonNegative = 0.05, laying: NonNegative = 0.4e6,
            burial: NonNegative = 0.6e6, burial_shallow: NonNegative = 0.9e6, burial_deep: NonNegative = 0.2e6,
            burial_lane: NonNegative = 1.5e6, shallow: NonNegative = 15.0, deep: NonNegative = 200.0,
            deepest: Positive = 2000.0, slope: NonNegative = 0.1, steepest: Positive = 15.0,
            fault_rate: NonNegative = 0.028, fault_loss: NonNegative = 2.0e8, fault_period: NonNegative = 10.0,
            fault_shallow: NonNegative = 2.0, fault_deep: NonNegative = 0.3, fault_lane: NonNegative = 5.0,
            anchored: NonNegative = 30.0, permit_vietnam: NonNegative = 0.05e6, permit_malaysia: NonNegative = 0.1e6,
            permit_indonesia: NonNegative = 0.2e6, permit_singapore: NonNegative = 0.05e6,
            permit_other: NonNegative = 0.2e6, landfall: NonNegative = 3.0e6, crossing: NonNegative = 1.2e6,
            clearance_coast: NonNegative = 3.0, clearance_strait: NonNegative = 0.5,
            clearance_island: NonNegative = 5.0):
    """
    Add up cable, laying and burial, expected faults, permits and landfall, and leave out what is forbidden.

    Parameters
    ----------
    cells : Cells
        What is known of each cell.
    cable : float
        Cost of the cables, all poles together. [USD/km]
    armour : float
        Share by which each 100 m of water makes the cables dearer. [fraction]
    laying : float
        Cost of laying. [USD/km]
    burial : float
        Cost of burial between shallow and deep water. [USD/km]
    burial_shallow : float
        Cost of burial in shallow water, from barges. [USD/km]
    burial_deep : float
        Cost of burial or protection in deep water. [USD/km]
    burial_lane : float
        Cost of burial out of the reach of anchors where ships pass through the strait. [USD/km]
    shallow : float
        Depth up to which ships that lay cables cannot work. [m]
    deep : float
        Depth from which neither anchors nor trawls reach the bed. [m]
    deepest : float
        Depth at which cables can be laid at most. [m]
    slope : float
        Share by which each degree of slope makes laying and burial dearer. [fraction]
    steepest : float
        Slope from which the bed is not stable. [deg]
    fault_rate : float
        Faults of the cable on the open shelf. [1/(100 km yr)]
    fault_loss : float
        What a fault costs: repair, and the energy not sold meanwhile. [USD]
    fault_period : float
        Years of operation that count, those far off discounted. [yr]
    fault_shallow : float
        Faults in water where ships anchor and fish, against the open shelf. [-]
    fault_deep : float
        Faults in deep water, against the open shelf. [-]
    fault_lane : float
        Faults where ships pass through the strait, against the open shelf. [-]
    anchored : float
        Depth up to which ships anchor and fish much. [m]
    permit_vietnam : float
        Consents, surveys and delay in waters nearest to Viet Nam. [USD/km]
    permit_malaysia : float
        The same nearest to Malaysia. [USD/km]
    permit_indonesia : float
        The same nearest to Indonesia, where cables are kept to corridors. [USD/km]
    permit_singapore : float
        The same nearest to Singapore. [USD/km]
    permit_other : float
        The same nearest to any other country. [USD/km]
    landfall : float
        Extra for ground near the ends that shows as land or as too near to it. [USD/km]
    crossing : float
        Cost of crossing a known cable, all poles together. [USD]
    clearance_coast : float
        Distance that the cable keeps from coasts away from its ends. [km]
    clearance_strait : float
        The same in the Singapore Strait. [km]
    clearance_island : float
        Distance that it keeps from small islands that the relief does not show. [km]

    Returns
    -------
    layers : Layers
        Cost of a kilometre by cell, in money of some 2024; only the proportions decide the path.

    References
    ----------
    .. [1] NREL ORBIT library of cables (2024): 1.5 million USD/km for one cable of 525 kV and 2,500 mm2; two of them.
    .. [2] ENTSO-E (2011), Offshore transmission technology: installation 230-977 EUR per metre of route; laying and
       the four burials are assumed inside that range, at prices of 2024.
    .. [3] Wang et al. (2024), PLoS ONE 0315074, on layers for cable paths: material and labour, slope, hazards,
       expected repairs. Armour, slope, clearances, landfall and permits are assumed; fault_rate is the
       mean of `sim.reliability.outage.segments`, its factors are assumed; fault_loss is 45 million USD of repair, as
       in the Baltic in 2024, and 100 days without 1.2 GW at half load and 100 USD/MWh.
    .. [4] Crossing: ORBIT default library (2024), 607,253 USD for each cable; two poles.
    .. [5] Indonesia, Ministry of Marine Affairs, decree KP 14/2021: corridors and landing points of cables.
    """
    amounts = {"cable": cable, "laying": laying, "fault_loss": fault_loss}
    check_positive("cost layers: cable", cable, "USD/km")
    check_within("cost layers: deep", deep, shallow, np.inf, "m")
    for name, amount in amounts.items():
        check_within(f"cost layers: {name}", amount, 0.0, np.inf)
    depth = np.maximum(cells.depth, 0.0)
    bury = np.select([cells.lane, depth < shallow, depth >= deep], [burial_lane, burial_shallow, burial_deep], burial)
    often = np.select([cells.lane, depth < anchored, depth >= deep], [fault_lane, fault_shallow, fault_deep], 1.0)
    permit = np.select([cells.country == name for name in ("vietnam", "malaysia", "indonesia", "singapore")],
                       [permit_vietnam, permit_malaysia, permit_indonesia, permit_singapore], permit_other)
    clear = cells.water & (cells.coast >= np.where(cells.strait, clearance_strait, clearance_coast)) \
        & (cells.island >= clearance_island)
    allowed = (clear | cells.end) & (depth <= deepest) & (cells.slope <= steepest)
    return Layers(cable * (1.0 + armour * depth / 100.0), (laying + bury) * (1.0 + slope * cells.slope),
                  fault_rate / 100.0 * fault_loss * fault_period * often, permit,
                  np.where(clear, 0.0, landfall), crossing * cells.crossed + np.zeros(depth.shape), allowed)


def total(layers):
    """
    Return the cost of a kilometre of route from place to place.

    Parameters
    ----------
    layers : Layers
        By what it is paid for.

    Returns
    -------
    cost : array, shape (...)
        Infinite where no cable may go. [USD/km]
    """
    return np.where(layers.allowed, sum(layers[:-1]), np.inf)


MODELS = {"layered": layered}
