"""Imported where workers are forked from: what numba would look up in the first compiled loop of each of them."""

from numba.core.registry import cpu_target

cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()
