"""What the office does about one household meanwhile: its queue, corrections, consents, people taken out."""

from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

from karmika.cli.synth.drawing import chance
from karmika.intake import queue
from karmika.intake.acts.outcomes import DISMISSALS
from karmika.intake.editing import Shown, shown
from karmika.intake.instances import read_instance
from karmika.intake.interpret import definition_of
from karmika.intake.models import Submission, SubmissionVersion
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.refused import Refused, known_codes
from karmika.registry.acts import GiveConsent, RemovePerson, WithdrawConsent
from karmika.registry.acts.person import REMOVAL_REASONS
from karmika.registry.models import Household, Person
from karmika.rooms import INTERPRETERS
from tests.simulation.households import OUTSIDE, WARD

PURPOSES = ("survey", "schemes", "share_department", "groups")


class Office:
    """Fatima and Ramesh; what they may not do is refused, and that is counted too."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.decided: dict[UUID, set[str]] = {}
        self.taken_out: set[UUID] = set()

    def work_queue(self, instances: list[str], rng: Random) -> None:
        """Do something about each form of these that waits, and leave a quarter for another day."""
        for submission in self._forms(instances):
            submission.refresh_from_db()
            if submission.state in ("waiting", "held") and chance(0.75, rng):
                self._attempt(lambda waiting=submission: self._settle(waiting, rng))

    def intervene(self, instances: list[str], home: UUID, rng: Random) -> None:
        """Correct a form that was taken in, note a consent given or withdrawn, or take somebody out."""
        deed = rng.choice((self._correct_one, self._consent, self._consent, self._remove))
        self._attempt(lambda: deed(instances, home, rng))

    def _attempt(self, deed: Any) -> None:
        try:
            what = deed()
        except Refused as refused:
            assert refused.code in known_codes()
            self.refused[refused.code] += 1
        else:
            self.done[what] += 1

    def _forms(self, instances: list[str]) -> list[Submission]:
        ids = SubmissionVersion.objects.filter(instance_id__in=[f"uuid:{one}" for one in instances])
        found = Submission.objects.filter(id__in=ids.values("submission_id"))
        return list(found.select_related("project", "form_version").order_by("entry_seq"))

    def _settle(self, waiting: Submission, rng: Random) -> str:
        """One of the things that the page of a waiting form offers."""
        if chance(0.2, rng):
            reason = rng.choice(list(DISMISSALS))
            queue.dismiss(self.cast.fatima, waiting, reason, "as the resource person said")
            return "dismissed"
        if waiting.reason in queue.DECISIONS and waiting.state == "waiting":
            decision = rng.choice(queue.DECISIONS[waiting.reason])
            self._told(
                queue.try_again(self.cast.fatima, waiting, interpreters=INTERPRETERS, decision=decision)
            )
            self.decided.setdefault(waiting.id, set()).add(decision)
            return decision
        if waiting.related_id and chance(0.5, rng):
            self._told(queue.adopt(self.cast.ramesh, waiting, interpreters=INTERPRETERS))
            return "adopted"
        if waiting.state == "waiting" and chance(0.5, rng):
            return self._correct(waiting, rng)
        self._told(queue.try_again(self.cast.fatima, waiting, interpreters=INTERPRETERS))
        return "tried again"

    def _told(self, tried: queue.Tried) -> None:
        if tried.refused is not None:
            assert tried.refused.code in known_codes()
            self.refused[tried.refused.code] += 1

    def _correct_one(self, instances: list[str], home: UUID, rng: Random) -> str:
        forms = [one for one in self._forms(instances) if one.state == "applied"]
        return self._correct(rng.choice(forms), rng) if forms else "nothing to correct"

    def _correct(self, form: Submission, rng: Random) -> str:
        source = source_of(form.current_id)
        if source is None or form.form_version_id is None:
            return "nothing to correct"  # its bytes were shredded
        lines = shown(read_instance(source).root, definition_of(form.form_version_id), "en")
        changes = _put_right(lines) or _some_change(lines, rng)
        self._told(queue.correct(self.cast.fatima, form, changes, because="slip", interpreters=INTERPRETERS))
        return "corrected"

    def _consent(self, instances: list[str], home: UUID, rng: Random) -> str:
        people = [None, *_people(home)]
        asked: dict[str, Any] = {
            "household": home,
            "person": rng.choice(people),
            "purpose": rng.choice(PURPOSES),
        }
        act: Act = rng.choice((WithdrawConsent, WithdrawConsent, GiveConsent))(**asked)
        perform(act, self.cast.ramesh)
        return act.kind

    def _remove(self, instances: list[str], home: UUID, rng: Random) -> str:
        people = _people(home)
        if not people:
            return "nobody to take out"
        act = RemovePerson(person=rng.choice(people), reason=rng.choice(list(REMOVAL_REASONS)))
        perform(act, self.cast.fatima)
        self.taken_out.add(act.person)
        return act.kind


def _people(home: UUID) -> list[UUID]:
    if not Household.objects.filter(id=home).exists():
        return []
    return list(Person.objects.filter(household_id=home).order_by("id").values_list("id", flat=True))


def _put_right(lines: list[Shown]) -> dict[str, str]:
    """The ward and the worksites that keep a form waiting."""
    changes = {}
    for line in lines:
        if line.key == "/data/visit/ward" and line.value in OUTSIDE:
            changes[line.key] = WARD
        if line.key.endswith("/worksite") and line.value == "VJA-XX-999":
            changes[line.key] = "VJA-LC-003"
    return changes


def _some_change(lines: list[Shown], rng: Random) -> dict[str, str]:
    names = [line.key for line in lines if line.key.endswith("/member_name")]
    kept = [line.key for line in lines if line.key.endswith(("/landmark", "/address"))]
    changes = {rng.choice(names): f"Corrected {rng.randint(1, 99)}"} if names else {}
    return changes | (
        {kept[0]: f"Behind the school {rng.randint(1, 99)}"} if kept and chance(0.4, rng) else {}
    )
