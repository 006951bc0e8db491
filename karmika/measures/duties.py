"""What the worker does for this room, again and again."""

from karmika.kernel.room import Duty
from karmika.measures import daily

DUTIES: tuple[Duty, ...] = (Duty("forget days of figures", daily.forget, every_s=6 * 3600),)
