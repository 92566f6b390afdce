"""The cable of a case: what it costs by design, how it is chosen, what it has left, and two monopoles."""

import numpy as np
import pytest
from small_case import SMALL, STAGES, case, figures, run_small

from sim import chain
from sim.analysis import cable_rating, hvac_comparison
from sim.case import cable_choice as case_cable_choice
from sim.case import cable_heat, outages, route
from sim.case.cable_cost import bill_of_materials, cable_cost
from sim.errors import SundalinkError
from sim.finance import cost_cable
from sim.inputs import cable_data, cost_data
from sim.link import thermal
from sim.link.transfer_curve import forward
from sim.reliability import outage_history
from sim.results import notes_link
from sim.results.notes import notes
from sim.scenario.load import load


@pytest.fixture(scope="module")
def line():
    return route.make(load("base"))


def cost(line, key="xlpe_525_2000", **given):
    """Cost of the cable system over that of base."""
    s, kind = load("base", {k.replace("__", "."): v for k, v in given.items()}), cable_data.cable(key)
    own = route.make(s) if any("zones" in k for k in given) else line
    return cable_cost(s, own, kind) / cable_cost(
        load("base"), line, cable_data.cable("xlpe_525_2000")
    )


THICK = {"link__cables__section_mm2": 2000.0}
"""The cable that a cost by MW and km is taken to be meant for."""


def test_the_books_hold_what_the_row_says_of_the_design_that_it_means():
    assert {p.name: p.capex for p in case(**THICK).finance.components}["cable"] == pytest.approx(
        cost_data.cost("costs", "dc_submarine_dea_2025") * 1200.0 * case().route.length, rel=1e-12)


@pytest.mark.parametrize("vintage", ["dea_2025", "contracts_2023_25", "pre_2022", "acer_2023", "nep_2023"])
def test_base_costs_what_its_row_says(line, vintage):
    s = load("base", {"cost.cable": f"dc_submarine_{vintage}"})
    expected = cost_data.cost("costs", f"dc_submarine_{vintage}") * 1200.0 * line.length
    assert cable_cost(s, line, cable_data.cable("xlpe_525_2000")) == pytest.approx(
        expected, rel=1e-12
    )


def test_unit_prices_bring_the_reference_near_the_catalogue_by_themselves(line):
    """The factor on works is near one at the DEA's level, so unit prices are prices and not only weights."""
    s = load("base")
    own = bill_of_materials(
        cable_data.cable("xlpe_525_2000"), s.link.configuration.bind()(), line.segments, 1200.0
    )
    without = cost_cable.by_design(own._replace(copper=0.0, lead=0.0, steel=0.0, insulation=0.0, total=0.0, tested=0.0),
                                own, cost_data.cost("costs", "dc_submarine_dea_2025"))
    assert without / own.trench == pytest.approx(6e5, rel=0.05)


def test_ratios_of_old_catalogues_hold(line):
    """ENTSO-E, about 2011: one cable of 500 over 320 kV 1.14, 2500 over 2000 mm2 1.15 to 1.25; laying dilutes them."""
    assert 1.05 < 1.0 / cost(line, "xlpe_320_2000") < 1.25
    assert 1.05 < cost(line, "xlpe_525_2500") < 1.25
    assert 0.7 < cost(line, "xlpe_525_2000_al") < 0.9


def test_sections_and_voltages_rise_in_cost(line):
    for kind in ("xlpe_320", "xlpe_525", "mi_525"):
        found = [cost(line, f"{kind}_{section}") for section in (500, 1000, 2000, 3000)]
        assert (np.diff(found) > 0).all()
    assert cost(line, "xlpe_400_2000") < cost(line) < cost(line, "xlpe_640_2000")


