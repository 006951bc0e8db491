"""The seven levels of the map and what lies in what. State and district are shared; below them, city and village part."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVELS: Final[tuple[str, ...]] = ("state", "district", "ulb", "ward", "block", "gram_panchayat", "village")
"""Every level, each after the level it lies in: the order in which a file of areas is read."""

PARENT_LEVEL: Final[dict[str, str]] = {
    "state": "",
    "district": "state",
    "ulb": "district",
    "ward": "ulb",
    "block": "district",
    "gram_panchayat": "block",
    "village": "gram_panchayat",
}

LEVEL_NAMES: Final[dict[str, str | Promise]] = {
    "state": _("State"),
    "district": _("District"),
    "ulb": _("City or town"),
    "ward": _("Ward"),
    "block": _("Block"),
    "gram_panchayat": _("Gram panchayat"),
    "village": _("Village"),
}

WORKSITE_KINDS: Final[dict[str, str | Promise]] = {
    "auto_stand": _("Auto stand"),
    "labour_chowk": _("Labour chowk"),
    "cluster": _("Cluster of homes or workshops"),
    "depot": _("Depot"),
    "market": _("Market"),
    "dump_yard": _("Dump yard"),
    "platform_hub": _("Platform hub"),
}
