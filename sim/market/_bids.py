"""Compiled kernels of the reward curve: sort bids, merge two curves, pull one back through a link, climb one."""

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
def merge(width_a, value_a, bid_a, slope_a, width_b, value_b, bid_b, slope_b, width, value, bid, slope):
    """Write the segments of two curves in order of falling value; the first curve wins a tie."""
    count_a, count_b = width_a.shape[0], width_b.shape[0]
    for t in range(width.shape[1]):
        i = j = k = 0
        while i < count_a or j < count_b:
            from_a = j >= count_b or (i < count_a and value_a[i, t] >= value_b[j, t])
            if from_a:
                w, v, b, s = width_a[i, t], value_a[i, t], bid_a[i, t], slope_a[i, t]
                i += 1
            else:
                w, v, b, s = width_b[j, t], value_b[j, t], bid_b[j, t], slope_b[j, t]
                j += 1
            if w > 0.0:
                width[k, t], value[k, t], bid[k, t], slope[k, t] = w, v, b, s
                k += 1
        while k < width.shape[0]:
            width[k, t], value[k, t], bid[k, t], slope[k, t] = 0.0, 0.0, -1, 0.0
            k += 1


@njit(nogil=True, cache=True, error_model="numpy")
def through(width_in, value_in, bid_in, slope_in, piece_width, piece_slope, charge, width, value, bid, slope):
    """Write a curve at the sending end of a link, given the one at its receiving end."""
    pieces, segments = piece_width.size, width_in.shape[0]
    for t in range(width.shape[1]):
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
            worth = (value_in[segment, t] - charge) * gain
            if worth < 0.0:
                break
            if used > 0.0:
                width[k, t] = used
                value[k, t] = worth
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