def test_configurations_cost_their_cables_and_trenches(line):
    rigid, monopole, two = (cost(line, link__configuration__model=name)
                            for name in ("rigid_bipole", "symmetric_monopole", "two_monopoles"))
    assert rigid == monopole
    assert rigid < 1.0
    assert two == pytest.approx(2 * monopole, rel=1e-12)   # another pair of cables in another pair of trenches
    bundled = cost(line, route__zones__spacing_m=0.0, route__zones__spacing_landfall_m=0.0)
    assert 0.8 < bundled < 0.95


def test_per_mw_km_counts_as_before_and_says_so():
    kept = {"link__voltage_kv": 320.0, "link__rating_mw": 800.0, "contract__price": 250.0,
            "cost__cable_design__model": "per_mw_km"}
    done = case(**kept)
    capex = {p.name: p.capex for p in done.finance.components}["cable"]
    assert capex == pytest.approx(
        cost_data.cost("costs", "dc_submarine_dea_2025") * 800.0 * done.route.length, rel=1e-12
    )
    assert any("costed by MW and km" in note for note in notes(done, figures(**kept)))
    assert not any("costed by MW and km" in note for note in notes(case(), figures()))


# --- choosing -----------------------------------------------------------------------------------------

CHOICE = {"link__voltage_kv": "optimal", "link__cables__section_mm2": "optimal"}


def test_the_cheapest_cable_that_stays_cool_is_chosen():
    done = case(**CHOICE)
    able = [o for o in done.link.options if not o.refused]
    assert done.link.cable is able[0].cable
    assert [o.total for o in able] == sorted(o.total for o in able)
    assert all(o.temperature <= o.cable.temperature_limit + 1e-9 for o in able)
    assert {o.cable.voltage for o in done.link.options} == {320.0, 400.0, 525.0}   # 640 kV is not in service
    assert all("temperature" in o.refused or "heat" in o.refused for o in done.link.options if o.refused)
    text = notes_link.chosen_cable(done)
    assert f"{done.link.cable.section:g} mm2 of copper" in text
    assert text in notes(done, figures(**CHOICE))
    assert notes_link.chosen_cable(case(link__cables__section_mm2=2000.0)) == ""


def test_what_is_lost_is_counted_against_a_link_without_loss():
    done, power = case(**CHOICE), case(**CHOICE).hub.power[0]
    best, full = done.link.options[0], done.link.transfers[-1]
    lost = (np.minimum(power, full.capacity) - forward(full, np.minimum(power, full.sent[-1]))).mean() * 8760.0
    assert best.lost == pytest.approx(lost, rel=2e-3)   # quantiles stand for the hours there
    assert best.total == pytest.approx(best.yearly + case_cable_choice.loss_value(done.scenario) * best.lost, rel=1e-12)


@pytest.mark.slow
def test_the_choice_requires_the_least_price():
    """Among the sections of 525 kV that stay cool, as a full run of each finds it."""
    prices = {section: figures(link__cables__section_mm2=section)["required_price"]
              for section in (1200.0, 1400.0, 1800.0, 2000.0)}
    chosen = case(link__cables__section_mm2="optimal")
    assert chosen.link.cable.section == min(prices, key=prices.get)
    found = figures(link__cables__section_mm2="optimal")["required_price"]
    assert found == pytest.approx(min(prices.values()), abs=1e-6)


class FarError(Exception):
    """A run has come as far as a test needs it."""


BEFORE = ("sim.case.resource", "sim.case.farm", "sim.case.hub", "sim.case.route")


def link_of(**given):
    """Return the key of the link's stage, and the link: a run that stops there."""
    found = {}

    def share(name, key, make):
        if name == "sim.case.market":
            raise FarError
        found[name] = key, STAGES(name, key, make) if name in BEFORE else make()
        return found[name][1]

    with pytest.raises(FarError):
        chain.run(load("base", {**SMALL, **{k.replace("__", "."): v for k, v in given.items()}}), cache=share)
    return found["sim.case.link"]


def test_dear_losses_ask_for_more_metal():
    cheap, dear = (link_of(link__cables__section_mm2="optimal", link__cables__loss_value_usd_per_mwh=value)[1].cable
                   for value in (0.0, 5000.0))
    assert cheap.section < dear.section


