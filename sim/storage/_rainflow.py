"""Compiled rainflow count of a series of turning points, by ASTM E1049-85, section 5.4.4."""

import numpy as np
from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def count(points):
    """
    Return range and number of each cycle of a series of turning points, in the order in which they close.

    Points that are not counted yet stand in `open_`, from `first` on. A range that a later one covers is a full cycle,
    or half of one where it holds the first point of the series; what is left at the end are halves.
    """
    open_ = np.empty(points.size)
    depth, number = np.empty(points.size), np.empty(points.size)
    first = last = found = 0
    for point in points:
        open_[last] = point
        last += 1
        while last - first >= 3:
            covered = abs(open_[last - 2] - open_[last - 3])
            if abs(open_[last - 1] - open_[last - 2]) < covered:
                break
            depth[found] = covered
            if last - first == 3:
                number[found] = 0.5
                first += 1
            else:
                number[found] = 1.0
                open_[last - 3] = open_[last - 1]
                last -= 2
            found += 1
    for k in range(first, last - 1):
        depth[found], number[found] = abs(open_[k + 1] - open_[k]), 0.5
        found += 1
    return depth[:found], number[:found]
