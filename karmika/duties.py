"""What the worker does again and again, whatever the journal says, in this order. Doing one twice does no harm."""

from karmika.kernel.room import Duty

DUTIES: tuple[Duty, ...] = ()
