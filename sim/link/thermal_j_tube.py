"""Thermal resistance of a cable in a J-tube in air, at a platform."""

import numpy as np

DUCT, AIR = (5.2, 1.4, 0.011), (0.21, 3.94, 0.60)
"""U, V, Y of a cable in a metallic conduit; Z, E, g of a single cable in free air: IEC 60287-2-1."""

WALL = 0.02
"""Wall of the tube that a cable rises through to a platform (assumed). [m]"""


def in_tube(cable, segment, inside):
    """
    Return the thermal resistance outside of a cable that hangs in a steel tube in the air.

    Parameters
    ----------
    cable : Cable
        Its outer diameter and its limit of temperature.
    segment : Segment
        Temperature of the air and diameter of the tube.
    inside : float
        Thermal resistance from the conductor to the cable's surface. [K.m/W]

    Returns
    -------
    resistance : float
        From the cable's surface to the air, with the conductor at its limit: that rates the cable. With less heat
        the air carries it off less well, and the cable is some tenths of a kelvin warmer than with this. [K.m/W]

    References
    ----------
    .. [1] IEC 60287-2-1: cable in a metallic conduit (U = 5.2, V = 1.4, Y = 0.011; made for cables up to 100 mm, here
       taken beyond) and a single cylinder in free air (Z = 0.21, E = 3.94, g = 0.60), the tube in the place of the
       cable. No sun and no wind; 20 mm of steel are assumed, and carry heat as if there were none.
    """
    outer = segment.tube + 2 * WALL
    spread = AIR[0] / outer**AIR[2] + AIR[1]
    gap = outside = 0.1
    rise = cable.temperature_limit - segment.ambient
    for _ in range(60):   # closes in by a factor of five or more each time
        heat = max(rise, 1.0) / (inside + gap + outside)
        tube = heat * outside
        gap = DUCT[0] / (1.0 + 0.1 * (DUCT[1] + DUCT[2] * (segment.ambient + tube + 0.5 * heat * gap))
                         * cable.outer_diameter)
        outside = 1.0 / (np.pi * outer * spread * tube**0.25)
    return float(gap + outside)
