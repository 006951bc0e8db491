"""What the worker does for this room again and again."""

from karmika.kernel.room import Duty
from karmika.referrals import links

DUTIES: tuple[Duty, ...] = (
    Duty(name="referrals.forget_links", function=links.forget_old, every_s=24 * 3600, destroys=True),
)
