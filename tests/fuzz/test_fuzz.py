"""Three hundred mutated scenarios and files: each is read, or refused in words."""

import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_mutated_inputs_are_read_or_refused():
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from run import fuzz

    faults, ends = fuzz({"scenario": 220, "file": 72, "run": 8}, workers=1)   # a second would import it all again
    assert not faults, "\n".join(f"{kind} {seed}: {wrong}" for seed, kind, wrong in faults)
    assert sum(ends.values()) == 300
    assert min(ends["valid"], ends["refused"]) > 10
