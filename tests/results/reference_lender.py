"""A lender's own books of a borrower: plain numbers by year, from operating lines and terms alone."""

from finance.reference_finance import vietnam


def written_off(parts, cost_of_finance, spent, life, renewed):
    """
    Depreciation of each operating year, nominal.

    `parts` are (capex, years of depreciation, life); `spent` the nominal cost of one unit of capex; cost of finance
    follows the mean of the parts. `renewed` holds (operating year from 1, amount, years, life of the part).
    """
    whole, total = sum(capex for capex, _, _ in parts), [0.0] * life
    for capex, years, own in parts:
        asset = capex * spent + cost_of_finance * capex / whole
        end = min(round(own), life)
        for age in range(end):
            done = min(age / years, 1.0)
            total[age] += asset * ((1.0 - done) if age == end - 1 else min(1.0 / years, 1.0 - done))
    for year, amount, years, own in renewed:
        end = min(year + round(own), life)
        for age in range(year, end):
            done = min((age - year) / years, 1.0)
            total[age] += amount * ((1.0 - done) if age == end - 1 else min(1.0 / years, 1.0 - done))
    return total


def holidays(profits, minimum=0.15):
    """Tax of Viet Nam with the minimum on assessable income."""
    return vietnam(profits, minimum=minimum)


def single_rate(profits, rate=0.17):
    """Tax of Singapore: one rate, losses kept for good."""
    left, taxes = 0.0, []
    for profit in profits:
        used = min(left, max(profit, 0.0))
        left += max(-profit, 0.0) - used
        taxes.append(rate * (max(profit, 0.0) - used))
    return taxes


def capped(interest, earned, share, carry=5):
    """Interest that may be deducted: a share of earnings, what is above it in the next five years, oldest first."""
    if not share:
        return list(interest)
    above, allowed = [], []
    for year, due in enumerate(interest):
        room = share * max(earned[year], 0.0)
        now = min(due, room)
        room -= now
        if due > now:
            above.append([year, due - now])
        for entry in above:
            if 0 < year - entry[0] <= carry:
                used = min(entry[1], room)
                entry[1] -= used
                room -= used
                now += used
        allowed.append(now)
    return allowed


def saved_ahead(costs, years, last=None):
    """Rise of an account into which each cost is paid in equal parts over its last years."""
    rise = [0.0] * len(costs)
    for year, cost in enumerate(costs):
        if cost and (last is None or year < last):
            start = max(0, year + 1 - years)
            for when in range(start, year + 1):
                rise[when] += cost / (year + 1 - start)
            rise[year] -= cost
    return rise


def walk(lines, loans, terms):
    """
    Walk a borrower through its years.

    `lines`: revenue, costs, removal, renewals by operating year, nominal, and `building` by year of construction.
    `loans`: dicts of amount, draws by year of construction, rate then, upfront, commitment, rates by operating year,
    service by operating year (all that is paid), and years in which interest is added. `terms`: receivable (days),
    account (its interest), reserve (years), removal_years, renewal_years, tenor, cap, tax (function of profits), parts,
    spent, renewed.
    """
    life, build = len(lines["revenue"]), len(lines["building"])
    by_year = [[0.0, 0.0] for _ in range(build)]
    for loan in loans:
        owed = 0.0
        for year in range(build):
            fee = loan["commitment"] * (loan["amount"] - owed)
            fee += loan["upfront"] * loan["amount"] if year == 0 else 0.0
            by_year[year][0] += fee
            by_year[year][1] += loan["building_rate"] * owed
            owed += loan["draws"][year]
        assert abs(owed - loan["amount"]) <= 1e-6 * max(loan["amount"], 1.0)
    fees, idc = sum(fee for fee, _ in by_year), sum(cost for _, cost in by_year)
    # Loans in operation: interest on what is owed, repaid by the service that is given; interest that is not paid is
    # added and is a cost of its year.
    interest, ends = [0.0] * life, [0.0]
    for loan in loans:
        owed = loan["amount"]
        for year in range(life):
            due = loan["rates"][year] * owed
            paid = loan["service"][year]
            if loan["adds"](year):   # what is not paid is added to the loan
                assert abs(paid - (1.0 - loan["added"]) * due) <= 1e-6 * loan["amount"]
            interest[year] += due
            owed += due - paid
        ends[0] += owed
    service = [sum(loan["service"][year] for loan in loans) for year in range(life)]
    reserve = [terms["reserve"] * value for value in service] + [0.0]      # held when the year begins
    renewal = saved_ahead(lines["renewals"], terms["renewal_years"], terms["tenor"])
    removal = saved_ahead(lines["removal"], terms["removal_years"])
    cash, taxes, dividends, income, held, waiting = [], [], [], [], 0.0, 0.0
    earned = []
    written = written_off(terms["parts"], fees + idc, terms["spent"], life, terms["renewed"])
    for year in range(life):
        income.append(terms["account"] * (reserve[year] + held))
        held += renewal[year] + removal[year]
        earned.append(lines["revenue"][year] - lines["costs"][year] - lines["removal"][year])
    net = [interest[year] - income[year] for year in range(life)]
    allowed = capped(net, earned, terms["cap"])
    profits = [earned[year] - written[year] - allowed[year] for year in range(life)]
    taxes = terms["tax"](profits)
    for year in range(life):
        owing = terms["receivable"] / 365 * lines["invoiced"][year] if year < life - 1 else 0.0
        cash.append(earned[year] - lines["renewals"][year] - (owing - waiting) - taxes[year] + income[year]
                    - renewal[year] - removal[year])
        waiting = owing
        dividends.append(cash[year] - service[year] - (reserve[year + 1] - reserve[year]))
    uses = [lines["building"][year] + sum(by_year[year]) for year in range(build)]
    uses[-1] += reserve[0]
    equity = [uses[year] - sum(loan["draws"][year] for loan in loans) for year in range(build)]
    amount = sum(loan["amount"] for loan in loans)
    return {"fees": [fee for fee, _ in by_year], "idc": [cost for _, cost in by_year], "interest": interest,
            "principal": [service[y] - interest[y] for y in range(life)], "tax": taxes, "cash": cash,
            "dividends": dividends, "equity": equity, "income": income, "left": ends[0],
            "gearing": amount / sum(uses), "service": service, "owners": [-x for x in equity] + dividends,
            "profits": profits}


def rate_of(flows):
    """Rate of return by halving."""
    low, high = -0.5, 1.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        value = sum(flow / (1 + middle) ** year for year, flow in enumerate(flows))
        low, high = (middle, high) if value > 0 else (low, middle)
    return middle
