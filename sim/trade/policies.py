"""The policies: how the battery is run, by name."""

from sim.trade.foresight import horizon, perfect_foresight
from sim.trade.greedy import greedy

AHEAD = {perfect_foresight: horizon}
"""What tells a policy of the weather years to come; a policy that is not here is told nothing."""

MODELS = {"greedy": greedy, "perfect_foresight": perfect_foresight}
