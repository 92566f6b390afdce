"""The ledger of credits under Article 6 of the Paris Agreement: only energy used in Vietnam earns them."""

from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Count, Fraction, NonNegative, check_balance, check_finite, refusal

Years = Annotated[int, Ge(0), Le(20)]
Since = Annotated[int, Ge(0), Le(2100)]
Year = Annotated[int, Ge(2020), Le(2100)]
Price = Annotated[float, Ge(0), Le(2000)]
Method = Literal["acm0002", "ams_i_d", "stated"]
"""Keys of sim/data/credit_methods.csv."""
LARGEST = {"ams_i_d": 15.0}
"""Largest farm that a method is for, by the rules for small-scale projects (not checked in their text). [MW]"""


class CreditLedger(NamedTuple):
    """Tonnes and money of each year, shape (..., year); authorised = proceeds + cancelled + transferred + retained."""

    authorised: np.ndarray   # mitigation outcomes of the year [tCO2]
    proceeds: np.ndarray     # share of proceeds, for adaptation in the host country [tCO2]
    cancelled: np.ndarray    # for overall mitigation of global emissions [tCO2]
    transferred: np.ndarray  # sold to Singapore (ITMOs) [tCO2]
    retained: np.ndarray     # kept in the host country above the cap on transfers, not adjusted for [tCO2]
    adjustment: np.ndarray   # what Vietnam adds to its own reported emissions [tCO2]
    fee: np.ndarray          # paid to the host country [USD]
    revenue: np.ndarray      # of the sale, less the fee [USD]


def article6(local, year, first_year=2034, baseline=None, *, method: Method = "acm0002", listed: bool = True,
             authorised_from: Since = 0, authorised_share: Fraction = 1.0, factor: NonNegative = 0.66,
             decline: Fraction = 0.0, price: NonNegative = 25.0, share_of_proceeds: Fraction = 0.05,
             cancellation: Fraction = 0.02, host_fee: NonNegative = 5.0, crediting_years: NonNegative = 15.0,
             last_vintage: Count = 2050, transfer_cap: Fraction = 0.90,
             trigger: Literal["first_transfer", "use"] = "first_transfer", use_after: Years = 0,
             price_growth: Fraction = 0.0, price_years: tuple[Year, ...] = (), price_path: tuple[Price, ...] = ()):
    """
    Credits of the energy that displaces Vietnam's own generation.

    Parameters
    ----------
    local : array, shape (..., year)
        Energy used in Vietnam; energy delivered to Singapore must not be in it, see `check_one_ledger`. [MWh]
    year : array of int, shape (year,)
        Calendar year.
    first_year : int
        Calendar year in which crediting begins: the first of operation.
    baseline : array, shape (year,), optional
        Grid emission factor of Vietnam by the margin of the method, for every method but ``stated``. [tCO2/MWh]
    method : str
        Method by which credits are counted (sim/data/credit_methods.csv): ``acm0002`` takes the combined margin of
        Vietnam's grid along the shipped path, ``stated`` the factor below. [-]
    listed : bool
        Whether both countries have put the method on the list for Vietnam; no list was published by November 2025, and
        without one nothing is credited (assumed: listed before operation). [-]
    authorised_from : int
        First calendar year of reductions that a letter of authorisation covers; 0 for the first of operation
        (assumed). [-]
    authorised_share : float
        Share of the reductions that it covers; the remainder stays in Vietnam without adjustment (assumed). [fraction]
    factor : float
        Grid emission factor of Vietnam in the first year of crediting, for the method ``stated``. [tCO2/MWh]
    decline : float
        Yearly fall of that factor. [fraction]
    price : float
        Real price of a tonne transferred. [USD/tCO2]
    share_of_proceeds : float
        Share of the authorised tonnes given to adaptation. [fraction]
    cancellation : float
        Share of the authorised tonnes cancelled for overall mitigation. [fraction]
    host_fee : float
        Fee to Vietnam for each tonne transferred. [USD/tCO2]
    crediting_years : float
        Length of all crediting periods together. [yr]
    last_vintage : int
        Last calendar year whose reductions the buyer accepts. [-]
    transfer_cap : float
        Largest share of the authorised tonnes that may be transferred from the host country: 0.90 for a priority
        activity such as offshore wind; 1 for no cap. [fraction]
    trigger : str
        When the host country makes its corresponding adjustment: at first transfer, or when the tonne is used. [-]
    use_after : int
        Years from the transfer to the use. [yr]
    price_growth : float
        Real yearly rise of the price. [fraction]
    price_years : sequence of int
        Calendar years of a price path, which replaces price and rise (assumed: none). [-]
    price_path : sequence of float
        Real price in each of these years; straight lines between them, level before and after. [USD/tCO2]

    Returns
    -------
    ledger : CreditLedger

    Raises
    ------
    SundalinkError
        If energy is negative, shares exceed the whole, or a price path is not one.

    References
    ----------
    .. [1] Singapore-Vietnam Implementation Agreement under Article 6, 16 September 2025: 5 % to adaptation,
       2 % cancelled at first issuance; the host adds what is transferred to its reported emissions.
    .. [2] UNFCCC Decision 3/CMA.3, annex, paragraph 31(f): five years renewable twice (the default, 15 years
       in all), or ten years. It binds the mechanism of Article 6.4 and is taken as the model here.
    .. [3] Singapore's offset rules of 2023 take reductions of 2021 to 2030 only. A later rule is assumed:
       with ``last_vintage = 2030`` a project of 2034 earns nothing.
    .. [4] Decree 112/2026/ND-CP of Vietnam (1 April 2026, in force 19 May 2026): at most 90 % of the results of a
       priority activity leave the country. The trigger is declared with the authorisation (Decision 2/CMA.3).
    .. [5] Assumed: price (10 to 60; Singapore paid 35.1 SGD/t in 2025), host fee (0 to 10). Vietnam's official grid
       factor for 2023 is 0.6592; its plan of 2023 has about 0.41 in 2030 and 0.02 in 2050.
    """
    year, local = np.asarray(year), np.asarray(local, dtype=float)
    check_finite("energy used in Vietnam", local, "MWh")
    if (local < 0).any():
        raise refusal("energy used in Vietnam", float(local.min()), "MWh", "must not be negative")
    if share_of_proceeds + cancellation > 1:
        raise refusal("share of proceeds + cancellation", share_of_proceeds + cancellation, "fraction",
                  "must not exceed 1")
    since = year - first_year
    check_path(price_years, price_path)
    if method != "stated" and baseline is None:
        raise refusal("baseline of the credits", "none", "tCO2/MWh", f"must be given for the method {method!r}")
    credited = (since >= 0) & (since < crediting_years) & (year <= last_vintage) & (year >= authorised_from) & listed
    grid = factor * (1.0 - decline) ** np.maximum(since, 0) if method == "stated" else np.asarray(baseline)
    authorised = authorised_share * local * np.where(credited, grid, 0.0)
    proceeds, cancelled = authorised * share_of_proceeds, authorised * cancellation
    free = authorised - proceeds - cancelled
    transferred = np.minimum(free, transfer_cap * authorised)
    retained, fee = free - transferred, transferred * host_fee
    adjusted = authorised - retained
    if trigger == "use" and use_after:
        adjusted = np.concatenate([np.zeros_like(adjusted[..., :use_after]), adjusted[..., :-use_after]], axis=-1)
    each = (np.interp(year, price_years, price_path) if price_years
            else price * (1.0 + price_growth) ** np.maximum(since, 0))
    paid = transferred * each
    return CreditLedger(authorised, proceeds, cancelled, transferred, retained, adjusted, fee, paid - fee)


