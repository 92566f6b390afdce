"""Withholding tax of a state on interest and dividends paid abroad, and who bears it."""

from sim.checks import Fraction, refusal


def grossed_up(rate, *, interest: Fraction = 0.0, abroad: Fraction = 1.0, gross_up: bool = True):
    """
    Interest that a borrower pays so that its lenders receive what was agreed.

    Parameters
    ----------
    rate : float
        Agreed interest a year. [fraction]
    interest : float
        Tax on the interest that leaves the country, over all of it. [fraction]
    abroad : float
        Share of the loan that is owed abroad. [fraction]
    gross_up : bool
        Whether the borrower makes the tax up; else lenders receive less. [-]

    Returns
    -------
    rate : float
        Paid a year, tax included. [fraction]

    Raises
    ------
    SundalinkError
        If all of the interest would be tax.

    References
    ----------
    .. [1] Viet Nam takes 5 % of interest and related charges paid to lenders abroad, and nothing from dividends since
       2004: S&P Associates, "Overview on foreign contractor tax in Vietnam"; Citi, "Emerging Markets Rates and
       Currencies Handbook", 2023, which adds that rates of treaties are higher, so that those of the law hold. The
       treaty with Singapore allows 10 % on interest (protocol of 2012, in force 11 January 2013; ASEAN Briefing).
    """
    return rate if not gross_up else rate * (1.0 + abroad * _over(interest))


def taken(*, interest: Fraction = 0.0, abroad: Fraction = 1.0, gross_up: bool = True):
    """
    Share of the interest paid that the state receives.

    Parameters
    ----------
    interest, abroad : float
        As `grossed_up` takes them. [fraction]
    gross_up : bool
        As `grossed_up` takes it. [-]

    Returns
    -------
    share : float
        Over all that the borrower pays, tax included. [fraction]
    """
    more = abroad * _over(interest)
    return more / (1.0 + more) if gross_up else abroad * interest


def _over(interest):
    """Return the tax over what is left of the interest behind it."""
    if not 0.0 <= interest < 1.0:
        raise refusal("interest", interest, "fraction", "must be less than 1")
    return interest / (1.0 - interest)
