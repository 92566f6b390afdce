"""What each stage is given: from the words of a scenario to the arguments of a stage."""

import zlib
from typing import NamedTuple

import numpy as np

from sim.carbon import inventory
from sim.checks import check_balance
from sim.collection import curve as collecting
from sim.errors import scenario_error
from sim.farm import output, wake
from sim.inputs import climate, library, sea, wind
from sim.inputs import demand as demand_figures
from sim.inputs import price as price_figures
from sim.inputs import route as routes
from sim.inputs.turbine import turbine as read_turbine
from sim.link import curve as linking
from sim.link import thermal
from sim.market import gas
from sim.resource.density import moist
from sim.route import path
from sim.route import sea as seas

SAMPLE = 5.0
"""Longest distance between two points of a sampled route. [km]"""

SLOWER = 0.05
"""Share by which the wind is slowed to find what its level means for the energy delivered. [fraction]"""


class Wind(NamedTuple):
    """Wind and air at hub height, (weather_year, time)."""

    speed: np.ndarray
    direction: np.ndarray
    density: np.ndarray
    evidence: str
    label: str


class Farm(NamedTuple):
    """The farm as built, and what it makes when new."""

    turbine: object
    count: int
    layout: object
    efficiency: object
    capacity: float


class Hub(NamedTuple):
    """What reaches the hub in the traded years, and mean yearly energies on the way, (operating_year,). [MWh]"""

    table: object
    capacity: float
    power: tuple
    slower: np.ndarray
    """At the hub in the first traded year if the wind were slower by `SLOWER`, (weather_year, time). [MW]"""
    gross: np.ndarray
    wake_loss: np.ndarray
    availability_loss: np.ndarray
    other_loss: np.ndarray
    collection_loss: np.ndarray
    standby: np.ndarray


class Line(NamedTuple):
    """The route of the cable, sampled from the hub to the receiving station."""

    route: object
    latitude: np.ndarray
    longitude: np.ndarray
    distance: np.ndarray
    depth: np.ndarray
    length: float
    great_circle: float
    segments: tuple

    @property
    def kept(self):
        """Share of the power received that reaches the Singapore meter: less than one behind a third grid."""
        return 1.0 if self.route.wheeling is None else 1.0 - self.route.wheeling.loss

    @property
    def charge(self):
        """What third grids are paid for each MWh delivered. [USD/MWh]"""
        return 0.0 if self.route.wheeling is None else self.route.wheeling.charge


class Link(NamedTuple):
    """The link: its curves by pole state, their straight pieces, and its outages (draw, weather_year, time)."""

    configuration: object
    cable: object
    transfers: tuple
    pieces: tuple
    poles: np.ndarray


def generator(seed, *words):
    """Return the random numbers of one stage (and draw): they depend on the seed and the words alone."""
    return np.random.default_rng([seed, *(zlib.crc32(str(word).encode()) for word in words)])


def traded_years(time):
    """Return the operating years that are traded: the first, the last, and others evenly between."""
    last = time.first_operating_year + time.operating_years - 1
    count = min(time.traded_years, time.operating_years)
    return np.unique(np.round(np.linspace(time.first_operating_year, last, count)).astype(int))


def check_site(s):
    """Refuse a site on land, where the embedded relief reaches it."""
    water, place = sea.embedded(), (s.site.latitude_deg, s.site.longitude_deg)
    if all(axis[0] <= x <= axis[-1] for axis, x in zip((water.latitude, water.longitude), place, strict=True)):
        depth = float(seas.profile(water, np.array(place[:1]), np.array(place[1:]))[0])
        if depth <= 0:
            raise scenario_error(f"site.latitude_deg, longitude_deg = {place[0]:g}, {place[1]:g}: must lie at sea; the "
                                 f"embedded relief has land there, {-depth:.0f} m high")


def turbine(s):
    """Read the turbine of a scenario."""
    return read_turbine(s.farm.turbine)


