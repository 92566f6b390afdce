"""A literal twin of the cash waterfall: one life, plain numbers, one period after the other."""


def walk(cash, loans, reserve_account, targets, *, periods, reserve, lock_up, sweep, equity_cures=0,
         account_interest=0.0):
    """
    Walk one life: `cash` by year; `loans` as dicts of rate, rank, interest, principal and balance by year.

    Returns distributions, support, and what each loan was paid and still owes at the end.
    """
    years, per = len(cash), periods
    owed = {n: a["balance"][0] + a["principal"][0] for n, a in loans.items()}

    def should_owe(a, t):
        """Owed after period t by the schedule; t = -1 before the first."""
        if t < 0:
            return a["balance"][0] + a["principal"][0]
        year, part = divmod(t, per)
        return a["balance"][year] + a["principal"][year] * (1 - (part + 1) / per)

    def cost(a, t):
        return (1 + a["rate"][t // per]) ** (1 / per) - 1

    def planned(t):
        """Senior and subordinated service that the schedule has in period t."""
        if t >= years * per:
            return 0.0
        return sum(should_owe(a, t - 1) * (1 + cost(a, t)) - should_owe(a, t) for a in loans.values() if a["rank"] < 3)

    maintenance = trapped = 0.0
    past, out = [], {"distributed": [], "support": [], "default": [], "paid": {n: [] for n in loans}}
    for t in range(years * per):
        due = {}
        for name, a in loans.items():
            grows = max(should_owe(a, t) - should_owe(a, t - 1), 0.0)
            interest = owed[name] * cost(a, t)
            due[name] = max(interest - grows + max(owed[name] + grows - should_owe(a, t), 0.0), 0.0)
            owed[name] += interest
        income = cash[t // per] / per
        income += ((1 + account_interest) ** (1 / per) - 1) * (maintenance + reserve_account + trapped)
        purse, trapped = income + trapped, 0.0
        need = sum(due[n] for n, a in loans.items() if a["rank"] < 3)
        for account in ("maintenance", "reserve"):
            held = maintenance if account == "maintenance" else reserve_account
            take = min(held, max(need - purse, 0.0))
            purse += take
            if account == "maintenance":
                maintenance -= take
            else:
                reserve_account -= take
        support = max(-purse, 0.0)
        purse += support
        if need - purse > 1e-6 * max(sum(owed[n] for n, a in loans.items() if a["rank"] < 3), 1.0) and equity_cures > 0:
            equity_cures -= 1
            support, purse = support + need - purse, need
        paid = dict.fromkeys(loans, 0.0)

        def serve(rank, purse, paid=paid, due=due):
            total = sum(due[n] for n, a in loans.items() if a["rank"] == rank)
            part = min(1.0, purse / total) if total > 0 else 0.0
            for n, a in loans.items():
                if a["rank"] == rank:
                    paid[n] += part * due[n]
            return purse - part * total

        purse = serve(2, serve(1, purse))
        out["default"].append(need - sum(paid[n] for n, a in loans.items() if a["rank"] < 3) > 1.0)
        wanted = reserve * sum(planned(t + 1 + k) for k in range(per))
        top = min(wanted - reserve_account, purse)
        reserve_account, purse = reserve_account + top, purse - top
        top = min(targets[t // per] - maintenance, purse)
        maintenance, purse = maintenance + top, purse - top
        purse = serve(3, purse)
        past = [*past, (income, need)][-per:]
        whole = sum(n for _, n in past)
        cover = sum(c for c, _ in past) / whole if whole > 0 else float("inf")
        locked = cover < lock_up and need > 0
        if not locked and sweep > 0:
            left = {n: owed[n] - paid[n] for n, a in loans.items() if a["rank"] == 1}
            total = sum(left.values())
            part = min(1.0, sweep * purse / total) if total > 0 else 0.0
            for n, balance in left.items():
                paid[n] += part * balance
            purse -= part * total
        trapped = purse if locked else 0.0
        out["distributed"].append(0.0 if locked else purse)
        out["support"].append(support)
        for n in loans:
            owed[n] -= paid[n]
            out["paid"][n].append(paid[n])
    return {**out, "owed": owed}
