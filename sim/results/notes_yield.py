"""Notes on wind and yield: capacity factors and mean winds that are implausible or doubtful."""

from sim.analysis import plausibility


def notes(case, figures):
    """
    Yield notes on implausible wind and yield.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    figures : dict
        What `sim.results.summary.summary` made of it.

    Yields
    ------
    note : str
        A sentence each.
    """
    of = plausibility.plausibility(case, figures["net_capacity_factor"], figures["gross_energy"])
    if of.speed > plausibility.WINDIEST:
        yield (f"Implausible: the wind averages {of.speed:.1f} m/s at {plausibility.HEIGHT:.0f} m; no sea is known "
               f"above {plausibility.WINDIEST:g}. Check resource.wind.level or the files of the wind.")
    if of.net > plausibility.KNOWN:
        yield (f"Implausible: net capacity factor {of.net:.3f} at the hub; no offshore farm is known above "
               f"{plausibility.KNOWN:.2f}. Check the wind level, the turbine and the losses.")
    elif of.gross > plausibility.HIGH:
        yield f"Doubtful: gross capacity factor {of.gross:.3f}; this sea is expected to give 0.50 to 0.60."
    if 0 < of.net < plausibility.LOW:
        yield (f"Doubtful: net capacity factor {of.net:.3f} is below {plausibility.LOW:.2f}, lower than any site "
               "developed commercially.")
    if of.sea is None or of.net > plausibility.KNOWN:
        return
    for name, value, (low, high) in (("gross", of.gross, of.gross_band), ("net", of.net, of.net_band)):
        if not low <= value <= high:
            yield (f"Doubtful: {name} capacity factor {value:.3f}; {of.sea.name}, {of.sea.speed[0]:g} to "
                   f"{of.sea.speed[1]:g} m/s at {plausibility.HEIGHT:.0f} m ({of.sea.source}), gives this turbine "
                   f"{low:.2f} to {high:.2f}.")
