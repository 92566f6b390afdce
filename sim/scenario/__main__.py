"""`python -m sim.scenario > scenarios/base.toml` writes the reference case: each key, its default and its meaning."""

from sim.scenario.schema import Scenario
from sim.scenario.template import template

if __name__ == "__main__":
    print(template(Scenario(), "The reference case: every key, its default and what it means."), end="")
