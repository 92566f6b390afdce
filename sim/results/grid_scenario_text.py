"""The merged scenario of a grid as TOML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.template import toml

if TYPE_CHECKING:
    from typing import Any

    from sim.scenario.grid_schema import GridScenario


def grid_text(s: GridScenario) -> str:
    """Return every key of a grid's scenario as TOML that `sim.load_grid` reads back."""
    return toml(_texts(s.model_dump(mode="json")))


def _texts(value: Any) -> Any:
    """Return nested tables with keys as texts and numbers that are the same in all years as numbers."""
    if isinstance(value, dict):
        return {str(key): _texts(part) for key, part in value.items()}
    return [_texts(part) for part in value] if isinstance(value, list) else value
