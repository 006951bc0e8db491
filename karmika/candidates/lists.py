"""The lists that name candidates: of people (e-Shram, BoCW, NFSA) and of groups (a register of self-help groups).

`key` tells one line of a list from another: what is listed under the same key is the same candidate, corrected.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERSON, GROUP = "person", "group"
_PLACED = ("area_level", "area_code")
_OF_A_PERSON = ("reference", "phone", "address", "sex", "birth_year", "occupation")
_OF_A_GROUP = ("formed_on", "members_count", "name", "phone")


@dataclass(frozen=True)
class ListKind:
    """One kind of list. `twelve_digits`: its numbers have twelve digits and are not Aadhaar numbers."""

    label: Promise
    what: str
    key: tuple[str, ...]
    needed: tuple[str, ...]
    optional: tuple[str, ...]
    twelve_digits: bool = False


LISTS: Mapping[str, ListKind] = {
    # the UAN of e-Shram has twelve digits (PIB, 26 August 2021)
    "eshram": ListKind(
        _("e-Shram"),
        PERSON,
        ("reference",),
        ("reference", "name", *_PLACED),
        _OF_A_PERSON[1:],
        twelve_digits=True,
    ),
    "bocw": ListKind(
        _("Building workers' board (BoCW)"),
        PERSON,
        ("reference",),
        ("reference", "name", *_PLACED),
        _OF_A_PERSON[1:],
    ),
    # one ration card names a whole family
    "nfsa": ListKind(
        _("Ration cards (NFSA)"),
        PERSON,
        ("reference", "name"),
        ("reference", "name", *_PLACED),
        _OF_A_PERSON[1:],
    ),
    "other": ListKind(
        _("Another list of people"),
        PERSON,
        ("reference", "name", "phone", "address"),
        ("name", *_PLACED),
        _OF_A_PERSON,
    ),
    "shg_register": ListKind(
        _("Register of self-help groups"),
        GROUP,
        ("reference",),
        ("reference", "title", *_PLACED),
        _OF_A_GROUP,
    ),
}

STATES: Mapping[str, Promise] = {
    "open": _("To be found"),
    "found": _("Found and met"),
    "not_found": _("Not found"),
    "withdrawn": _("Taken off the list"),
}
NOT_FOUND_REASONS: Mapping[str, Promise] = {
    "moved": _("Moved away"),
    "died": _("Died"),
    "unknown_here": _("Nobody knows the name here"),
    "not_a_worker": _("Does other work"),
    "unwilling": _("Does not want to take part"),
    "dissolved": _("The group no longer exists"),
}
WITHDRAWAL_REASONS: Mapping[str, Promise] = {
    "objected": _("The person does not want to be on our list"),
    "twice": _("Stands on our list twice"),
    "wrong_list": _("Should never have been on the list"),
    "file_undone": _("The file was undone"),
    "expired": _("Nobody was found in the time for which it may be kept"),
    "restored": _("Was settled or taken off after the backup that was restored"),
}
BARS: frozenset[str] = frozenset({"objected", "wrong_list"})
"""Reasons after which no list brings the same line's key back; after the others a newer list begins anew."""
