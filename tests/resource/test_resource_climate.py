"""A climate that cannot be is refused by the name of its field."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.resource.climate import check_climate


def test_a_real_climate_passes(climate):
    check_climate(climate)


@pytest.mark.parametrize(("field", "value"), [
    ("speed", np.full(12, -1.0)), ("speed", np.full(11, 7.0)), ("speed", np.full(12, np.nan)),
    ("direction", np.full(12, 400.0)), ("steadiness", np.full(12, 1.2)), ("temperature", np.full(12, 300.0)),
    ("sea_temperature", np.full(12, 300.0)), ("pressure", np.full(12, 1010.0)),
    ("humidity", np.full(12, 18.0)), ("height", 0.0)])
def test_a_wrong_field_is_named(climate, field, value):
    with pytest.raises(SundalinkError, match=f"climate {field}"):
        check_climate(climate._replace(**{field: value}))
