"""What a signal rests on, in one sentence for people. Numbers alone: nobody is named."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "shared_phone": _(
        "%(members)s of %(of)s members have a phone number that %(households)s households give as theirs; "
        "%(groups)s other groups have it too."
    ),
    "shared_account": _(
        "%(members)s of %(of)s members have an account number that %(households)s households give as theirs; "
        "%(groups)s other groups have it too."
    ),
    "shared_photo": _(
        "The same photo stands for %(members)s of %(of)s members or for the founding; %(groups)s other groups have it too."
    ),
    "one_device": _(
        "%(groups)s groups at %(places)s places were entered with one phone on the day they were founded."
    ),
    "within_minutes": _(
        "%(households)s households were taken down one after the other, %(seconds)s seconds each on average."
    ),
    "never_seen_twice": _(
        "%(members)s of %(of)s members were met by one of the staff alone, in %(days)s days."
    ),
    "contradicted": _(
        "%(members)s of %(of)s members said not to be members, or a visitor did not find the group."
    ),
}


def words(kind: str, numbers: Mapping[str, int]) -> str:
    """The sentence of a signal in the active language."""
    return str(SENTENCES[kind]) % numbers
