"""Claims on each MWh: used once, for an inventory with its certificate, for credits, or for nothing."""

from typing import Literal, NamedTuple

import numpy as np

from sim.checks import Fraction, check_finite, refusal

USES = ("inventory", "itmo", "certificate", "ets")
"""What a MWh may be used for: the inventory of the country that it is delivered to, its certificate to the buyer beside
it; an internationally transferred mitigation outcome; a certificate in Vietnam; an offset in its trading system."""

Use = Literal["inventory", "itmo", "certificate", "ets", "none"]


class Claims(NamedTuple):
    """Energy of each year by where it went and what it is used for, shape (place, use, year)."""

    places: tuple[str, ...]
    energy: np.ndarray   # shape (place, year) [MWh]
    claimed: np.ndarray  # shape (place, use, year) [MWh]
    per_mwh: float       # most claims that any MWh carries [-]


def claims(delivered, local, abroad, curtailed, *, delivered_use: Use = "inventory", local_use: Use = "itmo",
           local_share: Fraction = 1.0, abroad_use: Use = "inventory"):
    """
    Claims on the energy of each year.

    Parameters
    ----------
    delivered, local, abroad, curtailed : array, shape (year,)
        Energy at the Singapore meter, used in Vietnam, sold in a third country, and not taken by anyone. [MWh]
    delivered_use : str
        Claim on energy delivered to Singapore; it earns no credits, because Singapore's inventory falls by itself. [-]
    local_use : str
        Claim on energy used in Vietnam. [-]
    local_share : float
        Share of that energy that is claimed. [fraction]
    abroad_use : str
        Claim on energy sold in a third country. [-]

    Returns
    -------
    claims : Claims
        With at most one claim on any MWh.

    Raises
    ------
    SundalinkError
        If a MWh would be claimed twice, or delivered energy be used for credits.

    References
    ----------
    .. [1] Singapore-Vietnam Implementation Agreement under Article 6 (16 September 2025): corresponding adjustments;
       SS 673:2021 on renewable energy certificates. The rule of one use for each MWh is assumed.
    """
    if delivered_use in ("itmo", "ets"):
        raise refusal("carbon.claims.delivered_use", delivered_use, "", "must be 'inventory', 'certificate' or 'none': "
                      "Singapore's inventory falls by itself, a credit would count it twice")
    places = ("singapore", "vietnam", "abroad", "curtailed")
    energy = np.array(np.broadcast_arrays(delivered, local, abroad, curtailed), dtype=float)
    check_finite("energy claimed", energy, "MWh")
    claimed = np.zeros((len(places), len(USES), energy.shape[1]))
    uses = (delivered_use, local_use, abroad_use, "none")
    for place, (use, share) in enumerate(zip(uses, (1.0, local_share, 1.0, 0.0), strict=True)):
        if use != "none":
            claimed[place, USES.index(use)] = share * energy[place]
    return check_claims(Claims(places, energy, claimed, 0.0))


def check_claims(found):
    """
    Refuse energy that is claimed more than once.

    Parameters
    ----------
    found : Claims
        The claims.

    Returns
    -------
    claims : Claims
        With the most claims that any MWh carries.

    Raises
    ------
    SundalinkError
        If more is claimed of a place in a year than went there.
    """
    total = found.claimed.sum(axis=1)
    over = total - found.energy * (1.0 + 1e-9)
    if (over > 1e-6).any() or (found.claimed < 0).any():
        place, year = np.unravel_index(int(np.argmax(over)), over.shape)
        raise refusal(f"claims on energy in {found.places[place]}", float(total[place, year]), "MWh",
                      f"must not exceed the {found.energy[place, year]:.6g} MWh that went there: one claim for each")
    some = found.energy > 0
    most = float((total[some] / found.energy[some]).max()) if some.any() else 0.0
    return found._replace(per_mwh=most)


def residual_mix(factor, demand, claimed):
    """
    Emission factor of what remains for consumers without certificates.

    Parameters
    ----------
    factor : array, shape (...)
        Average of all energy supplied, the certified energy without emissions among it. [tCO2/MWh]
    demand, claimed : array, shape (...)
        All energy supplied in a year, and the part that others hold certificates of. [MWh]

    Returns
    -------
    factor : array, shape (...)
        All emissions over the energy without certificates; NaN where all of it is claimed. [tCO2/MWh]

    References
    ----------
    .. [1] Residual mix as in the GHG Protocol Scope 2 Guidance; SS 673:2021 on certificates in Singapore.
    """
    factor, demand, claimed = (np.asarray(each, dtype=float) for each in (factor, demand, claimed))
    rest = demand - claimed
    return np.where(rest > 0.0, factor * demand / np.where(rest > 0.0, rest, 1.0), np.nan)


def matched_share(load, delivered):
    """
    Share of a load that is met hour by hour (24/7 score), and over the year.

    Parameters
    ----------
    load : array, shape (..., time)
        The buyer's load. [MW]
    delivered : array, shape (..., time)
        Energy that it is given in each period. [MW]

    Returns
    -------
    hourly, annual, excess : float
        Met in its own period; met if the year counts as a whole, at most all; given beyond the load, over the load.
        [fraction]

    References
    ----------
    .. [1] Hourly carbon-free energy score: sum of min(load, delivered) over the load.
    """
    load, delivered = np.broadcast_arrays(np.asarray(load, dtype=float), np.asarray(delivered, dtype=float))
    met, whole = np.minimum(load, delivered).sum(), max(load.sum(), 1e-9)
    return float(met / whole), float(min(delivered.sum() / whole, 1.0)), float((delivered.sum() - met) / whole)
