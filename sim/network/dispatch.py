"""The door to the multi-area trade: a network in, its least-cost trade with a certified gap out."""

from sim.checks import check_within, refusal
from sim.network.linear import linear


def solve(network, gap=1e-4, threads=1):
    """
    Least-cost trade of a network with perfect foresight, with a bound on how far it is from the best.

    Parameters
    ----------
    network : GridNetwork
        Zones, links and stores.
    gap : float
        Largest difference between cost and bound, as share of the cost. [-]
    threads : int
        Most threads to use; the result does not depend on it.

    Returns
    -------
    solution : GridSolution
        A feasible plan, its prices and its bracket.

    Raises
    ------
    SundalinkError
        If the network breaks a rule, or the gap cannot be reached.
    """
    check_within("gap", gap, 1e-12, 1.0)
    check_within("threads", threads, 1, 1024)
    found = linear(network)
    if found.gap > gap:
        raise refusal("gap of the multi-area trade", found.gap, "-", f"must be at most {gap:g} as asked for")
    return found
