"""What a witness reads, in three languages, one below the other. No personal data."""

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from karmika.chain.heads import Head
from karmika.chain.models import Mailed
from karmika.kernel.dates import INDIA

_RULE = "\n\n" + "-" * 60 + "\n\n"


def subject(head: Head) -> str:
    """In plain letters, so that it can be searched for: where from, and the short head."""
    return f"Karmika {settings.KARMIKA_URL}: head of the journal {head.short}"


def text(head: Head, *, before: Mailed | None) -> str:
    """The whole letter; `before` is the last mail to the same witness.

    It does not say how many entries there are: who also reads the log would learn how many are not told of there.
    """
    parts = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            parts.append("\n\n".join(_paragraphs(head, before=before)))
    return f"{head.full}\n\n" + _RULE.join(parts) + "\n"


def _paragraphs(head: Head, *, before: Mailed | None) -> list[str]:
    told = {
        "address": settings.KARMIKA_URL,
        "sealed": f"{formats.date_format(head.sealed_at.astimezone(INDIA).date(), 'j F Y')}, "
        f"{head.sealed_at.astimezone(INDIA):%H:%M}",
        "head": head.full,
    }
    said = [
        _(
            "This is the head of the journal of Karmika at {address}: a fingerprint of all entries up to "
            "{sealed} (India). You get it because the office named you as a witness."
        ),
        _(
            "Please keep this mail. Nothing in it is secret, and nothing in it is about any person. Whoever changes an "
            "old entry later, even with every password, cannot make this head again."
        ),
        _("To check, ask the office to run this command while you look on:")
        + "\n\n    karmika journal verify --against {head}\n\n"
        + _(
            "It must end with “Everything is as it was sealed.” If it says that this head is not in the chain, the "
            "history was rewritten or an older copy was put back: ask why, in writing, and tell the auditor."
        ),
    ]
    if before is not None:
        assert before.mailed_at is not None
        told["before"] = f"{before.number}-{bytes(before.digest).hex()}"
        told["day"] = formats.date_format(before.mailed_at.astimezone(INDIA).date(), "j F Y")
        said.append(_("The mail before this one was of {day}. Its head: {before}"))
    else:
        said.append(_("This is the first mail to you from this address."))
    return [one.format(**told) for one in said]
