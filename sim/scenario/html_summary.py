"""A scenario as a notebook shows it."""

from html import escape

FACTS = (("Farm", "{s.farm.capacity_mw:,.0f} MW, {s.farm.turbine}"), ("Battery", "{s.storage.power_mw:,.0f} MW, "
         "{s.storage.energy_mwh:,.0f} MWh"), ("Link", "{s.link.rating_mw:,.0f} MW at ±{s.link.voltage_kv:,.0f} kV, "
         "{s.link.configuration.model}"), ("Route", "{s.route.file}"), ("Contract price", "{s.contract.price}"),
         ("First year of operation", "{s.time.first_operating_year}"))
"""What is shown, and where it stands in the scenario."""


def scenario_html(s, text):
    """
    Return a scenario as a short piece of HTML: name, main facts, and every key to unfold.

    Parameters
    ----------
    s : Scenario
    text : str
        The scenario as TOML.

    Returns
    -------
    html : str
    """
    rows = "".join(f"<tr><th style='text-align:left'>{name}</th><td style='text-align:left'>"
                   f"{escape(form.format(s=s))}</td></tr>" for name, form in FACTS)
    return (f"<div><b>Scenario {escape(s.name)}</b>: {escape(s.description)}<table>{rows}</table>"
            f"<details><summary>Every key</summary><pre>{escape(text)}</pre></details></div>")
