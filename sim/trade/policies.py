"""The policies of the dispatch, by name."""

from sim.trade.annual_limits import meet
from sim.trade.greedy import greedy, thresholds
from sim.trade.linear_program import linear, rows
from sim.trade.perfect_foresight import horizon, perfect_foresight
from sim.trade.rolling import rolling
from sim.trade.rolling_forecasts import year_forecasts

AHEAD = {perfect_foresight: horizon, linear: horizon}
"""What gives a policy forecasts of the weather years to come; a policy that is not here is given nothing."""

FORECASTS = {rolling: year_forecasts}
"""What gives a policy what it may know of each weather year: forecasts, and the usual value of energy."""

OBLIGED = {perfect_foresight: meet, linear: rows}
"""Policies that may be asked to keep limits on the sums of a year, as they know all of it, and what keeps them."""

RULES = {greedy: thresholds}
"""Policies that ask for two widths of the reward curve and no more, and what says at which values."""

MODELS = {"greedy": greedy, "perfect_foresight": perfect_foresight, "rolling": rolling, "linear": linear}
