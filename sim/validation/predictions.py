"""Prediction of the program for a published case: one function for each kind of case."""

from functools import partial

import numpy as np

from sim.analysis.outage_statistics import built_lives, outage_share
from sim.analysis.reference_links import full_curve
from sim.collection.export_cable import charging_limit
from sim.errors import SundalinkError
from sim.farm import power_curve, wake
from sim.farm.layout import Layout
from sim.farm.power_curve import Turbine
from sim.finance import cost_components
from sim.inputs import built_links, cable_data, cost_data
from sim.inputs.turbine import turbine as read_turbine
from sim.link import configuration as link_configuration
from sim.link import converter, thermal, transfer_curve
from sim.link.cable import resistance
from sim.link.cable_mass import weight
from sim.models import choose
from sim.records import Segment
from sim.reliability import outage_history, repair
from sim.resource import cyclone
from sim.units import HOURS_PER_YEAR
from sim.validation import building_time, farm_yield, finance_precedents, usep_backcast, wake_rows

RANGE = 11
"""Loads looked at where the case gives a range of them."""
UNLIMITED = 1e4
"""A limit of temperature that no conductor reaches, to see how hot a refused cable would be. [degC]"""


def link_loss(*, load=None, load_range=None, **built):
    """Return the loss of a link over the energy put in, stations at rest included, at each load or over a range."""
    full = _link(**built)[-1]
    shares = np.linspace(*load_range, RANGE) if load is None else np.array(load)
    received = shares * built["rating_mw"]
    put_in = transfer_curve.inverse(full, received) + full.no_load_sending
    loss = 1.0 - (received - full.no_load_receiving) / put_in
    return [(loss.min(), loss.max())] if load is None else loss


def reference_link_loss(*, link, received_mw):
    """Return the loss of a link of the embedded table over the energy put in, at powers received."""
    row = next(each for each in built_links.reference_links().itertuples() if each.Index == link)
    full = full_curve(row)[0]
    put_in = transfer_curve.inverse(full, np.array(received_mw)) + full.no_load_sending + full.no_load_receiving
    return 1.0 - np.array(received_mw) / put_in


def refused_temperature(**built):
    """Return how hot the conductor of a refused link would be; NaN for a link that is not refused. [degC]"""
    try:
        _link(**built)
    except SundalinkError as refusal:
        if "temperature" not in refusal.thing:
            raise
        return [_link(**built, limit=UNLIMITED)[-1].temperature]
    return [np.nan]


def converter_loss(*, rating_mva, voltage_kv, a_mw, b_kv, c_rectifier_ohm, c_inverter_ohm, load):
    """Return the loss of a station as rectifier and as inverter, by the polynomial of MatACDC. [MW]"""
    return converter.daelemans2008(rating_mva * load * np.array([1.0, -1.0]), rating_mva, constant=a_mw, linear=b_kv,
                                   rectifier=c_rectifier_ohm, inverter=c_inverter_ohm, base=rating_mva,
                                   voltage=voltage_kv)


def cable_resistance(*, cables, temperature_degc):
    """Return the resistance of shipped cables at a temperature. [ohm/km]"""
    found = [cable_data.cable(key) for key in cables]
    return [float(resistance(c.resistance20, temperature_degc, c.material)) for c in found]


def ampacity(*, cables, ambient_degc, soil_k_m_per_w, burial_m):
    """Return the current that brings a shipped cable, buried alone, to its limit. [kA]"""
    bed = (Segment("bed", 1.0, ambient_degc, soil_k_m_per_w, burial_m, 0.0),)
    return [thermal.ampacity(cable_data.cable(key), bed, laid=1)[0] for key in cables]


def cable_weight(*, cables):
    """Return the weight of shipped cables. [t/km]"""
    return [weight(cable_data.cable(key)) for key in cables]


def hvac_reach(*, voltage_kv, capacitance_uf_per_km, rating_ka, frequency_hz, compensation):
    """Return the length at which charging current alone fills a cable. [km]"""
    return [charging_limit(voltage_kv, rating_ka, capacitance_uf_per_km, frequency_hz, compensation)]


