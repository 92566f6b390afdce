"""The wake models that know turbulence once more: literal, slow, nothing pruned, the disc averaged by scipy."""

import math

from reference_wake import curve, top_hat
from scipy.stats import ncx2


def niayifar(x, y, turbine, speed, direction, *, turbulence=0.06, disc=True, exponent=0.0325):
    """Return the power of a farm [MW]: deficits of the local speed, summed; the strongest added turbulence."""
    seen, total = [], 0.0
    for east, north in downwind(x, y, direction):
        drop, stirred = 0.0, 0.0
        for (e, n, inflow, ti) in seen:
            far, off = distance(e, n, east, north, direction, turbine.diameter)
            if far <= 0:
                continue
            ct = curve(inflow, turbine, turbine.thrust)
            sigma = (0.3837 * ti + 0.003678) * far + 0.2 * math.sqrt(stream_tube(ct, 0.899))
            drop += inflow * peak(ct, sigma) * share(sigma, off, disc)
            added = 0.73 * (0.5 * (1 - math.sqrt(1 - ct))) ** 0.8325 * turbulence**exponent * far**-0.32
            stirred = max(stirred, added * covered(max(2 * sigma, 0.5), off))
        inflow = max(speed - drop, 0.0)
        seen.append((east, north, inflow, math.hypot(turbulence, stirred)))
        total += curve(inflow, turbine, turbine.power)
    return total


def turbopark(x, y, turbine, speed, direction, *, turbulence=0.06, disc=True, mirror=True, extent=0.0):
    """Return the power of a farm [MW]: squared deficits of the free speed, those of the mirrored turbines too."""
    seen, total = [], 0.0
    for east, north in downwind(x, y, direction):
        squares = 0.0
        for (e, n, inflow) in seen:
            far, off = distance(e, n, east, north, direction, turbine.diameter)
            ct = curve(inflow, turbine, turbine.thrust)
            if far <= 0 or ct == 0:
                continue
            sigma = bracket(far, turbulence, ct) + 0.25 * math.sqrt(min(stream_tube(ct, 1 - 1e-12), 3.0))
            if extent and off >= extent * sigma + 0.5:
                continue
            below = math.hypot(off, 2 * turbine.hub_height / turbine.diameter)
            for place in (off, below) if mirror else (off,):
                squares += (peak(ct, sigma) * share(sigma, place, disc)) ** 2
        inflow = max(speed * (1 - math.sqrt(squares)), 0.0)
        seen.append((east, north, inflow))
        total += curve(inflow, turbine, turbine.power)
    return total


def bracket(far, turbulence, ct, slope=0.04):
    """Return the growth of a TurbOPark wake as its description prints it."""
    alpha, beta = 1.5 * turbulence, 0.8 * turbulence / math.sqrt(ct)
    end = math.sqrt((alpha + beta * far) ** 2 + 1)
    start = math.sqrt(1 + alpha**2)
    ratio = (end + 1) * alpha / ((start + 1) * (alpha + beta * far))
    return slope * turbulence / beta * (end - start - math.log(ratio))


def downwind(x, y, direction):
    """Return the turbines, upwind first."""
    angle = math.radians(direction)
    return sorted(zip(x, y, strict=True), key=lambda p: -p[0] * math.sin(angle) - p[1] * math.cos(angle))


def distance(e, n, east, north, direction, diameter):
    """Return how far a turbine stands down and across the wind from another, in diameters."""
    dx, dy, angle = (east - e) / diameter, (north - n) / diameter, math.radians(direction)
    return (-dx * math.sin(angle) - dy * math.cos(angle), abs(dx * math.cos(angle) - dy * math.sin(angle)))


def stream_tube(ct, limit):
    """Return the area of the stream tube behind a rotor over the rotor's."""
    root = math.sqrt(1 - min(ct, limit))
    return (1 + root) / (2 * root)


def peak(ct, sigma):
    """Return the deficit on a wake's axis."""
    return 1 - math.sqrt(max(1 - ct / (8 * sigma**2), 0.0))


def share(sigma, off, disc):
    """Return the share of the peak that a rotor meets: over its disc a noncentral chi-squared distribution."""
    if not disc:
        return math.exp(-0.5 * (off / sigma) ** 2)
    radius = 0.5 / sigma
    return 2 / radius**2 * float(ncx2.cdf(radius**2, 2, (off / sigma) ** 2))


def covered(radius, off):
    """Return the share of a rotor that a wake of a radius covers: a Jensen wake over its even deficit."""
    return top_hat(1.0, 1.0, off, radius - 0.5, None, None, True) / (0.5 / radius) ** 2