def test_what_is_lost_counts_at_what_it_would_have_earned():
    def value(**changes):
        return case_cable_choice.loss_value(load("base", {k.replace("__", "."): v for k, v in changes.items()}))

    assert value() == case_cable_choice.LANDED
    assert value(contract__price=200.0) == 200.0 - 2.5 - 1.5
    assert value(contract__price=200.0, contract__reserve_share=0.0) == 197.5
    assert value(contract__price=2.0) == 0.0
    assert value(link__cables__loss_value_usd_per_mwh=77.0) == 77.0


@pytest.mark.slow
def test_the_section_chosen_at_the_landed_cost_is_that_of_the_least_landed_cost_and_price():
    found = {}
    for section in ("optimal", 1200.0, 1400.0, 1600.0):
        done = run_small(load("base", {**SMALL, "link.cables.section_mm2": section}), firmness=False)
        found[section] = float(done.finance.landed.total), done.finance.required
    for place in (0, 1):
        assert found["optimal"][place] == min(values[place] for values in found.values())


def test_cases_of_a_sweep_share_a_link_unless_another_cable_is_chosen():
    """What a cable costs and what it carries is in the key only where another one is chosen for it."""
    given, more = {"link__cables__section_mm2": 2000.0}, {"cost__cable": 2000.0}
    assert link_of(**given)[0] == link_of(**given, **more)[0]
    dear = {"link__cables__loss_value_usd_per_mwh": 5000.0}
    assert link_of()[1].cable == link_of(**more)[1].cable
    assert link_of()[0] == link_of(**more)[0]
    assert link_of(**dear)[1].cable != link_of()[1].cable
    assert link_of(**dear)[0] != link_of()[0]
    behind = {"link__cables__rating": "dynamic"}
    assert link_of(**behind)[0] != link_of(**behind, farm__capacity_mw=1500.0)[0]
    assert link_of()[0] == link_of(farm__capacity_mw=1500.0)[0]


def test_nothing_that_can_carry_the_link_is_refused_with_the_reason():
    with pytest.raises(SundalinkError, match=r"none of 11 cables can carry the link; the last, xlpe_320_3000"):
        run_small(load("base", {**SMALL, "link.voltage_kv": 320.0, "link.rating_mw": 2600.0,
                                "link.cables.section_mm2": "optimal"}))
    with pytest.raises(SundalinkError, match=r"highest_voltage_kv = 300 .*must be at least 320"):
        case_cable_choice.cables(load("base", {"link.voltage_kv": "optimal", "link.cables.highest_voltage_kv": 300.0}))


def test_thermal_runaway_names_the_segment():
    with pytest.raises(SundalinkError, match=r"thermal runaway begins in segment landfall, at 2\.19\d kA"):
        case(link__voltage_kv=320.0, link__cables__section_mm2=500.0)


# --- behind the wind ----------------------------------------------------------------------------------


def test_heat_behind_the_wind_stays_below_full_load_for_ever():
    done, found = case(**THICK), figures(**THICK)
    heat, full = done.heat, done.link.transfers[-1]
    assert heat.segment == full.hottest
    assert heat.temperature.shape == done.hub.power[0].shape
    assert heat.temperature.max() < full.temperature
    assert found["continuous_rating"] <= min(found["dynamic_rating"], found["cyclic_rating"])
    assert heat.rated == full.current
    assert notes_link.cable_rating(done, cable_rating.compute(done)).startswith("Continuous current rating 1,7")


