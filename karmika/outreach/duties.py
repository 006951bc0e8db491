"""What the worker does for camps: people whom a laptop had borrowed vanish when their time is over."""

from karmika.kernel.room import Duty
from karmika.outreach import lent

DUTIES = (Duty("give back lent people", lent.forget_old, every_s=3600),)
