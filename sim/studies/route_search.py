"""Search for a cable route: the cheapest route over the relief of the sea, and the waters and zones that it crosses."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import SundalinkError, named, scenario_error
from sim.inputs import bathymetry, coast, gis_layers
from sim.inputs.route_file import Route
from sim.models import bind, choose, parameters
from sim.route import cost_surface, geodesic, jurisdiction, least_cost_path, metrics, raster
from sim.route.seabed import STRAIT, check_water, profile
from sim.scenario.load import load
from sim.studies.route_temperatures import CableTemperatures, temperatures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sim.inputs.gis_layers import Chart
    from sim.route.cost_surface import Cells, Layers
    from sim.route.least_cost_path import CheapestPath
    from sim.route.raster import RasterGrid
    from sim.route.seabed import Sea
    from sim.scenario.schema import Scenario

    Ends = tuple[tuple[float, float], tuple[float, float]]   # latitude and longitude of both [deg]

NEAR = 10.0
"""Distance from the ends within which ground that shows as land is passed: a relief of 9 km cannot tell. [km]"""

MARGIN = 300.0
"""What the search sees beyond the box of the two ends, besides half their distance. Where it finds nothing it tries
cells of half the size, and then all of the relief. [km]"""

STEPS = (0.25, 50.0)
"""Least and greatest side of a cell: below it the grid does not fit in memory, above it a strait is lost. [km]"""

MOST = 1e12
"""Greatest amount of a cost layer, whatever its unit."""

DEGREE = 111.0
"""A degree of latitude. [km]"""

DEPTHS = (0.0, 15.0, 30.0, 50.0, 100.0, 200.0)
"""Bounds of the depth zones that are reported. [m]"""


class FoundRoute(NamedTuple):
    """A found route with what it passes through and the costs that it was found on."""

    route: Route
    """As a route file holds it."""
    latitude: np.ndarray
    """Along the route, a kilometre or less apart. [deg]"""
    longitude: np.ndarray
    """The same. [deg]"""
    distance: np.ndarray
    """How far along each lies. [km]"""
    depth: np.ndarray
    """There. [m]"""
    figures: metrics.Figures
    """Length, detour and depths."""
    countries: tuple[tuple[str, float], ...]
    """(name, km) by nearest coast, in the order of the route: approximate."""
    crossings: jurisdiction.Crossings
    """Where the nearest coast changes country: approximate."""
    depths: tuple[tuple[str, float], ...]
    """(depth zone, km), shallowest first."""
    spent: tuple[tuple[str, float], ...]
    """(layer, USD) of the cost layers along the route."""
    grid: raster.RasterGrid
    """Cells of the search."""
    surface: np.ndarray
    """Cost of a kilometre in each cell, infinite where no cable may go. [USD/km]"""
    country: np.ndarray
    """Country of the nearest coast of each cell."""
    sea: str
    """Which relief."""
    amounts: tuple[tuple[str, float], ...]
    """(key, value) of every parameter of the cost layers."""
    waters: str = ""
    """File of the zones that `countries` go by; empty where they go by the nearest coast."""
    crossed: tuple[tuple[float, str], ...] | None = None
    """(km, name) of each known cable that it crosses; None without a file of cables."""
    owner: np.ndarray | None = None
    """Whose waters each piece of it lies in."""
    temperatures: CableTemperatures | None = None
    """How warm bed and conductor are along it."""

    def __repr__(self) -> str:
        """Return a line: the cells of the search would fill a notebook."""
        return (f"<route {self.route.name}: {self.figures.length:,.0f} km, {self.figures.deepest:.0f} m deep at most; "
                f"{', '.join(self._fields)}>")
    shared: tuple[tuple[tuple[str, ...], float], ...] = ()
    """(countries, km) within 12 nautical miles of the coasts of each of these; nothing where zones are known."""


def find_route(start: str, end: str, sea: str | Path | None = None, given: Mapping[str, float] | None = None, *,
               model: str = "layered", step: float = 2.5, scenario: str | Path = "base",
               known: Chart = gis_layers.NONE) -> FoundRoute:
    """
    Find the cheapest route for a cable between two places.

    Parameters
    ----------
    start, end : str
        A named place or ``latitude,longitude``.
    sea : str or path, optional
        A GEBCO grid; the embedded relief if not given.
    given : mapping of str to float, optional
        Amounts of the cost layers by the key that ``sundalink models routes`` lists.
    model : str
        Which cost layers.
    step : float
        Side of a cell; half of it where no route is found, for narrow waters. [km]
    scenario : str or path
        Case whose cable and bed say how warm the conductor becomes along the path.
    known : Chart
        Zones, shipping lanes and known cables of the user's files.

    Returns
    -------
    found : FoundRoute
        The route, and what it passes through.

    Raises
    ------
    SundalinkError
        If a place or an amount is wrong, or there is no route by sea.
    """
    if not STEPS[0] <= step <= STEPS[1]:
        raise scenario_error(f"--step-km = {step:g}: must lie between {STEPS[0]:g} and {STEPS[1]:g}")
    layers, amounts = _layers(model, given)
    case = load(scenario)
    with named("--sea"):
        relief = bathymetry.embedded() if sea is None else bathymetry.gebco(sea)
    ends = _place("--from", start, relief), _place("--to", end, relief)
    search = RouteSearch((start, end), ends, relief, model, amounts, known, case)
    apart = geodesic.length(*zip(*ends, strict=True))
    if apart < 2.0 * NEAR:
        raise scenario_error(f"--to = {end}: must lie {2.0 * NEAR:g} km or more from --from, found {apart:.3g} km")
    box = MARGIN + 0.5 * apart
    tries = ((box, step), (box, 0.5 * step), (math.inf, step))
    for margin, side in tries:
        with named(f"--step-km = {step:g}"):
            cells, facts, open_water = _cells(search, margin, side)
        for option, text, place in zip(("--from", "--to"), (start, end), ends, strict=True):
            _check_near(option, text, place, cells, open_water)
        with named("--set of the cost layers"):
            priced = layers(facts)
        surface = CostSurface(cells, priced, cost_surface.total(priced), facts.country)
        try:
            path = least_cost_path.least_cost_path(cells, surface.cost, *ends)
            break
        except SundalinkError:
            if (margin, side) == tries[-1]:
                raise SundalinkError(f"from {start} to {end}: no route by sea in {relief.label} that keeps clear of "
                                     "land and islands") from None
    return _described(path, search, surface)


class RouteSearch(NamedTuple):
    """What a route is searched for: its ends, and all that decides between them."""

    names: tuple[str, str]
    """Its ends as they were named."""
    ends: Ends
    """Their positions, (latitude, longitude). [deg]"""
    relief: Sea
    """Relief of the sea."""
    model: str
    """Model of the cost layers."""
    amounts: tuple[tuple[str, float], ...]
    """(key, value) of its parameters."""
    known: Chart
    """Zones, shipping lanes and known cables of the user's files."""
    case: Scenario
    """Case whose cable and bed set the temperature of the conductor."""