def cyclone_wind(*, model, radius_km, latitude_deg, shape, drop_pa, radius_max_km, density_kg_per_m3):
    """Return the wind at distances from the centre of a tropical cyclone. [m/s]"""
    profile = choose(cyclone.MODELS, model, "cyclone model")
    return profile(np.array(radius_km), latitude_deg, shape, drop_pa, radius_max_km, density_kg_per_m3)


def wake_aep(*, model, x_m, y_m, direction_deg, frequency, speed_m_per_s, rating_mw, diameter_m, hub_height_m,
             cut_in_m_per_s, rated_m_per_s, cut_out_m_per_s, thrust, hours, options=None, speed_frequency=None):
    """Return the yearly energy of a farm of turbines with a cubic rise of power, in wind of one speed, or of several
    that are as frequent from each direction as a row of `speed_frequency` says. [MWh]"""
    # Straight lines 0.1 mm/s long follow the cubic rise to 3e-10 of the rating.
    rise = np.linspace(cut_in_m_per_s, rated_m_per_s, 1 + round((rated_m_per_s - cut_in_m_per_s) / 0.0001))
    power = rating_mw * ((rise - rise[0]) / (rise[-1] - rise[0])) ** 3
    machine = Turbine("case", rating_mw, diameter_m, hub_height_m, np.append(rise, cut_out_m_per_s),
                      np.append(power, rating_mw), np.full(rise.size + 1, thrust), cut_in_m_per_s, cut_out_m_per_s, "")
    layout = Layout(np.array(x_m), np.array(y_m), np.nan)
    speed = np.atleast_1d(speed_m_per_s)
    often = np.ones((len(frequency), 1)) if speed_frequency is None else np.array(speed_frequency)
    share = _wake(model, options)(layout, machine, speed, direction_deg)
    free = power_curve.power(speed, power_curve.STANDARD_DENSITY, machine)
    return [hours * len(x_m) * float(np.array(frequency) @ (share * often) @ free)]


def wake_row(*, model, turbines, spacing_diameters, speed_m_per_s, thrust, options=None):
    """Return the share of the free speed at each turbine of a row along the wind, all of one thrust coefficient."""
    # Power in proportion to speed: what a row makes more than one shorter by a turbine is its last one's speed.
    machine = Turbine("case", 1.0, 100.0, 100.0, np.array([0.0, 30.0]), np.array([0.0, 1.0]), np.full(2, thrust), 0.0,
                      30.0, "")
    rows = [np.arange(n) * spacing_diameters * machine.diameter for n in range(1, turbines + 1)]
    made = [x.size * float(_wake(model, options)(Layout(x, 0.0 * x, np.nan), machine, [speed_m_per_s], [270.0])[0, 0])
            for x in rows]
    return np.diff([0.0, *made])


def turbine_aep(*, turbine, mean_m_per_s, weibull_k, density_kg_per_m3, hours):
    """Return the yearly energy of one shipped turbine in Weibull wind. [MWh]"""
    from scipy.special import gamma

    machine = read_turbine(turbine)
    edges = np.linspace(0.0, machine.cut_out, 1 + round(machine.cut_out / 0.01))
    scale = mean_m_per_s / gamma(1.0 + 1.0 / weibull_k)
    chance = -np.diff(np.exp(-((edges / scale) ** weibull_k)))
    middle = 0.5 * (edges[1:] + edges[:-1])
    return [hours * float(power_curve.power(middle, density_kg_per_m3, machine) @ chance)]


def link_cost(*, rating_mw, length_km, stations, price_year, cables=()):
    """Return the cost of stations, and cable if any, by each pair of rows of the cost table. [EUR bn of a year]"""
    euro = cost_data.usd2025(1.0, "EUR", price_year)
    found = []
    for place, pair in enumerate(stations):
        parts = [cost_components.converters(rating_mw, capex=cost_data.cost("costs", pair))]
        if cables:
            parts.append(cost_components.cable(rating_mw, length_km, capex=cost_data.cost("costs", cables[place])))
        found.append(sum(part.capex for part in parts) / euro / 1e9)
    return found


