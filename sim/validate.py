"""Hold the program against published results: one function for each kind of case, one verdict for each case."""

import contextlib
import json
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.checks import say
from sim.collection.export import charging_limit
from sim.errors import SundalinkError
from sim.farm import curve as power_curve
from sim.farm import wake
from sim.farm.curve import Turbine
from sim.farm.layout import Layout
from sim.finance import cost
from sim.inputs import library
from sim.inputs.published import published
from sim.inputs.turbine import turbine as read_turbine
from sim.link import configuration as joining
from sim.link import converter, hvac, outage, thermal
from sim.link import curve as linking
from sim.link.cable import resistance

RANGE = 11
"""Loads looked at where the case gives a range of them."""
UNLIMITED = 1e4
"""A limit of temperature that no conductor reaches, to see how hot a refused cable would be. [degC]"""


class Row(NamedTuple):
    """One case as it is printed, and its numbers; everything but ``values`` is text."""

    id: str
    title: str
    what: str
    shown: str
    """What the program gives."""
    published: str
    tolerance: str
    unit: str
    verdict: str
    """ok, FAILS, or shown where the case asserts nothing."""
    source: str
    source_kind: str
    status: str
    note: str
    values: tuple
    """The program's numbers, a number or a range (low, high) for each of the case's names."""


def validate(cases=None):
    """
    Run the published cases.

    Parameters
    ----------
    cases : sequence of Case, optional
        The shipped ones if not given.

    Returns
    -------
    rows : list of Row
        In the order of the cases.

    Raises
    ------
    SundalinkError
        If a case asks for a check that is not there.
    """
    return [row(case, model(case)) for case in (published() if cases is None else cases)]


def model(case):
    """
    Return what the program gives for a case.

    Parameters
    ----------
    case : Case
        A published case.

    Returns
    -------
    values : tuple
        A number, or a range (low, high), for each of ``case.names``.

    Raises
    ------
    SundalinkError
        If its check is unknown, or gives another number of values than the case names.
    """
    if case.what not in CHECKS:
        raise say(f"published case {case.id}: what", case.what, "-", f"must be one of {', '.join(CHECKS)}")
    found = CHECKS[case.what](**case.inputs)
    values = tuple(tuple(map(float, value)) if np.ndim(value) else float(value) for value in found)
    if len(values) != len(case.names):
        raise say(f"published case {case.id}: names", len(case.names), "-", f"must be {len(values)}, one for each "
                  "value of the model")
    return values


def row(case, values):
    """
    Hold the program's values against the published ones.

    Parameters
    ----------
    case : Case
        What was published, and the rule.
    values : tuple
        What the program gives.

    Returns
    -------
    row : Row
    """
    kept = all(_kept(case, value, target) for value, target in zip(values, case.published, strict=True))
    verdict = "shown" if not case.asserted else "ok" if kept else "FAILS"
    digits = max(4, int(np.ceil(-np.log10(case.tolerance))) + 3) if case.rule == "relative" else 4
    tolerance = {"relative": f"+-{100 * case.tolerance:g} %", "absolute": f"+-{case.tolerance:g}",
                 "contained": "in the range" + (f" +-{case.tolerance:g}" if case.tolerance else ""),
                 "at least": "or more", "shown": "not asserted"}[case.rule]
    stated = "; ".join(f"{value:.{max(digits, 5)}g}" for value in case.published)
    return Row(case.id, case.title, case.what, _text(case.names, values, digits), stated, tolerance, case.unit,
               verdict, case.source, case.source_kind, case.status, case.note, values)


def report(rows, path):
    """
    Write the table as JSON, whole or not at all.

    Parameters
    ----------
    rows : sequence of Row
        What `validate` returned.
    path : str or Path
        File to write.

    Raises
    ------
    SundalinkError
        If it cannot be written.
    """
    path = Path(path)
    aside = path.parent / f".{path.name}.{os.getpid()}"
    table = [{**r._asdict(), "values": [_plain(v) for v in r.values]} for r in rows]
    text = json.dumps(table, indent=1, ensure_ascii=False, allow_nan=False)
    try:
        aside.write_text(text + "\n", encoding="utf-8")
        os.replace(aside, path)
    except OSError as fault:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise SundalinkError(f"{path}: cannot be written ({fault.strerror})") from None


def _plain(value):
    """Return a value as JSON knows it, which has no NaN."""
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value if np.isfinite(value) else None


def _kept(case, value, target):
    """Return whether a value meets the case's rule; what is not a number never does."""
    low, high = value if isinstance(value, tuple) else (value, value)
    if case.rule == "contained":
        return low - case.tolerance <= target <= high + case.tolerance
    if case.rule == "at least":
        return low >= target
    allowed = case.tolerance * (abs(target) if case.rule == "relative" else 1.0)
    return case.rule == "shown" or max(abs(low - target), abs(high - target)) <= allowed


def _text(names, values, digits):
    """Return values as they are printed, with their names where there are several."""
    shown = [" to ".join(f"{v:.{digits}g}" for v in value) if isinstance(value, tuple) else f"{value:.{digits}g}"
             for value in values]
    return "; ".join(f"{name} {text}" for name, text in zip(names, shown, strict=True)) if len(names) > 1 else shown[0]


def link_loss(*, load=None, load_range=None, **built):
    """Return the loss of a link over the energy put in, stations at rest included, at each load or over a range."""
    full = _link(**built)[-1]
    shares = np.linspace(*load_range, RANGE) if load is None else np.array(load)
    received = shares * built["rating_mw"]
    put_in = linking.inverse(full, received) + full.no_load_sending
    loss = 1.0 - (received - full.no_load_receiving) / put_in
    return [(loss.min(), loss.max())] if load is None else loss


