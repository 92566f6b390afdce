"""A test turbine, and the wake models once more: literal, slow, in plain Python, with nothing pruned."""

import math

import numpy as np

from sim.farm.power_curve import Turbine

# IEA 15 MW reference turbine, from NREL's turbine-models (BSD-3), at 1 m/s and denser around rated speed.
_SPEED = [2.5, 3, 4, 5, 6, 7, 8, 9, 10, 10.5, 11, 11.5, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 25]
_POWER = [0, 70.0215, 595.0885, 1429.2167, 2656.2643, 4339.2967, 6481.117, 9229.2265, 12661.2533, 14660.6581,
          14994.2663, 14994.1076, 14994.1733, 14994.7626, 14994.7612, 14994.7577, 14994.7853, 14994.8129,
          14994.8268, 14994.8272, 14994.8275, 14995.9816, 14997.6269]
_THRUST = [0, .8197, .8083, .8233, .8349, .8067, .8046, .8039, .8035, .8018, .6073, .5014, .426, .3212, .2511,
           .2014, .1711, .1408, .1175, .1013, .0851, .0658, .0458]
TURBINE = Turbine("iea_15mw", 15.0, 240.0, 150.0, np.array(_SPEED), np.array(_POWER) / 1e3, np.array(_THRUST),
                  3.0, 25.0, "test")


def farm_power(model, x, y, turbine, speed, direction, *, expansion, initial=0.2, constant=0.0, overlap=True,
               linear=False, local=True):
    """Return the power of a farm [MW] at one speed and direction, turbine by turbine."""
    blowing = (-math.sin(math.radians(direction)), -math.cos(math.radians(direction)))
    order = sorted(range(len(x)), key=lambda i: x[i] * blowing[0] + y[i] * blowing[1])
    at = {}
    total = 0.0
    for i in order:
        deficits = []
        for j, inflow in at.items():
            dx, dy = (x[i] - x[j]) / turbine.diameter, (y[i] - y[j]) / turbine.diameter
            far = dx * blowing[0] + dy * blowing[1]
            off = abs(dx * blowing[1] - dy * blowing[0])
            if far > 0:
                ct = curve(inflow, turbine, turbine.thrust)
                shape = model(ct, far, off, expansion, initial, constant, overlap)
                deficits.append(shape * (inflow if local else speed))
        drop = sum(deficits) if linear else math.sqrt(sum(d * d for d in deficits))
        at[i] = max(speed - drop, 0.0)
        total += curve(at[i], turbine, turbine.power)
    return total


def ordered(x, y, diameter, direction):
    """Return whether no two turbines stand so nearly abreast that rounding decides which is upwind."""
    along = np.sort(np.sin(np.deg2rad(direction)) * x + np.cos(np.deg2rad(direction)) * y)
    return bool((np.diff(along) > 1e-9 * diameter).all())


def curve(speed, turbine, values):
    """Return the value at a speed on straight lines, zero outside the table and above cut-out."""
    if speed > turbine.cut_out:
        return 0.0
    for k in range(len(values) - 1):
        if turbine.speed[k] <= speed <= turbine.speed[k + 1]:
            share = (speed - turbine.speed[k]) / (turbine.speed[k + 1] - turbine.speed[k])
            return values[k] + share * (values[k + 1] - values[k])
    return 0.0


def gaussian(ct, far, off, expansion, initial, constant, overlap):
    """Return the relative deficit of a Gaussian wake, lengths in diameters."""
    root = math.sqrt(1 - min(ct, 0.899))
    sigma = expansion * far + initial * math.sqrt((1 + root) / (2 * root)) + constant
    return (1 - math.sqrt(max(1 - ct / (8 * sigma**2), 0.0))) * math.exp(-(off**2) / (2 * sigma**2))


def top_hat(ct, far, off, expansion, initial, constant, overlap):
    """Return the relative deficit of a top-hat wake, by the two sides of the common chord."""
    radius = 0.5 + expansion * far
    deficit = (1 - math.sqrt(1 - min(ct, 1.0))) * (0.5 / radius) ** 2
    if not overlap:
        return deficit * (off < radius)
    if off >= radius + 0.5 or off <= radius - 0.5:
        return deficit * (off <= radius - 0.5)
    # The common chord, seen from the rotor's centre: beyond it the rotor is the narrower of the two circles.
    chord = (0.25 + off**2 - radius**2) / (2 * off)
    area = _below(0.5, 0.5) - _below(0.5, chord) + _below(radius, chord - off) - _below(radius, -radius)
    return deficit * area / (math.pi / 4)


def _below(radius, place):
    """Return the area of a circle between its middle and a line at `place`."""
    place = min(max(place, -radius), radius)
    return place * math.sqrt(radius**2 - place**2) + radius**2 * math.asin(place / radius)
