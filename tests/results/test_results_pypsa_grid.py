"""A grid in PyPSA: the same cost, prices and flows there."""

import numpy as np
import pytest
from small_grid import run

from sim.errors import SundalinkError
from sim.results.pypsa_grid import pypsa_of_grid


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("period", [0.5, 1.0])
def test_the_same_answer_in_pypsa(period):
    made = run(grid__period_h=period)
    found, network = made.solutions[0], pypsa_of_grid(made.case)
    network.optimize(solver_name="highs", log_to_console=False)
    kept = made.case.years[0].network
    left = (np.minimum(found.level[-1], kept.end_width[:, 0]) * kept.end_value[:, 0]).sum()
    assert network.objective == pytest.approx(found.cost + left, rel=1e-7)
    np.testing.assert_allclose(network.buses_t.marginal_price[list(made.case.zones)].mean(), found.price.mean(axis=0),
                               rtol=1e-3)
    sent = sum(network.links_t.p0[name] for name in network.links.index if name.startswith("south forward"))
    np.testing.assert_allclose(sent.sum(), found.sent[:, 0, 1].sum(), rtol=1e-3)


def test_a_weather_year_that_is_none():
    with pytest.raises(SundalinkError, match="--weather-year 3: must be from 0 to 0"):
        pypsa_of_grid(run().case, 3)