def refused_temperature(**built):
    """Return how hot the conductor of a refused link would be; NaN for a link that is not refused. [degC]"""
    try:
        _link(**built)
    except SundalinkError as refusal:
        if "temperature" not in str(refusal):
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
    found = [library.cable(key) for key in cables]
    return [float(resistance(c.resistance20, temperature_degc, c.material)) for c in found]


def ampacity(*, cables, ambient_degc, soil_k_m_per_w, burial_m):
    """Return the current that brings a shipped cable, buried alone, to its limit. [kA]"""
    bed = (thermal.Segment("bed", 1.0, ambient_degc, soil_k_m_per_w, burial_m, 0.0),)
    return [thermal.ampacity(library.cable(key), bed, laid=1)[0] for key in cables]


def hvac_reach(*, voltage_kv, capacitance_uf_per_km, rating_ka, frequency_hz, compensation):
    """Return where charging current fills a cable: the range of the export cable's and the link's own check. [km]"""
    ends = {"one": 1, "both": 2}[compensation]
    found = (charging_limit(voltage_kv, rating_ka, capacitance_uf_per_km, frequency_hz, compensation),
             float(hvac.reach(rating_ka, voltage_kv, capacitance_uf_per_km, frequency_hz, ends)))
    return [(min(found), max(found)) if max(found) - min(found) > 1e-9 * max(found) else found[0]]


def wake_aep(*, model, x_m, y_m, direction_deg, frequency, speed_m_per_s, rating_mw, diameter_m, hub_height_m,
             cut_in_m_per_s, rated_m_per_s, cut_out_m_per_s, thrust, hours):
    """Return the yearly energy of a farm of turbines with a cubic rise of power, in wind of one speed. [MWh]"""
    # Straight lines 2 mm/s long follow the cubic rise to 1e-7 of the rating.
    rise = np.linspace(cut_in_m_per_s, rated_m_per_s, 1 + round((rated_m_per_s - cut_in_m_per_s) / 0.002))
    power = rating_mw * ((rise - rise[0]) / (rise[-1] - rise[0])) ** 3
    machine = Turbine("case", rating_mw, diameter_m, hub_height_m, np.append(rise, cut_out_m_per_s),
                      np.append(power, rating_mw), np.full(rise.size + 1, thrust), cut_in_m_per_s, cut_out_m_per_s, "")
    layout = Layout(np.array(x_m), np.array(y_m), np.nan)
    share = _known("wake model", wake.MODELS, model)(layout, machine, [speed_m_per_s], direction_deg)[:, 0]
    free = float(power_curve.power(speed_m_per_s, power_curve.STANDARD_DENSITY, machine))
    return [hours * len(x_m) * free * float(share @ np.array(frequency))]


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
    euro = library.usd2025(1.0, "EUR", price_year)
    found = []
    for place, pair in enumerate(stations):
        parts = [cost.converters(rating_mw, capex=library.cost("costs", pair))]
        if cables:
            parts.append(cost.cable(rating_mw, length_km, capex=library.cost("costs", cables[place])))
        found.append(sum(part.capex for part in parts) / euro / 1e9)
    return found


def outage_share(*, length_km, configuration, years, least_h, lives, seed):
    """Return the 90 % band of the share of a life that a link stands still for some hours or more at a time."""
    found, dt = [], 1.0
    for length, name, life in zip(length_km, configuration, years, strict=True):
        joined = _known("configuration", joining.MODELS, name)()
        shares = []
        for stream in np.random.default_rng(seed).spawn(lives):
            still = outage.poisson(stream, life, dt, length, joined.poles, joined.joined).ravel() == 0
            edges = np.flatnonzero(np.diff(np.concatenate([[False], still, [False]])))
            spells = (edges[1::2] - edges[::2]) * dt
            shares.append(spells[spells >= least_h].sum() / (still.size * dt))
        found.append(tuple(np.percentile(shares, [5.0, 95.0])))
    return found


def _link(*, rating_mw, voltage_kv, configuration, station, length_km, cables, ambient_degc, soil_k_m_per_w, burial_m,
          spacing_m, limit=None):
    """Return the curves of a link from the words of a case."""
    kinds = [library.cable(key) for key in cables]
    kinds = kinds if limit is None else [kind._replace(temperature_limit=limit) for kind in kinds]
    segments = tuple(thermal.Segment(kind.key, length, ambient_degc, soil_k_m_per_w, burial_m, spacing, kind)
                     for kind, length, spacing in zip(kinds, length_km, spacing_m, strict=True))
    joined = _known("configuration", joining.MODELS, configuration)()
    losses = _known("station", converter.MODELS, station)
    return linking.transfers(rating_mw, voltage_kv, sum(length_km), kinds[0], segments, losses, losses, joined,
                             laid=joined.cables)


def _known(name, table, key):
    """Return what a table holds under a key, or refuse."""
    if key not in table:
        raise say(name, key, "-", f"must be one of {', '.join(table)}")
    return table[key]


CHECKS = {
    "ampacity": ampacity,
    "cable_resistance": cable_resistance,
    "converter_loss": converter_loss,
    "hvac_reach": hvac_reach,
    "link_cost": link_cost,
    "link_loss": link_loss,
    "outage_share": outage_share,
    "refused_temperature": refused_temperature,
    "turbine_aep": turbine_aep,
    "wake_aep": wake_aep,
}
