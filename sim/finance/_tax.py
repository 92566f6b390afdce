"""Compiled loops of losses carried forward and of tax holidays, one row of years after another."""

from numba import njit

NEVER = 10**9
"""Years after which what is not a number leaves a row."""


@njit(nogil=True, cache=True, error_model="numpy")
def carried(profit, left, offset, expired):
    """Fill what each year uses of earlier losses and what is lost at its end [USD]; not a number stays none."""
    last = left.size - 1   # the oldest loss first; the last place is this year's
    for row in range(profit.shape[0]):
        left[:] = 0.0
        open_years = 0   # in which a loss may still be left
        for year in range(profit.shape[1]):
            now = profit[row, year]
            if open_years == 0 and now >= 0.0:   # most years: no loss is left, and none is made
                offset[row, year] = expired[row, year] = 0.0
                continue
            open_years = open_years - 1 if now >= 0.0 else max(open_years - 1, last) if now < 0.0 else NEVER
            gain, before, taken = 0.0 if now < 0.0 else now, 0.0, 0.0
            for place in range(last + 1):
                had = left[place]
                before += had
                used = gain - (before - had)
                used = 0.0 if used < 0.0 else used
                used = had if used > had or had != had else used
                left[place] = had - used
                taken += used
            offset[row, year], expired[row, year] = taken, left[0]
            for place in range(last):
                left[place] = left[place + 1]
            left[last] = 0.0
            if last > 0:
                left[last - 1] = 0.0 if now >= 0.0 else -now
            else:
                expired[row, year] = 0.0 if now >= 0.0 else -now
        unused = 0.0
        for place in range(last):
            unused += left[place]
        expired[row, -1] += unused


@njit(nogil=True, cache=True, error_model="numpy")
def encouraged(profit, age, offset, preferential, preferential_years, standard, exempt_years, half_years, latest,
               minimum, tax, assessable, rate, start):
    """Fill the tax of each year, income that bears it [USD], its rate, and the year in which the holiday begins."""
    for row in range(profit.shape[0]):
        first = latest - 1
        for year in range(profit.shape[1]):
            if profit[row, year] > 0.0 and age[year] >= 0:
                first = min(age[year], first)
                break
        start[row] = first
        for year in range(profit.shape[1]):
            now, since = profit[row, year], age[year] - first
            left = (0.0 if now < 0.0 else now) - offset[row, year]   # what is not a number stays none
            left = 0.0 if left < 0.0 else left   # not a rounding below zero
            part = 1.0 if since < 0 or since >= exempt_years + half_years else 0.0 if since < exempt_years else 0.5
            due = (preferential if age[year] < preferential_years else standard) * part
            due = max(due, minimum)
            assessable[row, year], rate[row, year], tax[row, year] = left, due, due * left
