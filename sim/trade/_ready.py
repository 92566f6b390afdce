"""Imports for processes from which workers are forked, so that numba's look-ups are done once."""

from numba.core.registry import cpu_target

cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()
