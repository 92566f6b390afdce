"""Compiled kernels of the reward curve: sort bids, merge curves, transform one through a link, evaluate one."""

from numba import njit


@njit(nogil=True, cache=True, error_model="numpy")
def order(width_in, value_in, number, width, value, bid, slope):
    """Write the bids of each period by falling value; earlier bids first among equals, worthless ones left out."""
    for t in range(width.shape[1]):
        count = 0
        for j in range(number.size):
            w, v = width_in[j, t], value_in[j, t]
            if w <= 0.0 or v < 0.0:
                continue
            k = count
            while k > 0 and value[k - 1, t] < v:
                width[k, t], value[k, t], bid[k, t] = width[k - 1, t], value[k - 1, t], bid[k - 1, t]
                k -= 1
            width[k, t], value[k, t], bid[k, t] = w, v, number[j]
            slope[count, t] = 1.0
            count += 1
        for k in range(count, width.shape[0]):
            width[k, t], value[k, t], bid[k, t], slope[k, t] = 0.0, 0.0, -1, 0.0


@njit(nogil=True, cache=True, error_model="numpy")
def merge(width_a, value_a, bid_a, slope_a, width_b, value_b, bid_b, slope_b, where, width, value, bid, slope):
    """Write the segments of two curves in order of falling value; the first curve wins a tie."""
    count_a, count_b = width_a.shape[0], width_b.shape[0]
    for t in range(width.shape[1]):
        if not where[t]:
            continue
        i = j = k = 0
        # Empty segments are last: the first of them ends a curve.
        left_a, left_b = count_a > 0 and width_a[0, t] > 0.0, count_b > 0 and width_b[0, t] > 0.0
        while left_a or left_b:
            if left_a and (not left_b or value_a[i, t] >= value_b[j, t]):
                width[k, t], value[k, t] = width_a[i, t], value_a[i, t]
                bid[k, t], slope[k, t] = bid_a[i, t], slope_a[i, t]
                i += 1
                left_a = i < count_a and width_a[i, t] > 0.0
            else:
                width[k, t], value[k, t] = width_b[j, t], value_b[j, t]
                bid[k, t], slope[k, t] = bid_b[j, t], slope_b[j, t]
                j += 1
                left_b = j < count_b and width_b[j, t] > 0.0
            k += 1
        while k < width.shape[0]:
            width[k, t], value[k, t], bid[k, t], slope[k, t] = 0.0, 0.0, -1, 0.0
            k += 1


@njit(nogil=True, cache=True, error_model="numpy")
def through(width_in, value_in, bid_in, slope_in, piece_width, piece_slope, charge, where, width, value, bid,
            slope):
    """Write a curve at the sending end of a link, given the one at its receiving end."""
    pieces, segments = piece_width.size, width_in.shape[0]
    for t in range(width.shape[1]):
        if not where[t]:
            continue
        piece = segment = k = 0
        room = piece_width[0] if pieces else 0.0
        left = width_in[0, t]
        while piece < pieces and segment < segments:
            if left <= 0.0:
                segment += 1
                if segment < segments:
                    left = width_in[segment, t]
                continue
            gain = piece_slope[piece]
            # Both ends count the same power: what the bid still takes, and what the piece still carries.
            taken = left / gain
            if taken < room:
                used = taken
                room -= taken
                left = 0.0
            else:
                used = room
                left -= room * gain
                room = 0.0
            price = (value_in[segment, t] - charge) * gain
            if price < 0.0:
                break
            if used > 0.0:
                width[k, t] = used
                value[k, t] = price
                bid[k, t] = bid_in[segment, t]
                slope[k, t] = slope_in[segment, t] * gain
                k += 1
            if room <= 0.0:
                piece += 1
                if piece < pieces:
                    room = piece_width[piece]
        while k < width.shape[0]:
            width[k, t], value[k, t], bid[k, t], slope[k, t] = 0.0, 0.0, -1, 0.0
            k += 1


@njit(nogil=True, cache=True, error_model="numpy")
def curve_at_hub(width_a, value_a, bid_a, slope_a, width_b, value_b, bid_b, slope_b, piece_width, piece_slope, width_h,
                 value_h, bid_h, slope_h, where, width, value, bid, slope):
    """Write `merge`, `through` and `merge` again in one walk, with nothing kept between them; no charge."""
    for t in range(width.shape[1]):
        if not where[t]:
            continue
        i = j = h = k = piece = 0
        room, left, asked, who, far = piece_width[0], 0.0, 0.0, bid_a[0, t], 0.0
        while piece < piece_width.size:
            if left <= 0.0:
                more_a = i < width_a.shape[0] and width_a[i, t] > 0.0
                more_b = j < width_b.shape[0] and width_b[j, t] > 0.0
                if more_a and (not more_b or value_a[i, t] >= value_b[j, t]):
                    left, asked, who, far = width_a[i, t], value_a[i, t], bid_a[i, t], slope_a[i, t]
                    i += 1
                elif more_b:
                    left, asked, who, far = width_b[j, t], value_b[j, t], bid_b[j, t], slope_b[j, t]
                    j += 1
                else:
                    break
            gain = piece_slope[piece]
            price, taken = asked * gain, left / gain
            if price < 0.0:
                break
            while h < width_h.shape[0] and width_h[h, t] > 0.0 and value_h[h, t] > price:
                width[k, t], value[k, t], bid[k, t], slope[k, t] = (
                    width_h[h, t], value_h[h, t], bid_h[h, t], slope_h[h, t])
                h, k = h + 1, k + 1
            # Both ends count the same power: what the bid still takes, and what the piece still carries.
            used = taken if taken < room else room
            left = 0.0 if taken < room else left - room * gain
            room = room - taken if taken < room else 0.0
            if used > 0.0:
                width[k, t], value[k, t], bid[k, t], slope[k, t] = used, price, who, far * gain
                k += 1
            if room <= 0.0:
                piece += 1
                room = piece_width[piece] if piece < piece_width.size else 0.0
        while h < width_h.shape[0] and width_h[h, t] > 0.0:
            width[k, t], value[k, t], bid[k, t], slope[k, t] = (
                width_h[h, t], value_h[h, t], bid_h[h, t], slope_h[h, t])
            h, k = h + 1, k + 1
        for rest in range(k, width.shape[0]):
            width[rest, t], value[rest, t], bid[rest, t], slope[rest, t] = 0.0, 0.0, -1, 0.0


@njit(nogil=True, cache=True, error_model="numpy")
def reach(state, width, value, threshold, out):
    """Write the width of each period's curve whose value is at least the threshold."""
    for t in range(state.size):
        s = state[t]
        total = 0.0
        for k in range(width.shape[1]):
            if width[s, k, t] <= 0.0 or value[s, k, t] < threshold:
                break
            total += width[s, k, t]
        out[t] = total


@njit(nogil=True, cache=True, error_model="numpy")
def climb(power, state, width, bid, slope, hub, meter):
    """Write what each bid takes of `power`, at the hub and at its own meter."""
    for t in range(power.size):
        left = power[t]
        s = state[t]
        for k in range(width.shape[1]):
            w = width[s, k, t]
            if w <= 0.0 or left <= 0.0:
                break
            taken = w if w < left else left
            hub[bid[s, k, t], t] += taken
            meter[bid[s, k, t], t] += taken * slope[s, k, t]
            left -= taken
