"""Current of each cable under a power at the hub, and the check of its temperature limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.link import thermal_dynamic

if TYPE_CHECKING:
    from sim.case.route import RouteLine
    from sim.link.configuration import Circuit
    from sim.link.thermal_dynamic import Response
    from sim.link.transfer_curve import Transfer
    from sim.records import Cable
    from sim.scenario.schema import Scenario


def load(s: Scenario, circuit: Circuit, full: Transfer, voltage: float, power: np.ndarray,
         size: float = 1.0) -> np.ndarray:
    """Current in each cable for a power at the hub, stations and rating `size` times as large. [kA]"""
    rating = full.sent[-1] * size
    sent = np.minimum(power, rating)
    model = s.link.sending_station.bind()
    return (sent - model(sent, rating) + model(0.0, rating)) / (circuit.voltages * voltage)


def responses(s: Scenario, route: RouteLine, kind: Cable) -> list[Response]:
    """The response of each segment."""
    return [s.link.heat.bind()(kind, segment) for segment in route.segments]


def check_behind(s: Scenario, route: RouteLine, kind: Cable, full: Transfer, power: np.ndarray) -> float:
    """Refuse a cable that becomes too hot behind a load, by the segment's name; returns its highest temperature."""
    circuit = s.link.configuration.bind()().circuits[-1]
    current = load(s, circuit, full, kind.voltage, power)
    peaks = [thermal_dynamic.temperature(current, kind, segment, s.time.period_h, response_).max()
             for segment, response_ in zip(route.segments, responses(s, route, kind), strict=True)]
    at = int(np.argmax(peaks))
    thermal_dynamic.check_peak(float(peaks[at]), kind, route.segments[at])
    return float(peaks[at])