def check_path(years, prices):
    """
    Refuse a price path that is none.

    Parameters
    ----------
    years : sequence of int
        Calendar years.
    prices : sequence of float
        One for each. [USD/tCO2]

    Raises
    ------
    SundalinkError
        If years are not in order, or have no price each.
    """
    if len(years) != len(prices):
        raise refusal("price_path", f"{len(prices)} prices", "", f"must have one for each of the {len(years)} years of "
                      "price_years")
    if any(later <= sooner for sooner, later in pairwise(years)):
        raise refusal("price_years", ", ".join(map(str, years)), "", "must rise from one to the next")


def check_one_ledger(sold, delivered, local, loss=0.0):
    """
    Refuse energy that would be counted both in Singapore's inventory and for credits of Vietnam.

    Parameters
    ----------
    sold : array, shape (..., year)
        All energy that left the hub for a buyer, measured there. [MWh]
    delivered : array, shape (..., year)
        Energy at the Singapore meter, which lowers Singapore's inventory. [MWh]
    local : array, shape (..., year)
        Energy used in Vietnam, which may earn credits. [MWh]
    loss : array, shape (..., year)
        Energy lost between hub and Singapore meter, if known: then the three must add up to ``sold``. [MWh]

    Returns
    -------
    lost : array, shape (..., year)
        ``sold - delivered - local``: counted in neither ledger. [MWh]

    Raises
    ------
    SundalinkError
        If an energy is negative, or delivered and local exceed what was sold: some MWh stands in both
        ledgers.
    """
    sold, delivered, local = (np.asarray(x, dtype=float) for x in (sold, delivered, local))
    for name, values in (("sold", sold), ("delivered", delivered), ("local", local)):
        check_finite(f"energy {name}", values, "MWh")
        if (values < 0).any():
            raise refusal(f"energy {name}", float(values.min()), "MWh", "must not be negative")
    lost = sold - delivered - local
    twice = -lost - 1e-9 * np.maximum(sold, 1.0)
    if (twice > 0).any():
        raise refusal("energy in both carbon ledgers", float(-lost.min()), "MWh",
                  "delivered + local must not exceed what was sold: one MWh feeds only one ledger")
    if np.any(loss):
        scale = max(float(sold.max(initial=0.0)), 1.0)
        check_balance("the carbon ledgers", sold, delivered + local + loss, scale)
    return np.maximum(lost, 0.0)


MODELS = {"article6": article6}
