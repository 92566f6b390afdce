"""Check that the rows of a year of irradiance follow the calendar."""

import numpy as np

from sim.errors import refusal

HOURS = 8760


def follow(path, stamps, lines, first):
    """
    Refuse rows that do not follow each other from the first hour of 1 January, without 29 February.

    Parameters
    ----------
    path : Path
        What a message names.
    stamps : sequence of tuple of str
        Month, day and hour of each row as the file has them, a whole number of rows for each hour.
    lines : sequence of int
        Line of each row.
    first : int
        Number of the first hour of a day, 0 or 1.

    Raises
    ------
    SundalinkError
        With the first row that stands elsewhere.
    """
    hour = np.repeat(np.datetime64("2001-01-01", "h") + np.arange(HOURS), len(stamps) // HOURS)
    month, day = hour.astype("datetime64[M]"), hour.astype("datetime64[D]")
    wanted = np.stack([month.astype(int) % 12 + 1, (day - month).astype(int) + 1, (hour - day).astype(int) + first], 1)
    for found, line, due in zip(stamps, lines, wanted.tolist(), strict=True):
        try:
            right = [float(cell) for cell in found] == due
        except ValueError:
            right = False
        if not right:
            raise refusal(f"{path}, line {line}: month, day, hour", " ".join(found)[:40], "", "must be {} {} {}: hours "
                          "follow each other from 1 January".format(*due))