class CostSurface(NamedTuple):
    """Cost of a kilometre of cable in each cell of the search."""

    grid: RasterGrid
    """The cells."""
    layers: Layers
    """Cost by what it is paid for. [USD/km]"""
    cost: np.ndarray
    """Sum of the layers, infinite where no cable may go. [USD/km]"""
    country: np.ndarray
    """Country of the nearest coast."""


def _described(path: CheapestPath, search: RouteSearch, surface: CostSurface) -> FoundRoute:
    """Return a path with what it passes through; refuse it if it crosses land."""
    names, ends, relief, model, amounts, known, case = search
    latitude, longitude = np.round(path.latitude, 4), np.round(path.longitude, 4)
    latitude[[0, -1]], longitude[[0, -1]] = zip(*ends, strict=True)
    shore = coast.embedded()
    along = north, east, distance = geodesic.densify(latitude, longitude, 0.5)
    depth = profile(relief, *along[:2])
    name = "_to_".join(re.sub(r"[^a-z0-9.]+", "_", text.strip().lower()).strip("_") for text in names)
    check_water(depth, north, east, distance, name=name)
    figures = metrics.figures(depth, along[2], geodesic.length(*zip(*ends, strict=True)))
    owner = gis_layers.pieces(known, shore, *along[:2])
    by_country = jurisdiction.kilometres(owner, along[2])
    route = Route(
        name, f"Least-cost route from {names[0]} to {names[1]}: {figures.length:.0f} km, {figures.detour:.3f} times "
        f"the great circle, at most {figures.deepest:.0f} m deep.", latitude, longitude, _note(names[1]), None,
        f"sundalink routes find on {relief.label}, cost layers {model!r} with assumed amounts", "assumed")
    return FoundRoute(route, north, east, distance, depth, figures,
                 tuple(zip(by_country[0].tolist(), by_country[1].tolist(), strict=True)),
                 jurisdiction.crossings(owner, along[2]), _zones(depth, along[2]), _spent(surface, along),
                 surface.grid, surface.cost, surface.country, relief.label, amounts, known.label,
                 gis_layers.crossed(known, *along) if known.cables else None, owner,
                 temperatures(case, route, relief, known, along, depth),
                 () if known.zones else jurisdiction.shared(shore, *along))


def _layers(model: str,
            given: Mapping[str, float] | None) -> tuple[Callable[[Cells], Layers], tuple[tuple[str, float], ...]]:
    """Return the cost layers with the given amounts set, and all amounts by key."""
    known = {p.key: p for p in parameters(choose(cost_surface.MODELS, model, "cost layers"))}
    layers = bind(cost_surface.MODELS, model, given)
    for key, value in (given or {}).items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        above = "Gt" in str(known[key].kind)
        if not number or not 0 <= value <= MOST or (value == 0 and above):
            raise scenario_error(f"{key} = {value!r}: must be a number {'above' if above else 'from'} 0"
                                 f"{'' if above else ' up'}, at most {MOST:g}")
    return layers, tuple((key, (given or {}).get(key, p.default)) for key, p in known.items())


