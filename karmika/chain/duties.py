"""What the worker does for the chain again and again."""

from karmika.chain.sealing import seal_due
from karmika.chain.witnesses import mail_due
from karmika.kernel.room import Duty

DUTIES: tuple[Duty, ...] = (
    Duty(name="chain.seal", function=seal_due, every_s=10),
    Duty(name="chain.mail", function=mail_due, every_s=600),
)
