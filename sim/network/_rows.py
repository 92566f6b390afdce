"""Compiled vector operations on eight numbers of a row, written explicitly instead of left to the compiler."""

# The compiler does so by itself only where it can see that arrays do not overlap, and looks for that anew in each short
# loop. Products are added before they are rounded (fused), in every place: results do not depend on where arrays lie.

from typing import NamedTuple

from numba import types
from numba.core import cgutils
from numba.core.cgutils import ir
from numba.extending import intrinsic

WIDE = 8
"""Numbers that are worked on at once; rows are as long as a multiple of it."""
DEEP = 4
"""Rows of a panel."""
EIGHT = ir.VectorType(ir.DoubleType(), WIDE)
WHOLE = ir.IntType(64)


class Operand(NamedTuple):
    """An array of one or two dimensions while a compiled function is built."""

    data: ir.Value
    """Address of its first element."""
    width: ir.Value
    """Length of a row."""


def _arrays(context, builder, signature, values, places):
    """Return those arguments that are arrays."""
    found = []
    for n in places:
        view = context.make_array(signature.args[n])(context, builder, value=values[n])
        found.append(Operand(view.data, cgutils.unpack_tuple(builder, view.shape)[-1]))
    return found


def _at(builder, rows, j, i=None):
    """Return the address of an element of row i."""
    return builder.gep(rows.data, [j if i is None else builder.add(builder.mul(i, rows.width), j)])


def _load(builder, rows, j, i=None):
    """Return eight elements of row i, from column j on."""
    return builder.load(builder.bitcast(_at(builder, rows, j, i), EIGHT.as_pointer()), align=8)


def _store(builder, value, rows, j, i=None):
    """Write eight elements of row i, from column j on."""
    builder.store(value, builder.bitcast(_at(builder, rows, j, i), EIGHT.as_pointer()), align=8)


def _spread(builder, value):
    """Return eight times the same number."""
    nothing = ir.Constant(EIGHT, ir.Undefined)
    one = builder.insert_element(nothing, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(one, nothing, ir.Constant(ir.VectorType(ir.IntType(32), WIDE), [0] * WIDE))


def _fused(builder, a, b, c):
    """Return a b + c, rounded once."""
    call = cgutils.get_or_insert_function(builder.module, ir.FunctionType(EIGHT, 3 * [EIGHT]), f"llvm.fma.v{WIDE}f64")
    return builder.call(call, (a, b, c))


def _nothing(*kinds):
    """Return the signature of a function of these arguments that returns nothing."""
    return types.void(*(types.unliteral(kind) for kind in kinds))


@intrinsic
def copy(_, into, i, given, k, j):
    """Write eight numbers of row k of `given`, from column j on, into row i."""
    def write(context, builder, signature, values):
        to, of = _arrays(context, builder, signature, values, (0, 2))
        _store(builder, _load(builder, of, values[4], values[3]), to, values[4], values[1])
        return context.get_dummy_value()
    return _nothing(into, i, given, k, j), write


@intrinsic
def take(_, rows, i, j, given, k, much):
    """Take so much of row k of `given` from eight numbers of row i, from column j on."""
    def write(context, builder, signature, values):
        from_, of = _arrays(context, builder, signature, values, (0, 3))
        row, column, k, less = values[1], values[2], values[4], builder.fneg(values[5])
        left = _load(builder, from_, column, row)
        left = _fused(builder, _load(builder, of, column, k), _spread(builder, less), left)
        _store(builder, left, from_, column, row)
        return context.get_dummy_value()
    return _nothing(rows, i, j, given, k, much), write


@intrinsic
def take_panel(_, rows, first, end, j, given, much):
    """Take from eight numbers of each row, first to end, the rows of a panel `given`, so `much` of each in that row."""
    def write(context, builder, signature, values):
        from_, of, share = _arrays(context, builder, signature, values, (0, 4, 5))
        start, stop, column = values[1:4]
        panel = [_load(builder, of, column, WHOLE(k)) for k in range(DEEP)]
        with cgutils.for_range_slice(builder, start, stop, WHOLE(1), inc=True) as (i, _):
            left = _load(builder, from_, column, i)
            for k in range(DEEP):
                less = builder.fneg(builder.load(_at(builder, share, i, WHOLE(k))))
                left = _fused(builder, panel[k], _spread(builder, less), left)
            _store(builder, left, from_, column, i)
        return context.get_dummy_value()
    return _nothing(rows, first, end, j, given, much), write


@intrinsic
def weigh(_, panel, kept, scaled, k, j, much, thin, total, weight):
    """
    Take eight numbers of row k of a panel, from column j on: kept, times `much`, and thinned in place.

    `total` gains the weighed product of what is kept and what is scaled.
    """
    def write(context, builder, signature, values):
        rows, keep, scale, sums, by = _arrays(context, builder, signature, values, (0, 1, 2, 7, 8))
        row, column = values[3:5]
        eight = _load(builder, rows, column, row)
        more = builder.fmul(eight, _spread(builder, values[5]))
        _store(builder, eight, keep, column, row)
        _store(builder, more, scale, column, row)
        _store(builder, builder.fmul(eight, _spread(builder, values[6])), rows, column, row)
        part = builder.fmul(_load(builder, by, column), eight)
        _store(builder, _fused(builder, part, more, _load(builder, sums, column)), sums, column)
        return context.get_dummy_value()
    return _nothing(panel, kept, scaled, k, j, much, thin, total, weight), write
