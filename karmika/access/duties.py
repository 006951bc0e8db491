"""What the worker does for this room again and again."""

from karmika.access import sessions, throttle
from karmika.access.exports import forget_old
from karmika.kernel.room import Duty

DAY_S = 24 * 3600
DUTIES: tuple[Duty, ...] = (
    Duty(name="access.forget_exports", function=forget_old, every_s=DAY_S, destroys=True),
    Duty(name="access.forget_waiting", function=throttle.forget_old, every_s=DAY_S),
    Duty(name="access.forget_sessions", function=sessions.forget_old, every_s=DAY_S),
)