def weather(s):
    """Wind at its own height: drawn from the embedded climatology, or read from the user's files."""
    check_site(s)
    if s.resource.source == "synthetic":
        here = climate.embedded(s.site.latitude_deg, s.site.longitude_deg)
        draw = s.resource.wind.bind()
        return draw(here, s.time.weather_years, s.time.period_h, generator(s.seed, "wind"))
    if s.resource.source == "era5":
        return wind.era5(s.resource.files, s.site.latitude_deg, s.site.longitude_deg, s.time.period_h)
    if len(s.resource.files) != 1:
        raise scenario_error(f"resource.files = {list(s.resource.files)}: a csv source must be one file")
    return wind.series(s.resource.files[0], s.time.period_h)


def at_hub_height(s):
    """Wind and air at the turbines' hub height."""
    found, height = weather(s), turbine(s).hub_height
    speed = s.resource.profile.bind()(found.speed, found.height, height)
    density = moist(found.temperature, found.pressure, found.humidity, height)
    return Wind(speed, found.direction, np.broadcast_to(density, speed.shape), found.evidence, found.label)


def farm(s, air):
    """Layout, wakes and curve of the farm."""
    kind = turbine(s)
    count = max(round(s.farm.capacity_mw / kind.rating), 1)
    layout = s.farm.layout.bind()(count, kind.diameter, kind.rating)
    steps = 360.0 / s.farm.wake_direction_step_deg
    if abs(steps - round(steps)) > 1e-9:
        raise scenario_error(f"farm.wake_direction_step_deg = {s.farm.wake_direction_step_deg:g}: 360 must be a "
                             "multiple of it")
    directions = np.arange(round(steps)) * s.farm.wake_direction_step_deg
    efficiency = wake.table(s.farm.wake.bind(), layout, kind, directions)
    return Farm(kind, count, layout, efficiency, count * kind.rating)


def hub(s, air, built):
    """What reaches the hub in each traded year, after losses and collection."""
    models = [getattr(s.collection, name).bind() for name in ("array", "transformer", "export")]
    if s.hub.topology == "offshore":
        models[2] = _no_export
    table = collecting.table(built.capacity, s.collection.export_length_km, *models)
    stack = s.farm.loss.bind()
    def make(year, speed):
        return output.produce(speed, air.direction, air.density, built.turbine, built.count, built.efficiency,
                              stack(float(year - s.time.first_operating_year)))

    power, sums, years = [], [], traded_years(s.time)
    for year in years:
        out = make(year, air.speed)
        here = collecting.split(table, out.available)
        power.append(here.hub)
        lost = here.array_loss + here.transformer_loss + here.export_loss
        parts = (out.gross, out.wake_loss, out.availability_loss, out.other_loss, lost, here.standby)
        sums.append([float(part.sum()) * s.time.period_h / air.speed.shape[0] for part in parts])
        scale = built.capacity * air.speed.size
        check_balance("the farm", out.gross.sum(), sum(part.sum() for part in out[1:]), scale)
        check_balance("the collection", out.available.sum(), here.hub.sum() + lost.sum(), scale)
    slower = collecting.read(table, make(years[0], (1.0 - SLOWER) * air.speed).available)
    return Hub(table, float(table.hub[-1]), tuple(power), slower, *np.array(sums).T)


def _no_export(power, rating, length):
    """A sending station in the farm needs no export cable."""
    return np.zeros_like(np.asarray(power, dtype=float))


def line(s):
    """The route: its points, depths, length and thermal segments; from the farm where the station stands there."""
    given, here = routes.read(s.route.file), (s.site.latitude_deg, s.site.longitude_deg)
    if s.hub.topology == "offshore":
        given = given._replace(latitude=np.r_[here[0], given.latitude[1:]],
                               longitude=np.r_[here[1], given.longitude[1:]])
    else:
        away = path.length(np.r_[here[0], given.latitude[0]], np.r_[here[1], given.longitude[0]])
        if s.collection.export_length_km < away:
            raise scenario_error(f"collection.export_length_km = {s.collection.export_length_km:g} [km]: must be at "
                                 f"least the {away:.1f} km from the farm to the hub where route {given.name!r} begins")
    return trace(given, sea.embedded(), s.route.zones.bind())


