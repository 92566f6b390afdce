"""The case in a few sentences: what it delivers, at which price, and which price to quote."""

import numpy as np

from sim.report.key_figures import new_gas, number, value


def lede(data):
    """Return the case in two or three sentences, every number computed."""
    required, gas = value(data, "levelised_price"), new_gas(data)
    text = (f"A mean year delivers {number(value(data, 'delivered_energy') / 1e3, 2)} TWh to Singapore, a load "
            f"factor of {number(100 * value(data, 'delivered_load_factor'))} % of the link. ")
    if np.isfinite(required):
        ratio = required / gas - 1.0
        text += (f"The required price is {number(required)} USD/MWh (USD of 2025), "
                 f"{number(100 * abs(ratio))} % {'more' if ratio >= 0 else 'less'} than the {number(gas)} USD/MWh of "
                 "new gas including carbon tax. ")
    else:
        text += f"No price meets the targets ({data.attrs['price_binds']}). "
    return text + (f"Capex is {number(value(data, 'capex') / 1e9, 1)} bn USD; Singapore avoids "
                   f"{number(value(data, 'avoided_emissions') / 1e6, 2)} Mt of CO2 a year.")


def sampling_error(data):
    """
    Standard error of the mean energy delivered, from the spread of weather years and of outage histories.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    error : float
        Relative to the mean; NaN with fewer than two weather years and two histories. [-]
    """
    energy = data["annual_delivered_energy"].mean("operating_year")
    if min(energy.sizes.values()) < 2:
        return float("nan")
    parts = [energy.mean(other).values for other in ("outage_draw", "weather_year")]
    return float(np.sqrt(sum(part.var(ddof=1) / part.size for part in parts)) / max(float(energy.mean()), 1e-9))


def quotation(data):
    """Price to quote from this result in one sentence, with its sampling error."""
    required, error = value(data, "required_price"), sampling_error(data)
    if not np.isfinite(required):
        return f"No price to quote: none meets the targets ({data.attrs['price_binds']})."
    text = (f"Quote this one: required price {number(required, 1)} USD/MWh, flat, in USD of 2025, at the Singapore "
            f"meter ({data.attrs['evidence']} evidence).")
    sure = value(data, "required_price_se")
    if not np.isfinite(error + sure):
        return text
    return text + (f" Standard error from weather years and outage histories: {number(sure, 1)} USD/MWh of the price, "
                   f"{number(100 * error, 1)} % of the energy.")
