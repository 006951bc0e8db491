"""The lists that the form of a meeting shows on a phone: groups of its area, and their members as numbers, without names."""

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from karmika.access.models import Device
from karmika.areas.queries import within
from karmika.groups.models import Group, Membership
from karmika.intake.generated import GeneratedFile
from karmika.kernel.viewer import Viewer

GROUPS_MAXIMUM = 500
"""A longer list makes forms slow on small phones; the newest groups come first."""


def _groups(device: Device) -> list[Group]:
    found = Group.objects.filter(
        area_id__in=list(within(device.area_id)),
        organisation_id=device.organisation_id,
        programme_id=device.programme_id,
        dissolved_on__isnull=True,
    )
    return list(found.order_by("-entry_seq", "id")[:GROUPS_MAXIMUM])


def groups(viewer: Viewer, device: Device) -> Iterator[tuple[str, str]]:
    """The groups that stand in the phone's area, by number."""
    for group in sorted(_groups(device), key=lambda one: one.number):
        yield group.number, f"{group.number} · {group.name}"


def members(viewer: Viewer, device: Device) -> Iterator[tuple[str, str, str]]:
    """The members of today as running numbers in their group; no name leaves the office."""
    numbers = {group.id: group.number for group in _groups(device)}
    rows = Membership.objects.filter(group_id__in=list(numbers)).order_by("group_id", "entry_seq", "id")
    for group, memberships in groupby(rows.values_list("group_id", "id", "left_on"), key=lambda row: row[0]):
        for number, (_, key, left_on) in enumerate(memberships, 1):
            if left_on is None:
                yield str(key), str(number), numbers[group]


def group_names(codes: Collection[str]) -> Mapping[str, str]:
    """The names of the groups with these numbers."""
    return dict(Group.objects.filter(number__in=list(codes)).values_list("number", "name"))


ATTACHMENTS: tuple[GeneratedFile, ...] = (
    GeneratedFile("groups.csv", ("name", "label"), groups, group_names),
    GeneratedFile("group_members.csv", ("name", "label", "group"), members, of_persons=True),
)
