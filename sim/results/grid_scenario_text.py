"""The merged scenario of a grid as TOML."""

from sim.scenario.grid_schema import GridScenario
from sim.scenario.template import toml


def grid_text(s: GridScenario) -> str:
    """Return every key of a grid's scenario as TOML that `sim.load_grid` reads back."""
    return toml(_texts(s.model_dump(mode="json")))


def _texts(value):
    """Return nested tables with keys as texts and numbers that are the same in all years as numbers."""
    if isinstance(value, dict):
        return {str(key): _texts(part) for key, part in value.items()}
    return [_texts(part) for part in value] if isinstance(value, list) else value