def trace(given, water, zones):
    """Sample a route on a sea, and cut it into segments of like surroundings."""
    latitude, longitude, distance = path.densify(given.latitude, given.longitude, SAMPLE)
    depth = seas.profile(water, latitude, longitude)
    seas.check_water(depth, latitude, longitude, distance, given.name)
    segments = tuple(thermal.Segment(*zone) for zone in zones(depth, distance, latitude, longitude))
    circle = path.length(given.latitude[[0, -1]], given.longitude[[0, -1]])
    return Line(given, latitude, longitude, distance, depth, float(distance[-1]), circle, segments)


def cable(s):
    """The cable of each pole, or a refusal that names the sections there are."""
    kind = f"{s.link.cables.insulation}_{s.link.voltage_kv:g}_"
    known = library.cables()
    found = f"{kind}{s.link.cables.section_mm2:g}"
    if found in known:
        return known[found]
    sections = [key.removeprefix(kind) for key in known if key.startswith(kind)]
    if sections:
        raise scenario_error(f"link.cables.section_mm2 = {s.link.cables.section_mm2:g} [mm2]: must be one of "
                             f"{', '.join(sections)}")
    classes = sorted({key.rsplit("_", 1)[0].replace("_", " at ") for key in known})
    raise scenario_error(f"link.voltage_kv = {s.link.voltage_kv:g} [kV] with link.cables.insulation = "
                         f"{s.link.cables.insulation!r}: the embedded cables are {', '.join(classes)} kV")


def link(s, route, years):
    """The link's curves by pole state, and its outages over the weather years."""
    configuration = s.link.configuration.bind()()
    kind = cable(s)
    transfers = linking.transfers(s.link.rating_mw, s.link.voltage_kv, route.length, kind, route.segments,
                                  s.link.sending_station.bind(), s.link.receiving_station.bind(), configuration)
    pieces = tuple(linking.pieces(t, s.link.loss_error_mw) for t in transfers)
    model = s.link.outage.bind()
    poles = np.stack([model(generator(s.seed, "outage", draw), years, s.time.period_h, route.length,
                            configuration.poles, configuration.joined) for draw in range(s.link.outage_draws)])
    return Link(configuration, kind, transfers, pieces, poles)


class Market(NamedTuple):
    """Singapore's market in one operating year."""

    demand: np.ndarray
    """System demand, shape (time,). [MW]"""
    spot: np.ndarray
    """Spot price as the seller gets it, real, shape (weather_year, time). [USD/MWh]"""


def market(s, year, weather_years):
    """Demand and spot price of one operating year; each weather year has its own draw of the price."""
    dt, figures = s.time.period_h, price_figures.embedded()
    demand = s.market.demand.bind()(demand_figures.embedded(), int(year), dt, generator(s.seed, "demand", year))
    tax = inventory.carbon_tax(float(year), **s.carbon.tax.given())
    cost = gas.marginal_cost(s.market.gas_price_sgd_per_gj, tax, **s.market.marginal.given())
    level, model = float(gas.to_usd(cost, s.market.sgd_per_usd)), s.market.price.bind()
    prices = [model(figures, demand, level, generator(s.seed, "price", w), dt) for w in range(weather_years)]
    return Market(demand, np.stack(prices) - s.market.import_charge_usd_per_mwh)


def check_files(s):
    """Read every file and row that a scenario names, so that a check without a run finds what is missing."""
    check_site(s)
    turbine(s)
    cable(s)
    line(s)
    if s.resource.source != "synthetic":
        weather(s)
