"""Built and planned links as modelled, beside published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.cost_outturns import SOURCES, costs, vintage
from sim.analysis.outage_statistics import built_layout, outage_share
from sim.errors import SundalinkError
from sim.inputs import built_links, cable_data, sourced_table
from sim.link import configuration, converter, overhead_line, thermal, transfer_curve
from sim.records import Segment
from sim.reliability import outage
from sim.reliability.records import HistorySample
from sim.route import metrics
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from sim.inputs.built_links import BuiltLink
    from sim.link.configuration import Configuration
    from sim.link.transfer_curve import Transfer


BED = {"ambient": 12.0, "soil": 0.7, "burial": 1.0, "spacing": 5.0}
"""Bed of a link in European or Australian waters: 12 degC, 0.7 K.m/W, buried by 1 m, cables 5 m apart (assumed)."""

USED = 0.9
"""Share of the conductor's limit of current that a link is taken to use: the least section that leaves a tenth
(assumed; the sections of most links are not published)."""

CONFIGURATIONS = (("symmetric", "symmetric_monopole"), ("monopole, two cables", "symmetric_monopole"),
                  ("monopole, metallic", "monopole_metallic_return"), ("monopole, sea", "monopole_sea_return"),
                  ("two", "two_monopoles"), ("bipole, sea", "bipole_sea_return"), ("bipole", "rigid_bipole"))
"""Words of the table of links, the first that fits, and the configuration taken for them. A monopole with two cables
has both at the voltage of the pole; a metallic return is taken to have the resistance of the pole's cable (assumed)
where its section is not published."""

STATIONS = {"LCC": "lcc", "VSC": "quadratic"}
"""Model of the stations of a technology; those of two levels, before 2010, lose more than the model of today's."""

LIFE = 30
"""Years over which faults of a link are counted (assumed). [yr]"""

RECORDED = {"BritNed": "britned", "Nemo Link": "nemo"}
"""Links in the table of outages on record; IFA is not among the links."""

LONGEST, LIVES, LEAST = 1200.0, 400, 12.0
"""Longest link whose loss is computed by one cable type all along [km]; lives drawn for a band; least outage that the
record counts [h]."""


def references() -> list[dict[str, str | float]]:
    """
    Return built and planned links, published and modelled.

    Returns
    -------
    rows : list of dict
        By the columns of `sim.studies.route_comparison.COLUMNS`. Residuals are model less published, or over it less
        one. The model takes the least section of the link's insulation and voltage that carries its power in an assumed
        bed, and a published overhead part as a line of the default conductors; its loss is that at full load. Its
        faults are cables to repair, counted by pole as those of the candidates are, of a route that lies to a quarter
        in shallow water and passes no strait.
    """
    return [_row(link) for link in built_links.reference_links().itertuples()]


def _row(link: BuiltLink) -> dict[str, str | float]:
    """Return the row of a link: published figures, and those of the model beside them."""
    capex, era = link.capex_usd2025_million, vintage(link)
    made, section = _loss(link)
    by_vintage = costs(link)
    own = by_vintage.get(era, np.nan)
    published, low, high = _outages(link)
    return {
        "name": link.name, "kind": "reference", "description": f"{link.technology} {link.config}, {link.state}",
        "length_km": link.length_km, "max_depth_m": link.max_depth_m, "voltage_kv": link.voltage_kv,
        "configuration": _configuration(link), "section_mm2": section,
        "section_basis": "published" if link.section_mm2 > 0 else "chosen" if section > 0 else "",
        "power_mw": link.power_mw, "published_loss": link.loss_fraction, "model_loss": made,
        "loss_residual": made - link.loss_fraction, "capex_usd_million": capex,
        "used_for_cost_levels": link.Index in SOURCES,
        "cable_capex_usd_per_mw_km": (metrics.per_km(capex * 1e6, link.length_km, link.power_mw)
                                      if link.capex_scope == "cable" and capex > 0 else np.nan),
        **{f"link_capex_{key}_usd_million": value for key, value in by_vintage.items()},
        "model_vintage": era if own == own else "", "model_capex_usd_million": own,
        "capex_residual": own / capex - 1.0 if capex > 0 else np.nan,
        "cable_repairs_per_year": _faults(link), "published_outage_h_per_year": published,
        "model_outage_low_h_per_year": low, "model_outage_high_h_per_year": high,
        "status": link.state, "error": ""}


