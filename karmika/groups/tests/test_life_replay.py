"""Many random things happen in the life of groups; figures, tables and the replayed journal still agree."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest

from karmika.groups import life_terms
from karmika.groups.acts import (
    AddMember,
    AdoptCharter,
    CorrectMeeting,
    Dissolve,
    EndMembership,
    Grade,
    Merge,
    NoteDormant,
    Revive,
    Split,
    WithdrawMeeting,
    WithdrawSession,
)
from karmika.groups.acts.grading import GroupAnswer
from karmika.groups.acts.life_parts import Chosen, Moving, Resolved
from karmika.groups.models import (
    Attendance,
    CharterAdoption,
    Dormancy,
    Group,
    GroupSession,
    Meeting,
    Membership,
    SessionAttendance,
)
from karmika.groups.terms import EXIT_REASONS
from karmika.groups.tests.gatherings import meeting_of, session_of
from karmika.groups.tests.people import Someone, make, self_formed, worker_id
from karmika.groups.tests.test_replay import negative_cells, total
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.rebuild import rebuild_and_compare

PEOPLE = 48


class Life:
    """Does random things, the same with each seed (ids differ, so nothing goes by them); a refusal is as good as a deed."""

    def __init__(self, cast, seed):
        self.cast, self.random = cast, random.Random(seed)
        self.done, self.refused = set(), set()

    def any_id(self, queryset):
        ids = list(queryset.order_by("entry_seq", "id").values_list("id", flat=True))
        return self.random.choice(ids) if ids else uuid7()

    def group(self):
        return Group.objects.get(id=self.any_id(Group.objects.filter(dissolved_on__isnull=True)))

    def day(self):
        return today() - timedelta(days=self.random.choice([0, 0, 0, 1, 2, 5, 30, 60]))

    def members(self, found, share=0.8):
        workers = Membership.objects.filter(group=found, left_on__isnull=True).order_by("worker_id")
        return tuple(
            one for one in workers.values_list("worker_id", flat=True) if self.random.random() < share
        )

    def words(self, found, share):
        return tuple(
            Moving(worker=one, given=self.random.random() < share, how="thumb", on=today())
            for one in self.members(found, 2)
        )

    def meet(self):
        found = self.group()
        decided = (Resolved(code="saving_amount", value=500),) if self.random.random() < 0.5 else ()
        return meeting_of(
            found, on=self.day(), attended=self.members(found), resolutions=decided, words="All."
        )

    def talk(self):
        found = self.group()
        topic = self.random.choice(["rights_at_work", "road_safety"])
        return session_of(found, topic=topic, on=self.day(), attended=self.members(found))

    def correct(self):
        key = self.any_id(Meeting.objects)
        rows = Attendance.objects.filter(meeting_id=key).order_by("worker_id")
        rows = rows.values_list("worker_id", flat=True)
        came = tuple(one for one in rows if self.random.random() < 0.7)
        out = self.random.random() < 0.3
        return CorrectMeeting(meeting=key, reason="wrong_people", attended=came, take_words_out=out)

    def withdraw(self):
        reason = self.random.choice(list(life_terms.WITHDRAW_REASONS))
        if self.random.random() < 0.5:
            return WithdrawSession(session=self.any_id(GroupSession.objects), reason=reason)
        return WithdrawMeeting(meeting=self.any_id(Meeting.objects), reason=reason)

    def adopt(self):
        found = self.group()
        numbers = {"meets_every_days": 14, "quorum_percent": 60, "term_months": 12, "saving_paise": 5_000}
        chosen = tuple(Chosen(name=name, value=value) for name, value in numbers.items())
        agreed = len(self.members(found, 2))
        return AdoptCharter(group=found.id, charter="plain-1", chosen=chosen, on=self.day(), agreed=agreed)

    def grade(self):
        said = {"rules_known": "all", "who_speaks": "some", "book_written": "late"}
        answers = tuple(GroupAnswer(question=q, answer=a) for q, a in said.items())
        return Grade(group=self.group().id, sheet="first-steps-1", on=self.day(), answers=answers)

    def sleep(self):
        return NoteDormant(group=self.group().id, reason="quarrel", on=self.day())

    def wake(self):
        asleep = Dormancy.objects.filter(to_on__isnull=True).order_by("entry_seq", "id").first()
        return Revive(group=asleep.group_id if asleep else uuid7(), how="visited", on=self.day())

    def merge(self):
        found = self.group()
        return Merge(group=found.id, into=self.group().id, on=today(), answers=self.words(found, 0.9))

    def split(self):
        found = self.group()
        return Split(group=found.id, name="Half", on=today(), answers=self.words(found, 0.5))

    def leave(self):
        found = self.group()
        worker = self.random.choice(self.members(found, 2) or (uuid4(),))
        reason = self.random.choice(list(EXIT_REASONS))
        return EndMembership(group=found.id, worker=worker, reason=reason, on=today())

    def join(self):
        worker = worker_id(self.random.randrange(PEOPLE))
        return AddMember(
            group=self.group().id, worker=worker, joined_on=today(), how="phone", consent_on=today()
        )

    def end(self):
        if Group.objects.filter(dissolved_on__isnull=True).count() < 4:
            return self.meet()
        return Dissolve(group=self.group().id, reason="members_decided", on=today())

    def step(self):
        steps = (
            *(
                self.meet,
                self.meet,
                self.meet,
                self.talk,
                self.talk,
                self.correct,
                self.correct,
                self.withdraw,
            ),
            *(self.adopt, self.grade, self.sleep, self.wake, self.wake, self.merge, self.split, self.leave),
            *(self.join, self.join, self.end),
        )
        try:
            act = self.random.choice(steps)()
            perform(act, self.cast.ramesh)
            self.done.add(act.kind)
        except Refused as refused:
            assert "?" not in refused.sentence()
            self.refused.add(refused.code)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_a_random_life_figures_tables_and_replay_agree(fresh_database, cast, seed):
    make(cast, [Someone(number=n, sex=("female", "male")[n % 2]) for n in range(PEOPLE)])
    for first in (0, 12, 24):
        act = self_formed(cast, range(first, first + 12), name=f"Group {first}")
        perform(act, cast.ramesh)
    life = Life(cast, seed)
    for _ in range(150):
        life.step()
    assert len(life.done) >= 13, life.done
    assert len(life.refused) >= 6, life.refused

    held = Meeting.objects.filter(withdrawn_on__isnull=True)
    assert total("meetings_held") == held.count()
    assert total("meeting_members") == Attendance.objects.filter(meeting__in=held).count()
    assert total("meeting_attendances") == Attendance.objects.filter(meeting__in=held, came=True).count()
    talked = GroupSession.objects.filter(withdrawn_on__isnull=True)
    assert total("group_sessions") == talked.count()
    assert total("session_attendances") == SessionAttendance.objects.filter(session__in=talked).count()
    assert total("members") == Membership.objects.filter(left_on__isnull=True).count()
    assert total("groups_dormant") == Dormancy.objects.filter(to_on__isnull=True).count()
    assert total("groups_formed") == Group.objects.exclude(dissolve_reason="group_merged").count()
    for measure in ("members", "meeting_members", "meeting_attendances", "session_attendances"):
        assert not negative_cells(measure), measure
    for one in held:
        assert one.present == one.attendances.filter(came=True).count()
    assert not Dormancy.objects.filter(group__dissolved_on__isnull=False, to_on__isnull=True).exists()
    assert CharterAdoption.objects.exists()

    compared = rebuild_and_compare()
    assert not compared.differing, compared.first
