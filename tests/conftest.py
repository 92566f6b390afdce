"""How hypothesis draws: in CI the same cases each time, on a desk new ones; tests leave the user's cache alone.

Bytecode is kept whatever the caller's environment says: every worker would else rewrite and compile all tests again,
and every process that a test begins the whole package. What is collected and imported stays to the end, so that unused
circles of objects are looked for seldom and never among it.
"""

import gc
import os
import sys

from hypothesis import settings

# No deadline of an example: how long one takes says how busy the machine is.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

os.environ["SUNDALINK_CACHE"] = "off"

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
gc.set_threshold(100_000, 20, 50)   # as the command line has it


def pytest_collection_finish():
    gc.freeze()
