"""The test form, published."""

from karmika.intake.tests.doorstep import survey

__all__ = ["survey"]
