"""How hypothesis draws: in CI the same cases each time, on a desk new ones; tests leave the user's cache alone."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, database=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

os.environ["SUNDALINK_CACHE"] = "off"
