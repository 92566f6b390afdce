"""The strict reader of CSV files names file, line, column, value and rule."""

import math

import pytest

from sim.errors import SundalinkError
from sim.inputs.csv_table import comments, read

HEAD = "key,value,source,source_kind,status,note\n"
GOOD = "a,1.5,Somebody 2020,primary,verified,\n"


def table(tmp_path, text):
    path = tmp_path / "figures.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, ("key",), ("value",))


def test_a_good_file_is_read(tmp_path):
    columns = table(tmp_path, "# a comment\n" + HEAD + GOOD)
    assert columns["key"] == ["a"]
    assert columns["value"] == [1.5]
    assert columns["status"] == ["verified"]
    assert columns["note"] == [""]


@pytest.mark.parametrize(("text", "expected"), [
    (HEAD + "a,1.5,,primary,verified,\n", "figures.csv, line 2, column source = '': must not be empty"),
    (HEAD + "a,1.5,S,primary,,\n", "figures.csv, line 2, column status = '': must not be empty"),
    (HEAD + GOOD + "b,1,S,primary,guessed,\n", "line 3, column status = 'guessed': must be one of verified"),
    (HEAD + GOOD + "b,1,S,primary,verifed,\n", "did you mean verified?"),
    ("# one\n# two\n" + HEAD + "a,1,S,hearsay,verified,\n",
     "line 4, column source_kind = 'hearsay': must be one of"),
    (HEAD + "a,1.5 MW,S,primary,verified,\n", "line 2, column value = '1.5 MW': must be a finite number"),
    (HEAD + 'a,"1,5",S,primary,verified,\n', "column value = '1,5': must be a finite number"),
    (HEAD + "a,nan,S,primary,verified,\n", "column value = 'nan': must be a finite number"),
    (HEAD + "a,inf,S,primary,verified,\n", "column value = 'inf': must be a finite number"),
    (HEAD + "a,,S,primary,verified,\n", "column value = '': must not be empty"),
    (HEAD + GOOD + GOOD, "line 3, column key = 'a': must occur once"),
    (HEAD + "a,1,S,primary\n", "line 2, cells = 4: must be 6"),
    ("key,value,source,source_kind,note\na,1,S,primary,\n", "must include status"),
    ("key,valeu,source,source_kind,status\na,1,S,primary,verified\n", "column = valeu: must be one of"),
    ("key,key,value,source,source_kind,status\na,a,1,S,primary,verified\n", "must occur once"),
    (HEAD, "must have a header line and at least one row"),
    ("", "must have a header line and at least one row"),
    (b"\x89PNG\r\n\x00\x01", "must be a text file in UTF-8"),
])
def test_a_bad_file_is_refused_by_name(tmp_path, text, expected):
    with pytest.raises(SundalinkError) as error:
        table(tmp_path, text)
    assert expected in str(error.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(SundalinkError, match="must be a readable file"):
            read(path, ("key",))


def test_optional_columns_may_be_empty_or_absent(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text("key,year\na,\nb,2020\n")
    columns = read(path, ("key", "word"), ("year", "size"), optional=("year", "size", "word"), sourced=False)
    assert math.isnan(columns["year"][0])
    assert columns["year"][1] == 2020
    assert all(math.isnan(value) for value in columns["size"])
    assert columns["word"] == ["", ""]


def test_line_numbers_count_lines_inside_quotes(tmp_path):
    text = HEAD + 'a,1,"two\nlines",primary,verified,\n' + "b,x,S,primary,verified,\n"
    with pytest.raises(SundalinkError, match="line 4, column value"):
        table(tmp_path, text)


def test_comments_give_settings_and_their_lines(tmp_path):
    path = tmp_path / "curve.csv"
    path.write_text("# made by hand\n# diameter_m = 164\n#hub_height_m=105\na,b\n# late = 1\n")
    assert comments(path) == {"diameter_m": (2, "164"), "hub_height_m": (3, "105")}