def _loss(link: BuiltLink) -> tuple[float, float]:
    """Return the share of the power that a link loses at full load, no-load loss included, and the section that it is
    of [mm2]; NaN where none fits."""
    full, section = full_curve(link)
    return (np.nan, np.nan) if full is None else (loss(full), section)


def full_curve(link: BuiltLink) -> tuple[Transfer | None, float]:
    """
    Return the curve of a built link with all its poles.

    Parameters
    ----------
    link : BuiltLink
        Row of `sim.inputs.built_links.reference_links`.

    Returns
    -------
    curve : Transfer or None
        Of the published section, or of the least one that carries the power; None where none fits.
    section : float
        Of its conductors. [mm2]
    """
    kind = link.insulation if str(link.insulation).startswith("MI") else "XLPE"
    if link.length_km > LONGEST or link.technology not in STATIONS:
        return None, np.nan
    bed = (Segment("sea", link.length_km - link.overhead_km, BED["ambient"], BED["soil"], BED["burial"],
                   BED["spacing"]), *overhead_line.segments(False, length_to=link.overhead_km))
    joined, station = _joined(link), converter.MODELS[STATIONS[link.technology]]
    try:
        classed = cable_data.between(kind, link.material, link.voltage_kv,
                                     link.section_mm2 if link.section_mm2 > 0 else None)
    except SundalinkError:
        return None, np.nan
    for cable in classed:
        try:
            full = transfer_curve.transfers(link.power_mw, link.voltage_kv, link.length_km, cable, bed, station,
                                            station, joined, enforce=not link.section_mm2 > 0)
        except SundalinkError:
            continue
        if link.section_mm2 > 0 or full[-1].current <= USED * thermal.ampacity(cable, bed)[0]:
            return full[-1], cable.section
    return None, np.nan


def loss(full: Transfer) -> float:
    """Return the share of what goes in that a link loses at full load, its no-load loss included."""
    resting = full.no_load_sending + full.no_load_receiving
    return float((full.sent[-1] - full.received[-1] + resting) / (full.sent[-1] + resting))


def _configuration(link: BuiltLink) -> str:
    """Return the configuration that stands for the words of the table."""
    return next(name for word, name in CONFIGURATIONS if word in link.config)


def _joined(link: BuiltLink) -> Configuration:
    """Return the configuration of a built link, with the resistance of a return of a published section."""
    model = configuration.MODELS[_configuration(link)]
    known: dict[str, float | str] = {}
    if link.return_section_mm2 > 0:
        known["return_resistance"] = link.section_mm2 / link.return_section_mm2
    if model is configuration.two_monopoles and "metallic" in link.config:
        known["each"] = "metallic_return"
    return model(**known)


def _faults(link: BuiltLink) -> float:
    """Return cables to repair, counted by pole, as the model of outages has them for the candidates. [1/yr]"""
    joined = _joined(link)
    found = outage.segments(np.random.default_rng(1), HistorySample(LIVES, LIFE, ring=False),
                            built_layout(link.length_km - link.overhead_km, joined))
    return float((found.kind == 0).sum()) / (LIVES * LIFE)


def _outages(link: BuiltLink) -> tuple[float, ...]:
    """Return the hours a year that a link stood still as published, and the 90 % band of the model; NaN if unknown."""
    key = RECORDED.get(link.name)
    if key is None:
        return (float("nan"),) * 3
    rows = sourced_table.rows("outages")
    years = rows[f"{key}_years"].value
    (low, high), = outage_share(length_km=[link.length_km], configuration=[_configuration(link)], years=[round(years)],
                                new=[True], least_h=LEAST, lives=LIVES, seed=1)
    return (rows[f"{key}_rate"].value * rows[f"{key}_mean"].value, low * HOURS_PER_YEAR, high * HOURS_PER_YEAR)