def test_an_overload_brings_no_more_than_it_takes():
    done, found = case(**THICK), figures(**THICK)
    heat = done.heat
    assert heat.overload > 1.3
    assert heat.overload_received.sum() < heat.overload_sent.sum()
    # larger stations lose a little less of what passed before
    assert (heat.overload_received <= heat.overload_sent + 6.0).all()
    assert (heat.overload_received >= 0).all()
    assert (heat.overload_sent <= (heat.overload - 1) * done.link.transfers[-1].sent[-1] + 1e-3).all()
    surplus = np.maximum(done.hub.power[0] - done.link.transfers[-1].sent[-1], 0.0)
    assert (heat.overload_sent <= surplus + 1e-3).all()
    assert found["overload_energy"] == pytest.approx(float(heat.overload_received.mean(dtype=float)) * 8.76, rel=1e-6)
    assert 0 < found["overload_value"] < found["overload_energy"] * 1e3 * 300.0


def test_a_dynamic_rating_admits_a_section_that_for_ever_would_refuse():
    thin = {"link__cables__section_mm2": 1000.0}
    with pytest.raises(SundalinkError, match=r"segment landfall: conductor temperature of xlpe_525_1000 at 1\.2"):
        case(**thin)
    done = case(**thin, link__cables__rating="dynamic")
    assert done.link.transfers[-1].temperature > 70.0
    assert done.heat.temperature.max() <= 70.0
    with pytest.raises(SundalinkError, match=r"segment landfall: conductor temperature of xlpe_525_800 behind the"):
        case(link__cables__section_mm2=800.0, link__cables__rating="dynamic")


def test_a_quicker_bed_lowers_the_dynamic_rating():
    power = case().hub.power[0]
    slow, quick = (cable_heat.make(load("base", {**SMALL, "link.heat.diffusivity_m2_per_s": value}), case().route,
                               case().link, power).dynamic for value in (1e-7, 2e-6))
    assert quick < slow


# --- configurations, alternating current --------------------------------------------------------------


def test_two_monopoles_fail_one_by_one_on_twice_the_cable():
    two = case(link__configuration__model="two_monopoles", **THICK)
    assert two.link.configuration.cables == 4
    full, one = two.link.transfers[-1], two.link.transfers[-2]
    assert full.capacity == pytest.approx(1200.0)
    assert one.capacity == pytest.approx(600.0)
    assert full.current == pytest.approx(0.5 * case(**THICK).link.transfers[-1].current, rel=0.03)
    lost = figures(link__configuration__model="two_monopoles", **THICK)["link_loss_fraction"]
    assert lost < figures(**THICK)["link_loss_fraction"]


def test_faults_of_two_routes_are_independent():
    """Long lives: a pole of its own route is out as often as one of a lone cable, and both at once by chance alone."""
    s = load("base", {"link.configuration.model": "two_monopoles", "link.configuration.corridor": "separate",
                      "link.outage.spare_kit": False, "link.outage.retainer": False,
                      "link.outage.converter_rate_per_year": 0.0,
                      "link.outage.transformer_rate_per_year": 0.0, "link.outage.planned_days": 0.0,
                      "link.outage.cable_rate_spread": 0.0})   # a rate that is not known is not known of both
    way, joined = route.make(s), s.link.configuration.bind()()
    steps = outage_history.intervals(outages.outages(s, way, joined, 300, 30, "outage", False), 2, 30)
    one, both = outage_history.hours(steps, 300, 2).mean(axis=0) / (30 * 8760.0)
    # 0.30 faults a year of 121 days on a route whose cables touch; a kilometre apart they are hit half as often more.
    assert one / 2 + both == pytest.approx(0.126, abs=0.02)
    assert both == pytest.approx((one / 2 + both)**2, rel=0.15)


def test_alternating_current_is_cheaper_where_it_is_short():
    found = hvac_comparison.break_even(case())
    assert 60 < found.length < 218
    dear = load("base", {**SMALL, "cost.export": 9000.0})
    assert hvac_comparison.break_even(case()._replace(scenario=dear)).length < found.length
    assert f"up to {found.length:.0f} km" in notes_link.alternating_current(case(), cable_rating.compute(case()))


