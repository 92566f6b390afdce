"""Which corridors of a grid are congested, and when."""

import numpy as np
import xarray as xr


def congested(data: xr.Dataset) -> np.ndarray:
    """Share of the time in which each corridor carries all that it can, shape (corridor,). [fraction]"""
    flow, most = np.abs(data["flow"].values), data["capacity"].values
    back = np.where(data["flow"].values < 0, np.maximum(flow.max((0, 1)), 1e-6), most)
    return ((flow >= 0.999 * back) & (flow > 1.0)).mean((0, 1))
