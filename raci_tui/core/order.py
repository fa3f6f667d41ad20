"""Order among siblings as base-62 fractions, so that moving a row is one change of one record.

An order is a string of digits `0-9A-Za-z` read as a fraction after a point; it never ends in `0`, so there
is always room between two of them.
"""

from __future__ import annotations

import string
from typing import Final

DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BASE: Final = len(DIGITS)
_VALUE: Final = {digit: value for value, digit in enumerate(DIGITS)}


def between(low: str, high: str) -> str:
    """Make an order above `low` and below `high`; an empty string stands for the open end.

    Where both are equal or the wrong way round, the answer is above `low`.
    """
    if high and low >= high:
        high = ""
    if not high:
        return _step(low, 1) if low else DIGITS[_BASE // 2]
    if not low.strip("0") and high.strip("0"):
        return _step(high, -1)
    shared = 0
    while high and shared < len(high) and (low[shared : shared + 1] or "0") == high[shared]:
        shared += 1
    prefix, low, high = high[:shared], low[shared:], high[shared:]
    floor = _VALUE[low[0]] if low else 0
    ceiling = _VALUE[high[0]] if high else _BASE
    if ceiling - floor > 1:
        return prefix + DIGITS[(floor + ceiling) // 2]
    # The digits touch: keep the lower one and go on behind it, or step below a longer upper one.
    if len(high) > 1:
        return prefix + high[0]
    return prefix + DIGITS[floor] + between(low[1:], "")


def _step(order: str, by: int) -> str:
    """Step to an open end: up (1) or down (-1).

    Behind k digits that have no room left stand k + 1 that count, so that a thousand steps in a row make
    orders of a few digits.
    """
    full = DIGITS[-1] if by > 0 else DIGITS[0]
    start = len(order) - len(order.lstrip(full))
    width = start + 1
    number = 0
    for digit in order[start : start + width].ljust(width, DIGITS[0]):
        number = number * _BASE + _VALUE[digit]
    number += by
    if by < 0 and number == 0:
        return full * (start + width) + DIGITS[-1] * (start + width + 1)
    return full * start + _digits(number, width).rstrip(DIGITS[0])


def spread(count: int) -> list[str]:
    """Make `count` rising orders, evenly spaced and equally short."""
    width, room = 1, _BASE
    while room <= count * 2:
        width, room = width + 1, room * _BASE
    step = room // (count + 1)
    return [_digits(step * place, width).rstrip("0") for place in range(1, count + 1)]


def several_between(low: str, high: str, count: int) -> list[str]:
    """Make `count` rising orders above `low` and below `high`; they grow with the logarithm of the count."""
    if not count:
        return []
    half = count // 2
    middle = between(low, high)
    # An open end leaves room in proportion: halving it again and again would make long orders.
    above = several_between(middle, high, count - half - 1) if high else _stepped(middle, count - half - 1)
    return [*several_between(low, middle, half), middle, *above]


def _stepped(low: str, count: int) -> list[str]:
    orders = []
    for _ in range(count):
        low = _step(low, 1)
        orders.append(low)
    return orders


def _digits(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        digits = DIGITS[digit] + digits
    return digits
