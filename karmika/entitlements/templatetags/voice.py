"""Marks what is read out on a sheet, with the recordings that say it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from karmika.entitlements.voices import Clips

register = template.Library()


@register.simple_tag
def say(text: object, clips: Clips | None = None, aloud: str = "") -> SafeString:
    """Attributes of the element that shows a text. `aloud`: what is said instead of what is shown."""
    spoken = aloud or str(text)
    playing = clips.clips_for(spoken) if clips else ()
    return format_html(
        'data-say="{}"{}', aloud, format_html(' data-clips="{}"', " ".join(playing)) if playing else ""
    )
