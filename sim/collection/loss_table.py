"""From the farm's terminals to the hub: all collection losses in one table, which the periods read."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_finite, check_positive, check_within, refusal


class LossTable(NamedTuple):
    """
    Power at the hub for power at the turbines, with what is lost between.

    At every knot ``farm = hub + array_loss + transformer_loss + export_loss``. In a calm, the energised plant
    takes more than the farm gives: then the hub gets zero, and what is missing is bought there, as
    ``standby``.

    Parameters
    ----------
    farm : array, shape (n,)
        Power of the farm, from zero to its rating; closer knots near zero. [MW]
    hub : array, shape (n,)
        Power at the hub, never negative. [MW]
    array_loss, transformer_loss, export_loss : array, shape (n,)
        Losses that the farm's own power covers. [MW]
    standby : array, shape (n,)
        Losses that power from the hub must cover. [MW]
    """

    farm: np.ndarray
    hub: np.ndarray
    array_loss: np.ndarray
    transformer_loss: np.ndarray
    export_loss: np.ndarray
    standby: np.ndarray


class Split(NamedTuple):
    """Power at the hub, losses that the farm covers, and standby power bought, of one shape. [MW]"""

    hub: np.ndarray
    array_loss: np.ndarray
    transformer_loss: np.ndarray
    export_loss: np.ndarray
    standby: np.ndarray


def table(rating, length, array, transformer, export, points=201):
    """
    Run the models of array, transformers and export cables once, and tabulate their losses.

    Parameters
    ----------
    rating : float
        Rated power of the farm. [MW]
    length : float
        Length of the export cables. [km]
    array, transformer : callable
        ``loss = f(power, rating)`` in MW, from `sim.collection.array_cable` and `sim.collection.transformer`.
    export : callable
        ``loss = f(power, rating, length)`` in MW, from `sim.collection.export_cable`.
    points : int
        Number of knots.

    Returns
    -------
    table : LossTable
        Losses in the order array, transformers, export; each model sees the power that the one before left.

    Raises
    ------
    SundalinkError
        If a loss is negative or not finite, or more power from the farm would mean less at the hub.
    """
    check_positive("farm rating", rating, "MW")
    if points < 2:
        raise refusal("points of the collection table", points, "-", "must be 2 or more")
    # Squares put the knots close together near zero, where the curve leaves the axis in a kink.
    farm = rating * np.linspace(0.0, 1.0, int(points)) ** 2
    left, standby, losses = farm, np.zeros_like(farm), []
    for name, model in (("array", lambda power: array(power, rating)),
                        ("transformer", lambda power: transformer(power, rating)),
                        ("export", lambda power: export(power, rating, length))):
        heat = np.broadcast_to(np.asarray(model(left), dtype=float), farm.shape)
        check_finite(f"{name} loss", heat, "MW")
        if (heat < 0).any():
            raise refusal(f"{name} loss", float(heat.min()), "MW", "must not be negative")
        covered = np.minimum(heat, left)
        losses.append(covered)
        standby = standby + (heat - covered)
        left = left - covered
    if (np.diff(left) < 0).any():
        raise refusal("collection loss at rated power", float(farm[-1] - left[-1]), "MW",
                  "must grow more slowly than the power itself")
    return LossTable(farm, left, *losses, standby)


def read(table, power):
    """
    Return the power at the hub.

    Parameters
    ----------
    table : LossTable
        Of the collection system.
    power : array, shape (...)
        Power that the farm offers. [MW]

    Returns
    -------
    hub : array, shape (...)
        Linear between the knots; never falls as `power` grows. [MW]

    Raises
    ------
    SundalinkError
        If a power is negative or exceeds the farm's rating.
    """
    return np.interp(_checked(table, power), table.farm, table.hub)


def split(table, power):
    """
    Return the power at the hub and each loss between.

    Parameters
    ----------
    table : LossTable
        Of the collection system.
    power : array, shape (...)
        Power that the farm offers. [MW]

    Returns
    -------
    split : Split
        Each linear between the knots; hub and losses add up to `power`, standby comes on top.

    Raises
    ------
    SundalinkError
        If a power is negative or exceeds the farm's rating.
    """
    from sim.collection import _loss_table

    power, values = np.ascontiguousarray(_checked(table, power)), np.stack(table[1:])
    slopes = np.concatenate([np.diff(values) / np.diff(table.farm), np.zeros((len(values), 1))], axis=1)
    out = np.empty((len(values), power.size))
    _loss_table.split(power.reshape(-1), np.ascontiguousarray(table.farm), values, slopes, out)
    return Split(*out.reshape(-1, *power.shape))


def _checked(table, power):
    """Return power as an array within the table; a rounding error above the rating is let pass."""
    check_within("power of the farm", power, 0.0, table.farm[-1] * (1 + 1e-9), "MW")
    return np.minimum(power, table.farm[-1])
