"""Sentences about the site: farm, sun, cyclones, turbines out of service."""

from __future__ import annotations

from calendar import month_name
from typing import TYPE_CHECKING

import numpy as np

from sim import clock
from sim.case import cyclones, resource
from sim.resource import extreme_wind
from sim.units import HOURS_PER_YEAR, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.chain import Case
    from sim.results.summary_values import SummaryValues


def farm(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on an installed capacity that differs from the one requested."""
    wanted = case.scenario.farm.capacity_mw
    if abs(case.farm.capacity - wanted) > 1e-6:
        yield f"Built: {case.farm.count} turbines, installed {case.farm.capacity:,.0f} MW (requested {wanted:,.0f} MW)."


def solar(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on a solar plant at the hub."""
    hub, s = case.hub, case.scenario
    if hub.solar_power:
        clipped = float(hub.clipped.sum() / max(hub.solar.sum(), 1e-9))
        factor = float(hub.solar.mean()) / (s.solar.capacity_mw * HOURS_PER_YEAR)
        yield (f"Solar, {s.solar.capacity_mw:,.0f} MW: {hub.solar_label}; capacity factor {factor:.3f}; "
               f"the shared connection curtails {percent(clipped, 1)} of it. The uncertainty of the irradiance is not "
               "included in P75 and P90.")


def storms(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on tropical cyclones, extreme winds and the class of the turbine."""
    s, turbine = case.scenario, case.farm.turbine
    extremes = cyclones.extremes(s, case.wind, turbine.hub_height)
    if extremes is None or case.wind.storms is None:
        return
    ten, fifty, hundred = extremes.speed
    reference = s.resource.cyclone.turbine.reference_m_per_s
    verdict = ("no IEC class covers it" if extremes.iec == "S" else f"IEC class {extremes.iec} covers it")
    above = f"; above the assumed design wind of the turbine, {reference:g} m/s" if fifty > reference else ""
    count, years = case.wind.storms.peak.size, case.wind.speed.shape[0]
    yield (f"Tropical cyclones ({extremes.label}): {count} passage{'s' * (count != 1)} within 200 km in {years} "
           f"weather years. Ten-minute mean wind at hub height for return periods of 10, 50 and 100 years: {ten:.0f}, "
           f"{fifty:.0f} and {hundred:.0f} m/s (gusts {extreme_wind.GUST * ten:.0f}, {extreme_wind.GUST * fifty:.0f}, "
           f"{extreme_wind.GUST * hundred:.0f}); {verdict}{above}. Intensities, fragility and repair are assumed.")


def service(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on when turbines are out of service, where a model has it."""
    if case.scenario.farm.availability.model == "constant":
        return
    out, dt = 1.0 - case.hub.in_service, case.scenario.time.period_h
    months = clock.month(dt)
    each = np.array([out[:, months == month].mean() for month in range(12)])
    worst, best = int(each.argmax()), int(each.argmin())
    yield (f"Turbines out of service wait for weather: {percent(out.mean(), 1)} of them on average, "
           f"{percent(each[worst], 1)} in {month_name[worst + 1]}, {percent(each[best], 1)} in "
           f"{month_name[best + 1]}; times between failures and repair times are assumed.")


def turbine(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on what is assumed or left out of the turbine's curve."""
    machine = resource.turbine(case.scenario)
    source, apart, rest = machine.label.partition("; ")
    if apart:
        yield f"The turbine {machine.name} is from {source}; {rest}."


def evidence(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence where no measured wind supports the result."""
    if figures["evidence"] == "screening":
        drawn = case.scenario.resource.source == "synthetic"
        origin = "the wind is synthetic, drawn from monthly climatology" if drawn else f"the wind is {case.wind.label}"
        yield f"Screening only: {origin}; no measured wind supports this result."
