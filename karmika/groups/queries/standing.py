"""What a group is: its charter with its numbers, gradings, sleep, and which groups it came from or went to."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from karmika.groups.by_laws import Charter, charter, said
from karmika.groups.models import CharterAdoption, Dormancy, Grading, Group, Succession
from karmika.kernel.numbers import indian, rupees
from karmika.kernel.viewer import Viewer

CHOICES_MAXIMUM = 200


@dataclass(frozen=True, slots=True)
class CharterPaper:
    """The charter that a group has now."""

    adoption: CharterAdoption
    charter: Charter

    def clauses(self, language: str) -> list[str]:
        """Its sentences with the group's numbers, in a language."""
        language = language.partition("-")[0]
        values = {}
        for one in self.charter.parameters:
            number = self.adoption.chosen.get(one.name)
            if number is not None:
                values[one.name] = rupees(number) if one.unit == "paise" else indian(number)
        return [said(clause.get(language, clause["en"]), values) for clause in self.charter.clauses]


def charter_paper(group_id: UUID) -> CharterPaper | None:
    """The charter that a group has now; None without one."""
    found = CharterAdoption.objects.filter(group_id=group_id, replaced_on__isnull=True).first()
    known = charter(found.charter) if found is not None else None
    return CharterPaper(found, known) if found is not None and known is not None else None


def gradings(group_id: UUID) -> list[Grading]:
    """How a group was graded, the newest first."""
    return list(Grading.objects.filter(group_id=group_id).order_by("-graded_on", "-entry_seq"))


def sleep(group_id: UUID) -> Dormancy | None:
    """The sleep in which a group is now."""
    return Dormancy.objects.filter(group_id=group_id, to_on__isnull=True).first()


def successions(group_id: UUID) -> list[Succession]:
    """Where members of a group came from or went to with a merge or a split, the newest first."""
    found = Succession.objects.filter(Q(earlier_id=group_id) | Q(later_id=group_id))
    return list(found.select_related("earlier", "later").order_by("-on", "-entry_seq"))


def alike(viewer: Viewer, group: Group) -> list[Group]:
    """Groups of the viewer's with which this one can become one, by name."""
    found = Group.objects.visible_to(viewer).filter(
        group_type=group.group_type,
        numbered_in=group.numbered_in,
        organisation_id=group.organisation_id,
        programme_id=group.programme_id,
        dissolved_on__isnull=True,
    )
    return list(found.exclude(id=group.id).select_related("area").order_by("name", "id")[:CHOICES_MAXIMUM])
