"""Numbers as people in India read them, and check digits for numbers that people copy by hand."""

from stdnum.iso7064 import mod_11_10


def indian(number: int) -> str:
    """Digits grouped the Indian way: 1234567 becomes 12,34,567."""
    sign, digits = ("−", str(-number)) if number < 0 else ("", str(number))
    head, tail = digits[:-3], digits[-3:]
    groups = [tail]
    while head:
        groups.append(head[-2:])
        head = head[:-2]
    return sign + ",".join(reversed(groups))


class Paise(int):
    """An amount of money that stands among numbers: pages show it as rupees (`ui`'s filter `indian`)."""


def rupees(paise: int) -> str:
    """An amount of paise as rupees: 123450 becomes ₹1,234.50; whole rupees lose the zeros."""
    whole, part = divmod(abs(paise), 100)
    sign = "−" if paise < 0 else ""
    return f"{sign}₹{indian(whole)}" + (f".{part:02d}" if part else "")


def percent(numerator: int, denominator: int) -> str:
    """A share of a positive whole with one digit: 409 of 900 becomes 45.4 %. Rounded half away from zero."""
    thousandths = (2000 * abs(numerator) + denominator) // (2 * denominator)
    sign = "−" if numerator < 0 and thousandths else ""
    return f"{sign}{indian(thousandths // 10)}.{thousandths % 10}\u00a0%"


def check_digit(digits: str) -> str:
    """The check digit of a string of digits (ISO 7064, Mod 11,10): finds every single wrong digit."""
    return str(mod_11_10.calc_check_digit(digits))


def check_ok(number: str) -> bool:
    """Whether the last digit of a number is its check digit."""
    return number.isdigit() and len(number) > 1 and bool(mod_11_10.is_valid(number))
