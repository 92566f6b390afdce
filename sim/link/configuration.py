"""Configuration of poles, cables and return of a link: the circuits of each state of its poles."""

from typing import Annotated, Literal, NamedTuple

from annotated_types import Gt, Le


class Circuit(NamedTuple):
    """The DC loop of one state of the poles, with all its poles of one type."""

    name: str
    """What the state is called."""
    poles: int
    """Poles at work."""
    share: float
    """Rated power against that of the whole link. [-]"""
    voltages: float
    """Pole voltages in the loop. [-]"""
    conductors: float
    """Resistances in the loop, counted in pole cables. [-]"""


class Configuration(NamedTuple):
    """How poles, cables and return are joined."""

    circuits: tuple[Circuit, ...]
    """From the first state that carries power to the full one; `Circuit` each."""
    poles: int
    """Poles that can fail one by one."""
    joined: bool
    """Whether a fault of one cable takes the whole link."""
    cables: int
    """Cables to be bought and laid, the return included."""
    returns: float = 0.0
    """Resistance of a metallic return against that of a pole's cable; 0 if there is none. [-]"""
    routes: int = 1
    """Routes that the cables are shared out to."""
    corridor: str = "shared"
    """Whether these lie side by side, so that a fault may take cables of both (``shared``), or so far apart that none
    does (``separate``)."""


def symmetric_monopole():
    """
    Two cables at plus and minus the voltage between one pair of stations: all or nothing.

    Returns
    -------
    configuration : Configuration
        One state that carries power.

    References
    ----------
    .. [1] CIGRE TB 492 (2012), Voltage source converter HVDC for power transmission: names of configurations.
    """
    return Configuration((Circuit("full", 1, 1.0, 2.0, 2.0),), poles=1, joined=True, cables=2)


def monopole_metallic_return(*, return_resistance: Annotated[float, Gt(0), Le(10)] = 1.0):
    """
    One cable at the voltage of the pole and a low-voltage return: all or nothing.

    Parameters
    ----------
    return_resistance : float
        Resistance of the return over that of the pole's cable; 1 (the same conductor) is assumed. [-]

    Returns
    -------
    configuration : Configuration
        One state that carries power; a fault of either cable takes it.

    References
    ----------
    .. [1] CIGRE TB 492 (2012), Voltage source converter HVDC for power transmission: names of configurations.
    """
    return Configuration((Circuit("full", 1, 1.0, 1.0, 1.0 + return_resistance),), poles=1, joined=True, cables=2,
                         returns=return_resistance)


def monopole_sea_return():
    """
    One cable at the voltage of the pole, electrodes and the sea as return: all or nothing.

    Returns
    -------
    configuration : Configuration
        One state that carries power, with one cable. Resistance, faults and cost of the electrodes are left out.

    References
    ----------
    .. [1] CIGRE TB 492 (2012), Voltage source converter HVDC for power transmission: names of configurations.
    """
    return Configuration((Circuit("full", 1, 1.0, 1.0, 1.0),), poles=1, joined=True, cables=1)


def bipole_metallic_return(*, return_resistance: Annotated[float, Gt(0), Le(10)] = 1.0):
    """
    Two poles and a metallic return, a third cable at low voltage: with one pole out the other keeps its half of the
    power.

    Parameters
    ----------
    return_resistance : float
        Resistance of the return over that of a pole's cable; 1 (the same conductor) is assumed. [-]

    Returns
    -------
    configuration : Configuration
        One pole, then the full bipole.

    References
    ----------
    .. [1] CIGRE TB 492 (2012), Voltage source converter HVDC for power transmission: names of configurations.
    """
    return Configuration((Circuit("one pole", 1, 0.5, 1.0, 1.0 + return_resistance),
                          Circuit("full", 2, 1.0, 2.0, 2.0)), poles=2, joined=False, cables=3,
                         returns=return_resistance)


def rigid_bipole():
    """
    Two poles and no return of their own: a station's fault leaves half, a cable's fault nothing.

    With one pole's station out, its cable serves as return.

    Returns
    -------
    configuration : Configuration
        One pole, then the full bipole; ``joined`` says that a cable's fault takes both.

    References
    ----------
    .. [1] CIGRE TB 492 (2012), Voltage source converter HVDC for power transmission: names of configurations.
    """
    return Configuration((Circuit("one pole", 1, 0.5, 1.0, 2.0), Circuit("full", 2, 1.0, 2.0, 2.0)),
                         poles=2, joined=True, cables=2)


def bipole_sea_return():
    """
    Two poles, electrodes and the sea as return: with one pole out, cable or station, the other keeps its half.

    Returns
    -------
    configuration : Configuration
        One pole, then the full bipole, with two cables. Resistance, faults and cost of the electrodes are left out.

    References
    ----------
    .. [1] CIGRE TB 492 (2012), Voltage source converter HVDC for power transmission: names of configurations.
    """
    return Configuration((Circuit("one pole", 1, 0.5, 1.0, 1.0), Circuit("full", 2, 1.0, 2.0, 2.0)),
                         poles=2, joined=False, cables=2)


def two_monopoles(*, each: Literal["symmetric", "metallic_return"] = "symmetric",
                  return_resistance: Annotated[float, Gt(0), Le(10)] = 1.0,
                  corridor: Literal["shared", "separate"] = "shared"):
    """
    Two monopoles of half the power each: a fault of one leaves half.

    Parameters
    ----------
    each : str
        Whether each has its two cables at plus and minus the voltage (``symmetric``), or one at the voltage and a
        low-voltage return, as Moyle's have (``metallic_return``), whose current is twice as large. [-]
    return_resistance : float
        Resistance of a metallic return against that of the pole's cable; 1 (the same conductor) is assumed. [-]
    corridor : str
        Whether their routes are adjacent, at the distance of neighbouring cables, so that an external fault may damage
        both (``shared``, assumed as for Moyle), or so far apart that none does (``separate``). [-]

    Returns
    -------
    configuration : Configuration
        One monopole, then both; each "pole" is a monopole of two cables.

    References
    ----------
    .. [1] CIGRE TB 492 (2012), Voltage source converter HVDC for power transmission: names of configurations.
    """
    returns = return_resistance if each == "metallic_return" else 0.0
    voltages, conductors = (1.0, 1.0 + returns) if returns > 0 else (2.0, 2.0)
    return Configuration((Circuit("one monopole", 1, 0.5, voltages, conductors),
                          Circuit("full", 2, 1.0, 2.0 * voltages, 2.0 * conductors)), poles=2,
                         joined=False, cables=4, returns=returns, routes=2, corridor=corridor)


MODELS = {"symmetric_monopole": symmetric_monopole, "monopole_metallic_return": monopole_metallic_return,
          "monopole_sea_return": monopole_sea_return, "bipole_metallic_return": bipole_metallic_return,
          "bipole_sea_return": bipole_sea_return, "rigid_bipole": rigid_bipole, "two_monopoles": two_monopoles}
