"""Companies that own a part of the project and are paid for it: by regulation, availability, cap and floor, tariff."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.checks import refusal
from sim.finance.cash_flow import costs_of
from sim.finance.company_incentive import assessed, cap_factor, paid_in_construction, payment_factor
from sim.finance.cost_owner import FOLLOWS
from sim.finance.cost_schedule import building, renewals
from sim.finance.metrics import irr, npv
from sim.finance.tax import Tax
from sim.units import HOURS_PER_YEAR

SHARED = ("contingency", "development", *FOLLOWS)
"""Components that are shares of all others: each company has its part of them."""

PASSES = 60
"""Most passes around a tax allowance and the tax on it: each leaves a fifth of the error, as the rate is."""


class Company(NamedTuple):
    """A company beside the one that holds the contract; rates are nominal, a year."""

    name: str
    owns: tuple[str, ...]              # names of components
    regime: str                        # regulated, availability, cap_and_floor or wheeling
    rate: float = 0.06                 # allowed return; that of the floor (cost of debt) with one [fraction]
    cap_rate: float = 0.10             # return at the cap (cost of equity) [fraction]
    recovery: int = 25                 # years of operation over which the cost is recovered [yr]
    indexed: bool = True               # payments level in constant money; else the regulated course, falling
    grant: float = 0.0                 # share of the cost of building given in construction [fraction]
    target: float = 0.97               # availability at which it is paid in full [fraction]
    least: float = 0.80                # availability below which the floor is not kept [fraction]
    bonus: float = 0.0                 # more paid at an availability of one [fraction]
    most_lost: float = 1.0             # most of a year's payment that availability takes [fraction]
    assess_years: int = 1              # years that a cap and floor is settled for [yr]
    cap_moves: float = 0.0             # by which availability moves the cap about the target [fraction]
    paid_early: bool = False           # whether consumers pay the allowed return while it is built
    tariff: float = 80.0               # what users pay between cap and floor, or for wheeling, real [USD/MWh]
    excess: float = 1.0                # share of what is above the cap that is given back [fraction]
    basis: str = "pre_tax"             # of the allowed return: pre_tax, vanilla or post_tax
    gearing: float = 0.0               # share of debt that the tax allowance assumes [fraction]
    interest: float = 0.0              # its interest a year, for that allowance [fraction]
    tax: Callable[..., Tax] | None = None   # model of its tax; None: it pays none
    debt: Callable | None = None       # model of its own loans; None: it has none
    take_or_pay: float = 0.0           # share of the booked capacity that is paid for at least, for wheeling [fraction]
    booked: float = 0.0                # that capacity [MW]
    removal_years: int = 1             # over which its cost of removal is saved, its own year the last [yr]
    account_interest: float = 0.0      # a year on the account for it [fraction]


class Allowed(NamedTuple):
    """What a regime allows a company, whatever is delivered; nominal USD, shape (..., year)."""

    floor: np.ndarray       # all that a regulated company is paid; of a cap and floor the floor [USD]
    cap: np.ndarray         # of a cap and floor; else as `floor` [USD]
    tax: np.ndarray         # part of `floor` that is an allowance for tax [USD]
    recover: np.ndarray     # years in which the cost is recovered, bool, shape (year,)
    early: np.ndarray       # return that consumers pay in construction [USD]


class CompanyBooks(NamedTuple):
    """What a company is paid and pays, nominal USD, shape (..., year)."""

    payment: np.ndarray    # by the company that holds the contract [USD]
    top_up: np.ndarray     # by consumers up to the floor; negative what is given back above the cap [USD]
    grant: np.ndarray      # by the state in construction [USD]
    opex: np.ndarray       # fixed cost of operation [USD]
    capex: np.ndarray      # building and renewals [USD]
    removal: np.ndarray    # decommissioning [USD]
    cash_flow: np.ndarray  # all of it, before tax and loans [USD]
    irr: np.ndarray        # shape (...) [fraction]


def split(components, companies):
    """
    Hand components out to the companies that own them.

    Parameters
    ----------
    components : sequence of Component
        Of the whole project.
    companies : sequence of Company
        Beside the one that holds the contract.

    Returns
    -------
    own : tuple of Component
        What stays with the company that holds the contract.
    theirs : tuple of tuple of Component
        Of each other company; with its part of contingency and development cost.

    Raises
    ------
    SundalinkError
        If a component has two owners.
    """
    owners = [name for company in companies for name in company.owns]
    if len(set(owners)) < len(owners):
        raise refusal("owners of components", ", ".join(owners), "", "each component must have one owner")
    total = sum(part.capex for part in components if part.name not in SHARED)
    theirs = []
    for company in companies:
        parts = [part for part in components if part.name in company.owns]
        share = sum((part.capex for part in parts), 0.0) / np.where(np.asarray(total) > 0, total, 1.0)
        theirs.append((*parts, *(_scaled(part, share) for part in components if part.name in SHARED)))
    own = []
    for part in components:
        if part.name in owners:
            continue
        given = [other for parts in theirs for other in parts if other.name == part.name]
        own.append(part._replace(capex=_left(part.capex, sum(other.capex for other in given)),
                                 fixed_opex=_left(part.fixed_opex, sum(other.fixed_opex for other in given)))
                   if part.name in SHARED else part)
    return tuple(own), tuple(theirs)


def _left(whole, given):
    """Return what is left of an amount; nothing where it is a rounding, as when others own all parts."""
    left = whole - given
    return np.where(np.abs(left) > 1e-12 * np.abs(whole), left, 0.0)[()]


def _scaled(part, share):
    return part._replace(capex=part.capex * share, fixed_opex=part.fixed_opex * share)


def allowed(company, parts, timeline):
    """
    Revenue that a regime allows a company.

    Parameters
    ----------
    company : Company
        With its terms.
    parts : sequence of Component
        What it owns.
    timeline : Timeline

    Returns
    -------
    allowed : Allowed

    Notes
    -----
    Building blocks: allowed_t = rate x base_(t-1) + depreciation + opex + tax allowance, with interest in construction
    at the allowed rate in the base; its present value at that rate is the base. What is renewed joins the base in its
    year and is recovered in the years left. A pre-tax return has no allowance: tax
    is paid out of it. A vanilla one is the mean of the interest before tax and the return on equity behind tax: what is
    due on profit behind the interest of the assumed gearing is allowed, and the tax on this allowance too. A post-tax
    one has the saving of tax by interest in its rate, so the allowance is the tax of a company without debt.

    References
    ----------
    .. [1] Oxera, "Which WACC when? A cost of capital puzzle", Agenda, September 2005 (revisited 2015).
    """
    cost = _cost(parts, timeline)
    own = (1.0 - company.grant) * cost.building
    early = paid_in_construction(own, company.rate, timeline) * company.paid_early
    own = own - early
    recover = timeline.operating & (timeline.age < company.recovery)

    def revenue(rate):
        level = _annuity(_base(own, rate, timeline), rate, company, timeline, recover)
        level = level + _later(cost.renewal, rate, company, timeline, recover)
        paid = np.where(timeline.operating, level + cost.running(), 0.0)
        tax = _tax_allowance(company, parts, timeline, _course(own + cost.renewal, level, rate), paid)
        return paid + tax, tax

    floor, tax = revenue(company.rate)
    cap = revenue(company.cap_rate)[0] if company.regime == "cap_and_floor" else floor
    return Allowed(floor, cap, tax, recover, early)


def _later(renewal, rate, company, timeline, recover):
    """Return the recovery of replacements over the remaining years, at once where none remains. [USD]"""
    total = np.zeros(renewal.shape)
    for index in np.flatnonzero(renewal.reshape(-1, renewal.shape[-1]).any(axis=0)):
        later = np.arange(timeline.year.size) > index
        window = recover & later if (recover & later).any() else timeline.operating & later
        due = renewal[..., index, None]
        if not window.any():
            total[..., index] += due[..., 0]
        elif company.indexed:
            weight = np.where(window, timeline.price, 0.0)
            since = (1.0 + rate) ** -(timeline.time - timeline.time[index])
            total += due * weight / (weight * since).sum()
        else:
            left = np.where(window, 1.0 - (np.cumsum(window) - 1) / window.sum(), 0.0)
            waited = int(np.flatnonzero(window)[0]) - index - 1   # none where recovery begins in the next year
            total += due * (1.0 + rate) ** waited * (rate * left + window / window.sum())
    return total


def _course(building, level, rate):
    """Return the regulated asset base at the beginning of each year. [USD]"""
    building, level = np.broadcast_arrays(building, level)
    owed = np.zeros(building.shape)
    for year in range(building.shape[-1] - 1):
        owed[..., year + 1] = owed[..., year] * (1.0 + rate) + building[..., year] - level[..., year]
    return owed


def _tax_allowance(company, parts, timeline, owed, paid):
    """Return the tax on what is paid and on the allowance itself, interest deducted at the assumed gearing. [USD]"""
    tax = np.zeros(paid.shape)
    if company.tax is None or company.basis == "pre_tax":
        return tax
    costs = costs_of(timeline, parts, np.zeros(timeline.year.size))
    interest = company.gearing * company.interest * owed if company.basis == "vanilla" else np.zeros(owed.shape)
    capitalised = np.where(timeline.construction, interest, 0.0).sum(-1, keepdims=True)
    assets = (1.0 - company.grant) * costs.building.sum(-1, keepdims=True)
    profit = (paid - costs.opex - costs.decommissioning - assets * costs.write_off - costs.later
              - capitalised * costs.finance_off - np.where(timeline.operating, interest, 0.0))
    for _ in range(PASSES):
        before, tax = tax, company.tax(profit + tax, timeline.age).tax
        if np.abs(tax - before).max() <= 1e-13 * max(float(np.abs(paid).max()), 1.0):
            break
    return tax


def books(company, parts, timeline, energy, availability, terms=None):
    """
    Accounts of a company before its tax and its loans.

    Parameters
    ----------
    company : Company
        With its terms.
    parts : sequence of Component
        What it owns.
    timeline : Timeline
    energy : array, shape (..., year)
        What is delivered through it, for a tariff. [MWh]
    availability : float or array
        Its availability in operation. [fraction]
    terms : Allowed, optional
        As `allowed` returns it, where it is known already.

    Returns
    -------
    books : CompanyBooks

    Notes
    -----
    Regulated: what `allowed` returns. Level (`Company.indexed`): level in constant money, the same present value.
    Availability: that payment times availability over its target, at most one. Cap and floor: users pay the tariff;
    consumers add up to the floor (annuity of the cost at the rate of the floor, opex and tax allowance) while the
    availability is kept, and get back what is above the cap (the same at its own rate). Wheeling: the tariff for what
    is delivered, and for no less than a share of the capacity booked in all hours (take or pay).

    References
    ----------
    .. [1] Ofgem, cap and floor regime: floor at the cost of debt, cap at that of equity, 25 years, availability of 80 %
       (North Sea Link, 2016, provisional: cap 94, floor 53 million GBP a year).
    """
    cost = _cost(parts, timeline)
    given = company.grant * cost.building
    terms = allowed(company, parts, timeline) if terms is None else terms
    top_up = np.zeros(np.broadcast_shapes(cost.building.shape, np.shape(energy)))
    if company.regime == "cap_and_floor":
        payment = company.tariff * np.asarray(energy) * timeline.price
        kept = np.asarray(availability) >= company.least
        cap = terms.cap * cap_factor(availability, company.target, company.cap_moves)
        floor = np.where(kept, terms.floor, np.minimum(terms.floor, payment))   # none where it was not kept
        below, above = assessed(payment + 0.0 * top_up, floor, cap, terms.recover, company.assess_years)
        top_up = below - company.excess * above
    elif company.regime == "wheeling":
        least = company.take_or_pay * company.booked * HOURS_PER_YEAR
        payment = company.tariff * np.where(timeline.operating, np.maximum(energy, least), 0.0) * timeline.price
    else:
        payment, top_up = terms.floor, top_up + terms.early
        if company.regime == "availability":
            payment = payment * payment_factor(availability, company.target, company.bonus, company.most_lost)
    flow = payment + top_up + given - cost.building - cost.renewal - cost.opex - cost.removal
    return CompanyBooks(payment + 0.0 * top_up, top_up, given, cost.opex, cost.building + cost.renewal, cost.removal,
                        flow, irr(flow))


class _Cost(NamedTuple):
    """Nominal cost of a company in each year, shape (..., year). [USD]"""

    building: np.ndarray
    opex: np.ndarray
    renewal: np.ndarray
    removal: np.ndarray

    def running(self):
        """All of operation but renewals."""
        return self.opex + self.removal


def _cost(parts, timeline):
    last, level = timeline.age == timeline.age[-1], timeline.price
    none = np.zeros(timeline.year.shape)
    return _Cost(sum((building(part, timeline) for part in parts), none) * level,
                 sum((part.fixed_opex * timeline.operating for part in parts), none) * level,
                 sum((renewals(part, timeline) for part in parts), none) * level,
                 sum((part.decommissioning * last for part in parts), none) * level)


def _base(building, rate, timeline):
    """Return the cost of building at the start of operation, interest until then included. [USD]"""
    return npv(building, rate, timeline.time)


def _annuity(base, rate, company, timeline, recover):
    """Return the yearly revenue that recovers an asset base in its years, level in constant money or falling. [USD]"""
    base = np.asarray(base)[..., None]
    if company.indexed:
        weight = np.where(recover, timeline.price * (1.0 + rate) ** -timeline.time, 0.0).sum()
        return base * np.where(recover, timeline.price, 0.0) / weight
    years = recover.sum()
    left = np.where(recover, 1.0 - timeline.age / years, 0.0)
    return base * (rate * left + recover / years)