def outage_availability(*, length_km, configuration, years, lives, seed):
    """Return the 90 % band of the availability of a new link over each number of years."""
    found = []
    for life in years:
        cut, poles = built_lives(length_km, configuration, life, True, lives, seed)
        found.append(tuple(np.percentile(outage_history.availability(cut, lives, poles, life), [5.0, 95.0])))
    return found


def outage_median(*, length_km, configuration, years, lives, seed):
    """Return the availability of a new link that half of all lives exceed."""
    cut, poles = built_lives(length_km, configuration, years, True, lives, seed)
    return [float(np.median(outage_history.availability(cut, lives, poles, years)))]


def repair_mean(*, repairs, draws, seed, country="europe"):
    """Return the 90 % band of the mean of some repairs of a cable in European waters, or on land. [d]"""
    generator = np.random.default_rng(seed)
    start = generator.random(draws * repairs) * HOURS_PER_YEAR
    chance = generator.random((start.size, repair.NUMBERS))
    end = repair.repair(start, np.full(start.size, country), chance, False, False)
    return [tuple(np.percentile((end - start).reshape(draws, repairs).mean(axis=1) / 24.0, [5.0, 95.0]))]


def usep(*, years, draws, seed, figure):
    """Return a figure of the spot price of past years by the supply stack. [SGD/MWh], or [-] of its daily course"""
    return [usep_backcast.beside_record(usep_backcast.past(year, draws, seed), year)[figure][0] for year in years]


def usep_months(*, year, months, draws, seed, spot_lng_share):
    """Return the mean spot price of some months of past years by the supply stack. [SGD/MWh]"""
    return [usep_backcast.by_months(*each, draws, seed, spot_lng_share) for each in zip(year, months, strict=True)]


def _link(*, rating_mw, voltage_kv, configuration, station, length_km, cables, ambient_degc, soil_k_m_per_w, burial_m,
          spacing_m, limit=None):
    """Return the curves of a link from the words of a case."""
    kinds = [cable_data.cable(key) for key in cables]
    kinds = kinds if limit is None else [kind._replace(temperature_limit=limit) for kind in kinds]
    segments = tuple(Segment(kind.key, length, ambient_degc, soil_k_m_per_w, burial_m, spacing, kind)
                     for kind, length, spacing in zip(kinds, length_km, spacing_m, strict=True))
    joined = choose(link_configuration.MODELS, configuration, "configuration")()
    losses = choose(converter.MODELS, station, "station")
    return transfer_curve.transfers(rating_mw, voltage_kv, sum(length_km), kinds[0], segments, losses, losses, joined,
                             laid=joined.cables)


def _wake(model, options):
    """Return a wake model with the options of a case."""
    return partial(choose(wake.MODELS, model, "wake model"), **(options or {}))


CHECKS = {
    "ampacity": ampacity,
    "building_time": building_time.building_time,
    "cable_resistance": cable_resistance,
    "cable_weight": cable_weight,
    "converter_loss": converter_loss,
    "cyclone_wind": cyclone_wind,
    "farm_yield": farm_yield.capacity_factor,
    "hvac_reach": hvac_reach,
    "link_cost": link_cost,
    "link_loss": link_loss,
    "outage_availability": outage_availability,
    "outage_median": outage_median,
    "outage_share": outage_share,
    "precedent_cap_and_floor": finance_precedents.cap_and_floor,
    "precedent_gearing": finance_precedents.gearing,
    "reference_link_loss": reference_link_loss,
    "refused_temperature": refused_temperature,
    "repair_mean": repair_mean,
    "turbine_aep": turbine_aep,
    "usep": usep,
    "usep_months": usep_months,
    "wake_aep": wake_aep,
    "wake_row": wake_row,
    "wake_rows": wake_rows.wake_rows,
}
