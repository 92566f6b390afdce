"""Read numbers from text: columns with commas for thousands or decimals, and single finite numbers."""

import math
import re

from sim.errors import refusal


def numbers(cells):
    """
    Read a column of numbers.

    Parameters
    ----------
    cells : sequence of str
        With a decimal point and commas between thousands, or with a decimal comma: the whole column decides.

    Returns
    -------
    values : list of float
        NaN for what is no number; all NaN if one cell needs a decimal comma and another forbids it.
    """
    marked = [cell for cell in cells if "," in cell]
    decimal = any(not re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", cell.replace(" ", "")) for cell in marked)
    return [number(cell, decimal) for cell in cells]


def number(cell, decimal):
    """
    Read one number.

    Parameters
    ----------
    cell : str
        Its text.
    decimal : bool
        Whether a comma is the decimal mark, points and blanks then parting thousands.

    Returns
    -------
    value : float
        NaN for what is no number.
    """
    text = re.sub(r"[\s\u00a0\u202f]", "", cell)
    if decimal:
        whole, comma, rest = text.partition(",")
        if not comma and "." in text and not re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", text):
            return math.nan
        if "," in rest or "." in rest or ("." in whole and not re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", whole)):
            return math.nan
        text = whole.replace(".", "") + ("." + rest if comma else "")
    else:
        text = text.replace(",", "")
    try:
        return float(text) if len(text) < 40 else math.nan
    except ValueError:
        return math.nan


def finite(where, text):
    """
    Read a finite number, or refuse.

    Parameters
    ----------
    where : str
        File, line and name of the value, for the message.
    text : str or None
        Its text; None where it is absent.

    Returns
    -------
    value : float

    Raises
    ------
    SundalinkError
        If it is no finite number, or 1e12 or more.
    """
    try:
        value = float(text)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value) or abs(value) > 1e12:
        raise refusal(where, "absent" if text is None else repr(text)[:60], "", "must be a number")
    return value
