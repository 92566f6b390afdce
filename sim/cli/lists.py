"""Commands that list keys, models and costs."""

from typing import Annotated

import typer

from sim.cli.options import OUT, Json, dump, table
from sim.errors import scenario_error


def keys(word: Annotated[str, typer.Argument(help="Part of a key, its meaning or its model; all keys if empty.")] = "",
         json: Json = False,
         schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a scenario file, for "
                                              "editors.")] = False):
    """
    List the keys of a scenario with default, unit, range and meaning.

    Example: sundalink keys battery
    """
    from sim.scenario.key_list import keys as listed
    from sim.scenario.key_list import schema as json_schema

    if schema:
        dump(json_schema())
        return
    rows = listed(word)
    if not rows:
        from sim.inputs.csv_table import nearest
        names = [key.name for key in listed()]
        last = {name.rsplit(".", 1)[-1]: name for name in reversed(names)}
        raise scenario_error(f"keys {word}: no key and no meaning has that{nearest(word, [*last, *names])}")
    if json:
        dump([key._asdict() for key in rows])
        return
    OUT.print(table(("key", "model", "default", "unit", "range", "meaning"),
                    ((key.name, key.model, key.default, key.unit, key.range, key.meaning) for key in rows)))


def models(stage: Annotated[str | None, typer.Argument(help="Part of a name to look for (link, wake, ...).")] = None,
           json: Json = False):
    """
    List the models of each stage with their parameters, units and sources.

    Example: sundalink models wake
    """
    from sim.models import parameters, references, sentence
    from sim.route import cost_surface
    from sim.scenario.model_catalogue import catalogue

    listed = {**catalogue(), "routes find": cost_surface.MODELS}
    found = [(key, name, f) for key, models in listed.items() for name, f in models.items()
             if stage is None or stage in f"{key} {name}"]
    if not found:
        raise scenario_error(f"models {stage}: no stage and no model of that name; `sundalink models` lists them all")
    if json:
        dump([{"table": key, "model": name, "meaning": sentence(function), "sources": list(references(function)),
               "parameters": [{"key": p.key, "default": str(p.default), "unit": p.unit, "meaning": _meaning(p)}
                              for p in parameters(function)]} for key, name, function in found])
        return
    for key, name, function in found:
        OUT.print(f"\n[{key}] model = \"{name}\"", style="bold", soft_wrap=True)
        OUT.print(sentence(function), soft_wrap=True)
        rows = table(("key", "default", "unit", "meaning"),
                     ((p.key, p.default, p.unit, _meaning(p)) for p in parameters(function)))
        if rows.rows:
            OUT.print(rows)
        for text in references(function):
            OUT.print(f"Source: {text}", style="dim", soft_wrap=True)


def costs(word: Annotated[str, typer.Argument(help="Part of a key (cable, dc_submarine, farm, ...).")] = "",
          json: Json = False):
    """
    List the embedded costs with every step from the published value to USD of 2025.

    Example: sundalink costs dc_submarine
    """
    from sim.report.cost_sources import HEADER, listed

    rows = listed(word)
    if json:
        dump([dict(zip(HEADER, row, strict=True)) for row in rows])
    else:
        OUT.print(table(HEADER, rows))


def _meaning(parameter):
    """Return the text of a parameter without its unit."""
    return parameter.text.rsplit("[", 1)[0].strip()