def test_a_section_that_costs_more_than_another_is_told_and_the_other_is_not():
    given = case(link__cables__section_mm2=2000.0)
    text = notes_link.cheaper_section(given)
    section = float(text.split(" as given; ")[1].split(" mm2")[0])
    assert text.startswith("The cable's section is 2000 mm2 as given; ")
    assert text in notes(given, figures(link__cables__section_mm2=2000.0))
    assert section < 2000.0
    assert notes_link.cheaper_section(case(link__cables__section_mm2=section)) == ""
    assert notes_link.cheaper_section(case(link__cables__section_mm2="optimal")) == ""
    assert notes_link.cheaper_section(case(cost__cable_design__model="per_mw_km",
                                           link__cables__section_mm2=2000.0)) == ""


# --- landfall, land and platform ----------------------------------------------------------------------


def heated(**changes):
    """The line of base with changes, and conductor temperature by segment at 1.205 kA in 1,200 mm2."""
    s = load("base", {key.replace("__", "."): value for key, value in changes.items()})
    way, kind = route.make(s), cable_data.cable("xlpe_525_1200")
    warm = thermal.steady(1.205, kind, way.segments, enforce=False).temperature
    return s, way, dict(zip([part.name for part in way.segments], warm.tolist(), strict=True))


def test_a_drilled_landfall_rates_the_cable():
    """Temperatures of an independent calculation by IEC 60287."""
    for depth, published in ((1.5, 62.9), (5.0, 71.4), (10.0, 78.3)):
        _, _, warm = heated(route__zones__burial_landfall_m=depth)
        assert warm["landfall"] == pytest.approx(published, abs=0.15)
    assert max(warm, key=warm.get) == "landfall"


def test_land_lengthens_the_link_and_its_faults_and_costs():
    s, way, warm = heated(route__ends__land_from_km=10.0, route__ends__land_to_km=30.0)
    base, sea, _ = heated()
    assert way.length == pytest.approx(sea.length + 40.0, rel=1e-12)
    assert sum(part.length for part in way.segments) == pytest.approx(way.length, rel=1e-12)
    assert sum(part.length for part in way.stretches) == pytest.approx(way.length, rel=1e-12)
    assert [(part.length, part.country) for part in way.stretches[-2:]] == [(10.0, "vietnam"), (30.0, "singapore")]
    assert way.segments[:-1] == sea.segments
    assert warm["land"] > warm["landfall"]
    kind = cable_data.cable("xlpe_525_2000")
    assert cable_cost(s, way, kind) > cable_cost(base, sea, kind)
    assert (
        case_cable_choice.transfers(s, way, kind)[-1].received[-1]
        / case_cable_choice.transfers(s, way, kind)[-1].sent[-1]
        < case_cable_choice.transfers(base, sea, kind)[-1].received[-1]
        / case_cable_choice.transfers(base, sea, kind)[-1].sent[-1]
    )


def test_a_platform_has_its_tube_and_no_land():
    _, way, warm = heated(hub__topology="offshore", route__ends__land_from_km=10.0)
    assert [part.name for part in way.segments].count("platform") == 1
    assert "land" not in warm
    assert "platform" not in heated()[2]
    _, _, sun = heated(hub__topology="offshore", route__ends__ambient_tube_degc=50.0)
    assert sun["platform"] - warm["platform"] == pytest.approx(15.0, abs=2.0)


def test_a_cable_between_the_rows_is_said():
    """Half-way between 400 and 525 kV and between 1600 and 1800 mm2: losses lie between, and a note says so."""
    kept = {"link__rating_mw": 900.0, "contract__terms__width_mw": 900.0}
    low, own, high = ({"link__voltage_kv": voltage, "link__cables__section_mm2": section, **kept}
                      for voltage, section in ((400.0, 1600.0), (462.5, 1700.0), (525.0, 1800.0)))
    losses = [figures(**given)["link_loss_fraction"] for given in (low, own, high)]
    assert losses[0] > losses[1] > losses[2]
    assert any("1700 mm2 and XLPE at 462.5 kV is not in the embedded table" in text
               for text in notes(case(**own), figures(**own)))
    assert not any("embedded table" in text for text in notes(case(**high), figures(**high)))
