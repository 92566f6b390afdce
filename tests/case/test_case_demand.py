"""A scenario's demand: the embedded course by default, the user's half-hours where they are named."""

import numpy as np
import pytest

import sim
from sim.case import demand as case_demand
from sim.demand.profile_fit import profile
from sim.errors import SundalinkError
from sim.inputs.demand import structure


def scenario(tmp_path, text, name="own"):
    file = tmp_path / f"{name}.toml"
    file.write_text(f'extends = "base"\nname = "{name}"\n{text}')
    return sim.load(file)


@pytest.fixture
def own(tmp_path):
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2025-01-01"))
    demand = 7000.0 * profile(structure(), days)
    head = ",".join(["date", *(f"{h // 2:02d}:{30 * (h % 2):02d}" for h in range(1, 49))])
    (tmp_path / "own.csv").write_text("\n".join(
        [head, *(",".join([str(d), *(f"{v:.2f}" for v in row)]) for d, row in zip(days, demand, strict=True))]))
    return demand


def test_base_stands_on_the_structure_with_the_energy_it_had():
    base = sim.load("base")
    assert base.market.demand.model == "structured"
    demand = case_demand.demand(base, 2034)
    assert demand.mean() == pytest.approx(6548.4 * 1.035**11, rel=1e-9)
    assert np.array_equal(demand, case_demand.demand(base, 2034))
    roofs = case_demand.roofs(base.seed)
    assert 1100 < roofs.mean() * 8760 < 1350   # kWh of a kWp and year
    assert roofs.reshape(365, 48)[:, :12].max() == 0.0


def test_the_users_half_hours_are_the_level_and_the_course(tmp_path, own):
    s = scenario(tmp_path, '[market]\ndemand_files = ["own.csv"]\n[market.demand]\ngrowth_per_year = 0.0\n'
                           'residual = "recorded"\nvehicles = 0.0\n')
    demand = case_demand.demand(s, 2034)
    assert demand.mean() == pytest.approx(own.mean(), rel=2e-3)


def test_a_changed_file_is_read_again(tmp_path, own):
    s = scenario(tmp_path, '[market]\ndemand_files = ["own.csv"]\n')
    before = case_demand.profile(s).mean
    (tmp_path / "own.csv").write_text((tmp_path / "own.csv").read_text().replace("\n2024-12-31", "\n#"))
    with pytest.raises(SundalinkError, match="must be a date"):
        case_demand.profile(s)
    assert before == pytest.approx(own.mean(), rel=1e-5)


@pytest.mark.parametrize(("text", "message"), [
    ('[market]\ndemand_files = ["own.csv"]\n[market.demand]\nmodel = "shape"\n', "structured"),
    ('[market.demand]\nresidual = "recorded"\n', "needs demand_files"),
    ('[market.demand]\ngrowth_per_year = "huge"\n', "growth_per_year"),
])
def test_what_does_not_belong_together_is_refused(tmp_path, own, text, message):
    with pytest.raises(SundalinkError, match=message):
        scenario(tmp_path, text)
