"""The analyses of a case that its summary and its dataset share."""

from typing import NamedTuple

from sim.analysis import foresight_value, lenders_cover, price_uncertainty
from sim.analysis.foresight_value import ForesightValue
from sim.analysis.lenders_cover import LendersCover
from sim.analysis.price_uncertainty import PriceUncertainty


class Analyses(NamedTuple):
    """Results of the analyses that take long; each is computed once for a case."""

    foresight: ForesightValue
    prices: PriceUncertainty
    cover: LendersCover | None


def analyse(case):
    """
    Return the analyses of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    analyses : Analyses
    """
    return Analyses(foresight_value.compute(case), price_uncertainty.compute(case), lenders_cover.compute(case))
