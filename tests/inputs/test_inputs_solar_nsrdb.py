"""The door for the NSRDB and SAM: hours as they stand, halves of them as straight lines, and broken files."""

import numpy as np
import pandas as pd
import pytest

from sim import clock
from sim.errors import SundalinkError
from sim.inputs import solar

PLACE = (10.35, 107.08)


def light(hours):
    """Irradiance at hours of local standard time (UTC+7), a day like the other but for its height."""
    return np.round(np.maximum(900.0 * np.sin(np.pi * (np.mod(hours, 24.0) - 5.9) / 12.0), 0.0)
                    * (1.0 + 0.1 * np.sin(hours / 500.0)), 3)


def write(path, minutes=60, first=30, year=2019, zone=7, change=lambda rows: rows, names="GHI,Temperature"):
    """A file as the NSRDB delivers it; `first` None leaves the minutes out, as SAM does."""
    stamps = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq=f"{minutes}min", inclusive="left")
    stamps = stamps + pd.Timedelta(minutes=first or 0)
    hours = np.asarray((stamps - pd.Timestamp(f"{year}-01-01")) / pd.Timedelta(hours=1)) + (0.5 if first is None else 0)
    rows = [f"{t.year},{t.month},{t.day},{t.hour}" + (f",{t.minute}" if first is not None else "") + f",{g},27.5"
            for t, g in zip(stamps, light(hours), strict=True)]
    head = ["Source,Location ID,City,Latitude,Longitude,Time Zone,Elevation,Local Time Zone",
            f"NSRDB,1,-,{PLACE[0]},{PLACE[1]},{zone},4,7",
            "Year,Month,Day,Hour" + (",Minute" if first is not None else "") + f",{names}"]
    path.write_text("\n".join(change([*head, *rows])) + "\n")
    return path


def local(found):
    """Hours from midnight in Viet Nam of one that starts at midnight in Singapore."""
    return np.roll(found.level, 7 - round(clock.SGT), axis=-1)


@pytest.mark.parametrize("first", [30, None])
def test_hours_at_half_past_stand_as_they_are(tmp_path, first):
    found = solar.nsrdb(write(tmp_path / "own.csv", first=first), *PLACE)
    np.testing.assert_allclose(local(found)[0], light(np.arange(8760) + 0.5))
    assert found.temperature.shape == (1, 8760)
    assert "own.csv" in found.label


@pytest.mark.parametrize(("minutes", "first"), [(30, 0), (60, 0), (10, 0), (30, 15)])
def test_other_instants_give_the_mean_of_the_hour(tmp_path, minutes, first):
    """Energy is kept to four thousandths, and the day stays where it is: within a minute by its centre."""
    found = local(solar.nsrdb(write(tmp_path / "own.csv", minutes=minutes, first=first), *PLACE))[0]
    fine = light((np.arange(8760 * 60) + 0.5) / 60.0).reshape(8760, 60).mean(axis=1)
    assert found.sum() == pytest.approx(fine.sum(), rel=4e-3)
    middle = [(day * np.arange(24)).sum() / day.sum() for day in (found[:24], fine[:24])]
    assert middle[0] == pytest.approx(middle[1], abs=1 / 60)


def test_a_leap_year_has_8760_hours_and_years_follow_each_other(tmp_path):
    files = [write(tmp_path / f"{year}.csv", year=year) for year in (2020, 2021)]
    found = solar.nsrdb(files, *PLACE)
    assert found.level.shape == (2, 8760)
    assert "2020.csv (NSRDB) and 1 more" in found.label


@pytest.mark.parametrize(("change", "words"), [
    (lambda rows: rows[2:], "line 1 = .*: must name Latitude, Longitude and Time Zone"),
    (lambda rows: rows[:-1], "rows without 29 February = 8759"),
    (lambda rows: [*rows[:3], *rows[27:], *rows[3:27]], "line 4: month, day, hour = 1 2 0: must be 1 1 0"),
    (lambda rows: [*rows[:2], rows[2].replace("GHI", "DNI"), *rows[3:]], "line 3: column ghi = absent"),
    (lambda rows: [*rows[:9], "2019,1,1,6,30,x,27.5", *rows[10:]], "line 10: irradiance = 'x'"),
    (lambda rows: [*rows[:9], "2019,1,1,6,30,99999,27.5", *rows[10:]], "line 10: irradiance = 99999"),
    (lambda rows: [rows[0], rows[1].replace("10.35", "40.0"), *rows[2:]], "within two degrees of the plant"),
])
def test_a_broken_file_is_refused(tmp_path, change, words):
    with pytest.raises(SundalinkError, match=words):
        solar.nsrdb(write(tmp_path / "own.csv", change=change), *PLACE)


def test_stamps_of_another_clock_are_refused(tmp_path):
    """A file in UTC whose time zone says 7: the sun would rise in the middle of the night."""
    def shifted(rows):
        cells = [row.rsplit(",", 2) for row in rows[3:]]
        return [*rows[:3], *(f"{a[0]},{b[1]},{a[2]}" for a, b in zip(cells, np.roll(cells, -7, axis=0), strict=True))]

    with pytest.raises(SundalinkError, match=r"shift|hours|clock"):
        solar.nsrdb(write(tmp_path / "own.csv", change=shifted), *PLACE)
