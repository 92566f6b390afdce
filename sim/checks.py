"""Checks of inputs: the kinds that a parameter may have, and tests that name the quantity, the value and the rule."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Le

from sim.errors import refusal

# Kinds for the keyword-only parameters of a model: the scenario's schema enforces what they say.
Positive = Annotated[float, Gt(0)]
NonNegative = Annotated[float, Ge(0)]
Fraction = Annotated[float, Ge(0), Le(1)]
Count = Annotated[int, Ge(1), Le(1_000_000)]


def check_within(name, value, low, high, unit="-"):
    """Refuse a value (or any element of an array) outside ``low <= value <= high``, NaN included."""
    values = np.asarray(value, dtype=float)
    wrong = ~((values >= low) & (values <= high))
    if wrong.any():
        raise refusal(name, float(values[wrong].flat[0]), unit, f"must lie between {low:g} and {high:g}")


def check_positive(name, value, unit="-"):
    """Refuse a value (or any element of an array) that is not a finite number above zero."""
    values = np.asarray(value, dtype=float)
    wrong = ~((values > 0) & np.isfinite(values))
    if wrong.any():
        raise refusal(name, float(values[wrong].flat[0]), unit, "must be a finite number above zero")


def check_finite(name, value, unit="-"):
    """Refuse an array that holds NaN or infinity, and say at which index."""
    wrong = ~np.isfinite(np.asarray(value, dtype=float))
    if wrong.any():
        index = np.argwhere(wrong)[0].tolist()
        raise refusal(name, "not a finite number", unit, f"every value must be finite (first at index {index})")


def check_balance(where, given, taken, scale, tolerance=1e-9):
    """
    Refuse a balance that does not close.

    Parameters
    ----------
    where : str
        The interface, as the message names it.
    given, taken : array
        What went in and what came out, of one shape.
    scale : float
        What the difference is relative to, in the same unit.
    tolerance : float
        Largest relative difference allowed. [-]

    Returns
    -------
    residual : float
        Largest difference relative to `scale`. [-]

    Raises
    ------
    SundalinkError
        If the difference exceeds the tolerance anywhere.
    """
    gap = np.abs(np.asarray(given) - np.asarray(taken)) / max(abs(float(scale)), 1e-300)
    worst = float(gap.max(initial=0.0))
    if not worst <= tolerance:
        raise refusal(f"balance at {where}", worst, "-", f"must close to {tolerance:g} relative; this is a fault "
                  "of the program, please report it with the scenario")
    return worst
