"""What `make quick` runs: every test that is not slow, of files that run no whole case."""

from itertools import pairwise

from house import source


def test_a_file_that_runs_no_case_is_among_the_quick_ones(request):
    assert request.node.get_closest_marker("whole") is None
    assert request.node.get_closest_marker("slow") is None


def test_quick_leaves_out_these_two_marks_and_ci_runs_all_tests():
    lines = source("Makefile").splitlines()
    quick, test = (next(after for line, after in pairwise(lines) if line.startswith(f"{name}:"))
                   for name in ("quick", "test"))
    assert quick.endswith('-m "not slow and not whole"')
    assert test.endswith("pytest $(PYTEST_FLAGS)")
    assert "make test" in source(".ci/run")
