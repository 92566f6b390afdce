"""A slow, literal twin of the books: plain numbers, one year after the other, for a given loan."""


def vietnam(profits, carry=5, minimum=0.0):
    """
    Tax of each operating year; every loss is kept as an entry of its own.

    10 % for 15 years, free for four and half for nine from the first profit, and a minimum on assessable income.
    """
    losses, start, taxes = [], None, []
    for year, profit in enumerate(profits, 1):
        if start is None and (profit > 0 or year == 4):
            start = year
        income = max(profit, 0.0)
        for loss in losses:
            if year - loss[0] <= carry:
                used = min(loss[1], income)
                loss[1] -= used
                income -= used
        if profit < 0:
            losses.append([year, -profit])
        rate = 0.10 if year <= 15 else 0.20
        if start is not None and year < start + 4:
            rate = 0.0
        elif start is not None and year < start + 13:
            rate *= 0.5
        taxes.append(max(rate, minimum) * income)
    return taxes


def walk(debt, gearing, cover, *, capex, spend, revenue, opex, inflation, to_start, tenor, rate, upfront,
         commitment, months, plant_life, account=0.0):
    """
    Walk forward through a project of one component with a loan of that size, gearing and cover.

    Money is real of the base year, `to_start` years before operation; debt is drawn pro rata. The loan is the
    right one if what is drawn equals `debt` and nothing is owed at the end. The reserve earns `account` a year on what
    it holds when the year begins, half of the service of that year with half a year kept.
    """
    build, life = len(spend), len(revenue)
    level = [(1 + inflation) ** (to_start - build + k) for k in range(build + life)]
    cost = [capex * share * level[k] for k, share in enumerate(spend)]
    owed, drawn, uses, finance_cost = 0.0, 0.0, [], 0.0
    for k in range(build):
        extra = rate * owed + commitment * (debt - owed) + (upfront * debt if k == 0 else 0.0)
        uses.append(cost[k] + extra)
        finance_cost += extra
        owed += gearing * uses[k]
    left, profits, cash, service, interest = debt, [], [], [], []
    for k in range(life):
        interest.append(rate * left if k < tenor else 0.0)
        earned = (revenue[k] - opex) * level[build + k]
        written = (sum(cost) + finance_cost) / plant_life if k < plant_life else 0.0
        kept = 0.0
        for _ in range(100):   # what the reserve earns, the tax on it and the service depend on each other
            profit = earned + account * kept - written - interest[k]
            paid = (earned + account * kept - vietnam([*profits, profit])[-1]) / cover if k < tenor else 0.0
            kept = months / 12 * paid
        profits.append(profit)
        cash.append(earned + account * kept - vietnam(profits)[-1])
        service.append(paid)
        left += interest[k] - service[k] if k < tenor else 0.0
    uses[-1] += months / 12 * service[0]
    drawn = gearing * sum(uses)
    reserve = [months / 12 * s for s in service] + [0.0]
    dividends = [cash[k] - service[k] + reserve[k] - reserve[k + 1] for k in range(life)]
    equity = [use * (1 - gearing) for use in uses]
    return {"drawn": drawn, "left": left, "tax": vietnam(profits), "cash": cash, "service": service,
            "interest": interest, "dividends": dividends, "equity": equity, "uses": uses}
