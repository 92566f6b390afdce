"""Rows of the linear program of a year that limit how fast the power at the Singapore meter changes."""

import numpy as np


def ramped(program, network, periods):
    """
    Return a program in which the power at the Singapore meter changes no faster than the network allows.

    Parameters
    ----------
    program : Program
        As `program` returned it.
    network : Network
        Who takes power, and the limit; without one the program stays as it is.
    periods : int
        How many.

    Returns
    -------
    program : Program
        With a row for each rise and for each fall.
    """
    from scipy.sparse import csr_array, vstack

    if network.ramp is None:
        return program
    first = sum(len(node.number) for node in network[:2])
    at, rows, columns, values = np.arange(periods - 1), [], [], []
    for number in range(first, first + len(network.meter.number)):
        for later, sign in ((1, 1.0), (0, -1.0)):
            rows.append(at)
            columns.append(number * periods + later + at)
            values.append(np.full(at.size, sign))
    width = max(int(program.kept.max(initial=0)) + 1, (first + len(network.meter.number)) * periods)
    change = csr_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
                       shape=(at.size, width)).tocsc()[:, program.kept].tocsr()
    falls = np.flatnonzero(~network.ramp.free[1:])
    ends = np.full(at.size + falls.size, network.ramp.limit)
    return program._replace(rows=vstack([program.rows.tocsr(), change, -change[falls]]).tocsc(),
                            lower=np.concatenate([program.lower, np.full(ends.size, -np.inf)]),
                            upper=np.concatenate([program.upper, ends]))
