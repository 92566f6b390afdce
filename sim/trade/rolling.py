"""Rolling trade: the optimum over the hours ahead on forecasts with errors, solved again at each gate closure."""

import numpy as np

from sim.checks import Count, Fraction, NonNegative, Positive, check_within
from sim.records import Battery
from sim.trade.rolling_forecasts import LEVELS, curves, foresight_inputs, steps
from sim.trade.schedule import Schedule


def rolling(available, reward, battery, dt, start, after=None, *, horizon: Positive = 48.0,
            gate_closure: NonNegative = 1.0, forecast_every: Positive = 6.0, forecast_delay: NonNegative = 4.0,
            persistence: NonNegative = 6.0, wind_error: Fraction = 0.14, wind_error_rise: Positive = 15.5,
            price_error: Fraction = 0.8, price_error_rise: Positive = 24.0, error_memory: NonNegative = 8.0,
            members: Count = 6, outages_foreseen: bool = False, end_value: NonNegative = 0.0):
    """
    Honest policy with forecasts: re-solved at each gate closure, and then held to what it nominated.

    A forecast of the wind is an ensemble: each member is what may come, the forecast plus or less an error that such
    forecasts made before. For each member the exact value of energy is found over the hours ahead; energy left at
    the end of these hours has the value that it had on average at that time of the other weather years. The value of
    energy after the next periods is the mean over the members, and by that the battery is run: room kept for wind
    that may come, and energy kept for calms that may come, count with their odds. At each gate closure the power that
    will be offered at the hub is nominated, as far as buyers could take it in the pole state known then: of what the
    members would offer, the quantile at which more and less cost the same. When the period comes, the battery makes
    up for what the forecast missed, as far as that has more value than the imbalance costs. An outage is known when it
    happens, and taken to last. Prices are taken at their expected value.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub, as it comes. [MW]
    reward : Reward
        What power at the hub earns, at the prices that come.
    battery : tuple
        Charge and discharge limit [MW], low and high energy [MWh], efficiency in and out [-], share kept over a
        period [-], wear counted on what is discharged [USD/MWh], as `sim.records.Battery` orders them.
    dt : float
        Length of a period. [h]
    start : float
        Energy in the cells before the first period. [MWh]
    after : YearForecast, optional
        What is forecast. By default what comes true, as far as the horizon, with `end_value` there: forecasts that do
        not err. `reward` must then hold the curves of every pole state in every period.
    horizon : float
        Shortest horizon of the solution, which extends to the start of a forecast vintage or to the year's end
        (assumed). [h]
    gate_closure : float
        Time from nomination to the start of delivery; offers in Singapore's pool close about an hour ahead (assumed).
        [h]
    forecast_every : float
        Time from one forecast vintage to the next, as weather services issue them (assumed). [h]
    forecast_delay : float
        Time from the reference time of a forecast until it can be used; global weather models take some hours
        (assumed). [h]
    persistence : float
        Time over which the last observed forecast error is carried forward, falling linearly (assumed). [h]
    wind_error : float
        Root-mean-square error of wind power at long lead over its largest value; 0 for forecasts without error
        (assumed, for one farm). [fraction]
    wind_error_rise : float
        Lead time at which the error variance has reached 63 %; with the default the error is 3.5 % at 1 h, 8 % at 6 h
        and 12 % a day ahead (assumed). [h]
    price_error : float
        Standard error of the spot price at long lead over its climatological spread, both on the scale of the normal
        score; 0 for known prices, 1 where only the climatology is known (assumed). [fraction]
    price_error_rise : float
        Lead time at which the error variance has reached 63 % (assumed). [h]
    error_memory : float
        Decorrelation time of the errors of one vintage along the forecast horizon (assumed). [h]
    members : int
        Members of the wind forecast ensemble; 1: the expected wind alone (assumed: more than six earn little more, and
        the computing time is proportional). [-]
    outages_foreseen : bool
        Whether future pole states are known. [-]
    end_value : float
        Value of stored energy at the end of the horizon where there are no other weather years to derive it from
        (assumed: none). [USD/MWh]

    Returns
    -------
    schedule : Schedule
        Offered power, battery flow and level, and the nominated power. ``available = offered + flow``.

    Raises
    ------
    SundalinkError
        If the energy at the start is not within the battery, or vintages are no whole number of periods apart.

    References
    ----------
    .. [1] Forecasts as a martingale: Heath and Jackson, 1994: Modeling the evolution of demand forecasts with
       application to safety stock analysis in production/distribution systems, IIE Transactions 26(3), 17-30.
    .. [2] The optimum over the hours ahead: as in `perfect_foresight`, arXiv:1412.0829 and arXiv:1406.3653.
    .. [3] Members: Roulston and Smith, 2003: Combining dynamical and statistical ensembles, Tellus A 55(1), 16-30,
       dress a single forecast with errors of the past.
    .. [4] The quantile nominated: Pinson, Chevallier and Kariniotakis, 2007: Trading wind generation from short-term
       probabilistic forecasts of wind power, IEEE Transactions on Power Systems 22(3), 1148-1156.
    """
    from sim.trade import _rolling

    available = np.ascontiguousarray(available, dtype=float)
    times, every = steps(horizon, gate_closure, forecast_every, forecast_delay, persistence, dt)
    battery = Battery(*map(float, battery))
    low, high = battery.low, battery.high
    check_within("share of the stored energy kept over a period", battery.keep, 1e-9, 1.0)
    check_within("wear of the battery", battery.wear, 0.0, 1e12, "USD/MWh")
    check_within("energy in the battery at the start", start, 0.0, high * (1 + 1e-9), "MWh")
    forecast = foresight_inputs(available, reward, every, end_value) if after is None else after
    state = np.ascontiguousarray(reward.state, dtype=np.int64)
    flow, level, named = (np.empty_like(available) for _ in range(3))
    seen = forecast.wind, forecast.limits, forecast.width, forecast.value, forecast.curve, state, every
    _rolling.run(available, curves(reward), seen, (np.linspace(low, high, LEVELS), forecast.slopes), times,
                 tuple(map(float, forecast.off)), outages_foreseen, float(dt), float(start), tuple(battery), flow,
                 level, named)
    return Schedule(available - flow, flow, level, named)
