"""Cash that cannot be converted or transferred for some months, and the payments of its insurer."""

import numpy as np


def delayed(cash, due, event, blocked, cover):
    """
    Cash that lenders can be paid from where transfers are blocked.

    Parameters
    ----------
    cash : array, shape (life, year of operation)
        Before debt. [USD]
    due : array, shape (year of operation,)
        Service of the debt. [USD]
    event : array of bool, shape (life, year of operation)
        Years at whose end a part of the cash is still blocked; nothing is in the last year.
    blocked : float
        Part of the year, and of its cash, that is blocked; it is free in the year after. [yr]
    cover : float
        Share of the service missed in those months that an insurer pays. [fraction]

    Returns
    -------
    cash : array, shape (life, year of operation)
        Their sum is that of before: the insurer is paid back once the money is free. [USD]
    """
    share = min(blocked, 1.0)
    event = event & (np.arange(cash.shape[1]) < cash.shape[1] - 1)
    held = np.where(event, share * np.maximum(cash, 0.0), 0.0)
    insured = np.where(event, np.minimum(cover * share * due, held), 0.0)
    out = held - insured
    back = np.concatenate([np.zeros((len(out), 1)), out[:, :-1]], axis=1)
    return cash - out + back
