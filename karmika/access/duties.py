"""What the worker does for this room again and again."""

from karmika.access.exports import forget_old
from karmika.kernel.room import Duty

DUTIES: tuple[Duty, ...] = (Duty(name="access.forget_exports", function=forget_old, every_s=24 * 3600),)
