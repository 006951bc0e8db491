"""What the worker does for this room: it looks for ghost groups where something changed, and once a day everywhere."""

from karmika.groups.ghost_signals import compute_changed
from karmika.kernel.room import Duty

DUTIES: tuple[Duty, ...] = (Duty(name="groups.ghost_signals", function=compute_changed, every_s=600),)
