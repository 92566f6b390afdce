"""What is said beside a comparison of two grids."""

from small_grid import data

from sim.results.grid_comparison import comparison_notes


def test_the_same_demand_has_the_bracket_of_the_gaps():
    notes = comparison_notes(data(), data())
    assert notes[0].startswith("First: ")
    assert "million USD a year" in notes[-1]


def test_more_demand_is_said_to_move_welfare():
    more = data().assign(demand=1.01 * data().demand)
    assert comparison_notes(data(), more)[-1].startswith("Demand differs")