def _place(option: str, text: str, relief: Sea) -> tuple[float, float]:
    """Return the position of a place inside the relief."""
    try:
        latitude, longitude = geodesic.place(text)
    except SundalinkError as fault:
        raise scenario_error(f"{option} = {text}: {fault}") from None
    for value, axis, what in ((latitude, relief.latitude, "latitude"), (longitude, relief.longitude, "longitude")):
        if not axis[0] <= value <= axis[-1]:
            raise scenario_error(f"{option} = {text}: {what} must lie between {axis[0]:g} and {axis[-1]:g} deg, "
                                 f"which is what {relief.label} covers")
    return latitude, longitude


def _cells(search: RouteSearch, margin: float, step: float) -> tuple[RasterGrid, Cells, np.ndarray]:
    """Return the grid around two places, the properties of its cells, and where they are all water."""
    relief, ends, known = search.relief, search.ends, search.known
    more = margin / DEGREE
    (south, north), (west, east) = (sorted(axis) for axis in zip(*ends, strict=True))
    cells = raster.grid(relief, south - more, north + more, west - more, east + more, step)
    latitude, longitude = np.meshgrid(cells.latitude, cells.longitude, indexing="ij")
    depth, slope = raster.depths(relief, cells)
    country, shore = jurisdiction.nearest(coast.embedded(), latitude, longitude)
    if known.zones:
        country = gis_layers.country(known, coast.embedded(), latitude, longitude)
    island = jurisdiction.nearest(coast.islands(), latitude, longitude)[1]
    strait = ((latitude >= STRAIT[0]) & (latitude <= STRAIT[1])
              & (longitude >= STRAIT[2]) & (longitude <= STRAIT[3]))
    corner = cells.size[:, None] / math.sqrt(2.0)   # all of a cell keeps clear, not its middle alone
    norths, easts = (np.array(axis) for axis in zip(*ends, strict=True))
    places = jurisdiction.Coast(norths, easts, np.array(["", ""]))
    near = jurisdiction.nearest(places, latitude, longitude)[1] <= NEAR
    water = raster.highest(relief, cells) < 0
    lane = cost_surface.in_lane(latitude, longitude) | gis_layers.in_lane(known, latitude, longitude)
    return cells, cost_surface.Cells(depth, slope, water, shore - corner, island - corner, strait, lane, country, near,
                             gis_layers.touched(known, cells.latitude, cells.longitude) / cells.size[:, None]), water


def _check_near(option: str, text: str, place: tuple[float, float], cells: RasterGrid, water: np.ndarray) -> None:
    """Refuse an end that lies on land too far from the sea."""
    row, column = (float(value) for value in raster.cell(cells, *place))
    reach = NEAR / cells.size.mean()
    y, x = np.ogrid[:water.shape[0], :water.shape[1]]
    if not (water & (np.hypot(y - row, x - column) <= reach)).any():
        raise scenario_error(f"{option} = {text}: must lie at sea or within {NEAR:g} km of it")


def _zones(depth: np.ndarray, distance: np.ndarray) -> tuple[tuple[str, float], ...]:
    """Return (depth zone, km) along a route, by the middle of its pieces."""
    middle, piece = 0.5 * (depth[:-1] + depth[1:]), np.diff(distance)
    bounds = (*DEPTHS, np.inf)
    found = [("shows as land", piece[middle <= 0].sum())]
    for low, high in pairwise(bounds):
        label = f"{low:g} to {high:g} m" if high < np.inf else f"over {low:g} m"
        found.append((label, piece[(middle > low) & (middle <= high)].sum()))
    return tuple((label, float(length)) for label, length in found if length > 0)


def _spent(surface: CostSurface, along: tuple[np.ndarray, ...]) -> tuple[tuple[str, float], ...]:
    """Return (layer, USD) along a route, by the middle of its pieces."""
    priced = surface.layers
    at = raster.cell(surface.grid, *(0.5 * (axis[:-1] + axis[1:]) for axis in along[:2]))
    index = tuple(np.clip(np.rint(a).astype(int), 0, n - 1) for a, n in zip(at, priced.cable.shape, strict=True))
    piece = np.diff(along[2])
    return tuple((name, float(getattr(priced, name)[index] @ piece)) for name in cost_surface.Layers._fields[:-1])


def _note(text: str) -> str:
    """Return a place by name or by position."""
    key = text.strip().lower().replace(" ", "_").replace("-", "_")
    return geodesic.PLACES[key].note if key in geodesic.PLACES else f"position {text.strip()}"
