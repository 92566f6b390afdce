"""Straighten a path that steps from cell to cell where this lowers its cost."""

import numpy as np

SHIFTS = (4.0, 2.0, 1.0, 0.5, 0.25)
"""Distances between the places to the left and right that a point of the path tries, coarse to fine. [cells]"""

PLACES = np.arange(-3, 4)
"""Number of those distances that it may move, to either side."""

ROUNDS = 12
"""Times that each distance is tried at most."""

LOOK_AHEAD = 150.0
"""How far pulling looks ahead; a straight leg that is longer keeps a point or two on it. [cells]"""

POINT_PENALTY = 2e-5
"""A point is left out where that makes the whole path dearer by less than this. [fraction]"""


def line_cost(weight, starts, ends, most=0.25):
    """
    Return the cost of straight lines.

    Parameters
    ----------
    weight : array, shape (y, x)
        Cost of the length of a cell, infinite where there is no passage. [USD]
    starts, ends : array, shape (n, 2)
        Row and column, whole numbers in the middle of cells. [-]
    most : float
        Longest step between two samples of the cost. [-]

    Returns
    -------
    cost : array, shape (n,)
        Infinite where a line touches a forbidden cell. [USD]
    """
    starts, ends = np.asarray(starts, dtype=float), np.asarray(ends, dtype=float)
    length = np.hypot(*(ends - starts).T)
    parts = np.maximum(np.ceil(length / most), 1).astype(int)
    line = np.repeat(np.arange(parts.size), parts)
    first = np.cumsum(parts) - parts
    share = ((np.arange(line.size) - first[line] + 0.5) / parts[line])[:, None]
    at = np.rint(starts[line] + share * (ends[line] - starts[line])).astype(int)
    row, column = (np.clip(at[:, axis], 0, weight.shape[axis] - 1) for axis in (0, 1))
    return length * np.add.reduceat(weight[row, column], first) / parts


def straighten(weight, line, penalty=POINT_PENALTY):
    """
    Return those points of a path that are needed: the cheapest chain of straight lines between its points.

    Parameters
    ----------
    weight : array, shape (y, x)
        Cost of the length of a cell, infinite where there is no passage. [USD]
    line : array, shape (n, 2)
        Row and column of points, each with free sight of the next. [-]
    penalty : float
        What each point kept must save, as a share of the path's cost. [fraction]

    Returns
    -------
    line : array, shape (m, 2)
        The first and the last point, and some between. [-]
    """
    count = len(line)
    extra = penalty * line_cost(weight, line[:-1], line[1:]).sum()
    best, last = np.full(count, np.inf), np.zeros(count, dtype=int)
    best[0] = 0.0
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    reach = np.maximum(np.searchsorted(along, along + LOOK_AHEAD, side="right"), np.arange(count) + 2)
    for here in range(count - 1):
        far = slice(here + 1, reach[here])
        ahead = line[far]
        through = best[here] + extra + line_cost(weight, np.broadcast_to(line[here], ahead.shape), ahead)
        better = through < best[far]
        best[far][better] = through[better]
        last[far][better] = here
    kept = [count - 1]
    while kept[-1]:
        kept.append(last[kept[-1]])
    return line[kept[::-1]]


def relax(weight, line, shift):
    """
    Return a path whose points have moved sideways to where the whole is cheapest.

    Parameters
    ----------
    weight : array, shape (y, x)
        Cost of the length of a cell, infinite where there is no passage. [USD]
    line : array, shape (n, 2)
        Row and column of points. [-]
    shift : float
        Distance between the places tried. [-]

    Returns
    -------
    line : array, shape (n, 2)
        Never dearer than before; its ends stay. [-]
    """
    if len(line) < 3:
        return line
    along = line[2:] - line[:-2]
    across = np.zeros_like(line)
    across[1:-1] = along[:, ::-1] * (1.0, -1.0) / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    tried = line[:, None, :] + shift * PLACES[:, None] * across[:, None, :]   # point, place, (row, column)
    outside = ((tried < 0) | (tried > np.array(weight.shape) - 1.0)).any(axis=-1)
    kinds = PLACES.size
    from_, to = np.repeat(tried[:-1], kinds, axis=1), np.tile(tried[1:], (1, kinds, 1))
    costs = line_cost(weight, from_.reshape(-1, 2), to.reshape(-1, 2)).reshape(-1, kinds, kinds)
    costs = np.where(outside[1:, None, :], np.inf, costs)
    middle = kinds // 2
    best, back = np.where(PLACES == 0, 0.0, np.inf), []
    for leg in costs:
        through = best[:, None] + leg
        back.append(through.argmin(axis=0))
        best = through.min(axis=0)
    place = [middle]
    for leg in back[::-1]:
        place.append(leg[place[-1]])
    return tried[np.arange(len(line)), place[::-1]]


def smooth(weight, line):
    """
    Return a path straightened against its cost: pulled, then bent sideways and pulled again until nothing is gained.

    Parameters
    ----------
    weight : array, shape (y, x)
        Cost of the length of a cell, infinite where there is no passage. [USD]
    line : array, shape (n, 2)
        Row and column of points, each with free sight of the next. [-]

    Returns
    -------
    line : array, shape (m, 2)
        From the same start to the same end, never through a forbidden cell; dearer by the penalty at most for each
        point left out. [-]
    """
    line = straighten(weight, line)
    for shift in SHIFTS:
        for _ in range(ROUNDS):
            before = line_cost(weight, line[:-1], line[1:]).sum()
            moved = straighten(weight, relax(weight, spaced(line, 4.0 * shift + 4.0), shift))
            if not line_cost(weight, moved[:-1], moved[1:]).sum() < before * (1.0 - 1e-6):
                break
            line = moved
    return line


def spaced(line, most):
    """
    Return a line with points added on its legs, so that none is longer than so many cells.

    Parameters
    ----------
    line : array, shape (n, 2)
        Row and column of points. [-]
    most : float
        Longest leg. [-]

    Returns
    -------
    line : array, shape (m, 2)
        The same line. [-]
    """
    parts = np.maximum(np.ceil(np.hypot(*np.diff(line, axis=0).T) / most), 1).astype(int)
    leg = np.repeat(np.arange(parts.size), parts)
    share = np.concatenate([np.arange(count) / count for count in parts])[:, None]
    return np.vstack([line[leg] + share * (line[leg + 1] - line[leg]), line[-1]])
