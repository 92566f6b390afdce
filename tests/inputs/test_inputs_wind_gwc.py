"""The door for generalised wind climates, on tables in WAsP's text format, whole and broken."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs.wind_gwc import read

Z0, HEIGHTS = (0.0, 0.03, 0.1, 0.4, 1.5), (10.0, 50.0, 100.0, 150.0, 200.0)
GENERATOR = np.random.default_rng(7)
SHARE = GENERATOR.uniform(2.0, 15.0, (5, 12))
SHARE = 100.0 * SHARE / SHARE.sum(1, keepdims=True)
A, K = GENERATOR.uniform(4.0, 12.0, (5, 5, 12)), GENERATOR.uniform(1.6, 3.0, (5, 5, 12))


def lines(place="107.4,10.0,0.0"):
    """As the Global Wind Atlas and WindKit write it: fixed columns of nine."""
    found = [f"GWA3 <coordinates>{place}</coordinates>" if place else "a station", "5 5 12",
             " ".join(f"{z:9.3f}" for z in Z0), " ".join(f"{z:9.1f}" for z in HEIGHTS)]
    for i in range(5):
        found.append("".join(f"{v:9.2f}" for v in SHARE[i]))
        for j in range(5):
            found += ["".join(f"{v:9.2f}" for v in A[i, j]), "".join(f"{v:9.3f}" for v in K[i, j])]
    return found


def write(path, text, end="\r\n"):
    path.write_bytes((end.join(text) + end).encode("latin-1"))
    return path


def test_the_tables_are_read(tmp_path):
    found = read(write(tmp_path / "gwa.lib", lines()), 10.0, 107.4)
    np.testing.assert_allclose(found.heights, HEIGHTS)
    np.testing.assert_allclose(found.roughness, Z0)
    np.testing.assert_allclose(found.scale, A, atol=6e-3)
    np.testing.assert_allclose(found.shape, K, atol=6e-4)
    np.testing.assert_allclose(found.frequency, SHARE / 100.0, atol=1e-4)
    assert "generalised wind climate" in found.label


def test_wrapped_rows_other_line_ends_and_no_place_are_read(tmp_path):
    text = lines(place="")
    wrapped = text[:4] + [part for row in text[4:] for part in (row[:54], row[54:])]
    found = read(write(tmp_path / "old.lib", wrapped, "\n"), 55.0, 12.0)
    np.testing.assert_allclose(found.scale, A, atol=6e-3)


def changed(at, text):
    found = lines()
    found[at] = text
    return found


@pytest.mark.parametrize(("text", "rule"), [
    (lines()[:30], r"values after line 4 = 312: must be 660: .*cut off"), ([*lines(), "1 2 3"], "longer than that"),
    (changed(1, "5 5"), r"line 2 = 5 5: must be three whole numbers"), (changed(1, "5 5 0"), "three whole numbers"),
    (changed(1, "five 5 12"), r"line 2: numbers of .* = five: must be numbers"),
    (changed(3, "10 50 100"), "line 4: heights = 3: must be 5"),
    (changed(2, "0 0.03"), "line 3: roughness lengths = 2"),
    (changed(4, lines()[4].replace(lines()[4].split()[0], "x")), "line 5: frequencies, A and k = x"),
    (changed(5, "  -1.00" * 12), "Weibull A of sector 1 at 10 m = -1"),
    (changed(5, " nan" * 12), "= nan: must be numbers"),
    (changed(3, "200 150 100 50 10"), "heights = .*must rise"),
    (lines("2.1,50.0,0"), "coordinates = 50N 2.1E: must lie"),
    (lines("here"), "coordinates = here: must be longitude,latitude"), (["a", "b"], "of five lines at least; it has 2"),
    (["<?xml version='1.0'?>", *lines()], "in XML: save it as .lib"), ([""], "it has 0")])
def test_a_table_that_is_none_is_refused_in_one_message(tmp_path, text, rule):
    path = write(tmp_path / "bad.lib", text)
    with pytest.raises(SundalinkError, match=rf"bad.lib.*{rule}") as caught:
        read(path, 10.0, 107.4)
    assert "\n" not in str(caught.value)


def test_what_is_no_text_is_refused(tmp_path):
    (tmp_path / "x.lib").write_bytes(bytes(range(256)) * 20)
    for path in (tmp_path / "x.lib", tmp_path / "absent.lib", tmp_path):
        with pytest.raises(SundalinkError):
            read(path, 10.0, 107.4)
