"""Many surveys in one transaction leave the same picture as one by one, whatever they have to do with each other."""

from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Sum

from karmika.cli.synth import Habits, Map, city, read_sites, survey_form
from karmika.intake.batch import Sent, receive_many
from karmika.intake.models import Submission, SubmissionVersion
from karmika.intake.receiving import receive
from karmika.journal.models import Entry
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.registry.acts.person import RecordPerson
from karmika.registry.interpreters import INTERPRETERS
from karmika.registry.models import Consent, Debt, Household, Person, PersonPlace, Trait, Visit, Worker
from karmika.registry.tests.doorstep import changed, member, survey, xml
from karmika.registry.tests.test_from_the_phone import instance_id, publish_survey

WILD = Habits(duplicates=0.2, resent=0.15, edited=0.15, late=0.1, odd=0.3)


def letters(workers: int, seed: int = 5) -> list[bytes]:
    """A few days of one ward in which much goes wrong."""
    sent = city(seed, workers, where=Map(["251746-W07"], read_sites()), form=survey_form(), habits=WILD)
    return [one.xml for one in sent]


def picture() -> dict[str, object]:
    """What everybody can see of it; not the numbers and moments of the journal."""
    numbers = ("entry_seq", "changed_seq", "submission_id")

    def rows(model, *left_out: str) -> list[dict[str, object]]:
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in numbers]
        found = model.objects.values(*(name for name in names if name not in left_out))
        return sorted(found, key=repr)

    moments = ("received_at", "received_on", "id", "current_id", "applied_id", "related_id")
    counted = Contribution._base_manager.values("measure", "subject", "category", "happened_on", "occupation")
    return {
        "submissions": rows(Submission, *moments),
        "versions": rows(SubmissionVersion, *moments),
        **{model.__name__: rows(model) for model in (Household, Visit, Person, Worker, Debt)},
        **{model.__name__: rows(model, "id") for model in (Consent, PersonPlace, Trait)},
        "counted": sorted(counted.annotate(sum=Sum("amount")), key=repr),
    }


class _Undone(Exception):
    """Takes a try back."""


def tried(work) -> tuple[object, dict[str, object]]:
    """What came of some work, which is then undone."""
    try:
        with transaction.atomic():
            result = work()
            found = picture()
            raise _Undone
    except _Undone:
        return result, found


@pytest.mark.parametrize("size", [7, 60, 1000])
def test_a_city_comes_out_the_same_together_and_one_by_one(cast, size):
    sender = publish_survey(cast)
    sent = letters(90)

    def together():
        return [
            answer
            for start in range(0, len(sent), size)
            for answer in receive_many(
                [Sent(sender, one) for one in sent[start : start + size]], interpreters=INTERPRETERS
            )
        ]

    def alone():
        return [receive(sender, one, interpreters=INTERPRETERS) for one in sent]

    answers, seen = tried(together)
    expected, wanted = tried(alone)
    assert {(a.status, a.code) for a in answers} == {(a.status, a.code) for a in expected}
    for what, rows in wanted.items():
        assert seen[what] == rows, what
    assert Counter(row["state"] for row in wanted["submissions"]).keys() >= {"applied", "waiting"}


def test_most_of_a_batch_shares_one_transaction(cast):
    sender = publish_survey(cast)
    sent = [xml(survey(), instance_id()) for _ in range(40)]
    answers = receive_many([Sent(sender, one) for one in sent], interpreters=INTERPRETERS)
    assert [answer.status for answer in answers] == [201] * 40
    assert (
        len(set(Entry.objects.filter(source__isnull=False).values_list("recorded_at"))) == 2
    )  # and the form
    assert Submission.objects.filter(state="applied").count() == Household.objects.count() == 40


def test_answers_come_in_the_order_of_what_was_sent(cast):
    sender, one, other, wrong = publish_survey(cast), survey(), instance_id(), instance_id()
    first = xml(one, other)
    sent = [
        first,
        xml(changed(one, member__0__member_name="Other Name"), other),
        first,
        xml(survey(), wrong, version="1"),
        xml(survey(), instance_id()),
    ]
    answers = receive_many([Sent(sender, each) for each in sent], interpreters=INTERPRETERS)
    assert [answer.status for answer in answers] == [201, 409, 201, 404, 201]
    assert answers[0].submission == answers[2].submission != answers[1].submission


def test_a_refusal_that_only_the_check_can_see_sets_one_aside_and_leaves_the_others(cast):
    """Two forms of one batch that name the same person: neither look sees the other."""
    sender = publish_survey(cast)
    taken = survey(member("Lakshmi"), member("Sita"))
    again = survey(*taken["member"])
    sent = [
        xml(survey(), instance_id()),
        xml(taken, instance_id()),
        xml(again, instance_id()),
        xml(survey(), instance_id()),
    ]
    answers = receive_many([Sent(sender, each) for each in sent], interpreters=INTERPRETERS)
    assert [answer.status for answer in answers] == [201] * 4
    states = Counter(Submission.objects.values_list("state", "reason"))
    assert states == {("applied", ""): 3, ("waiting", "registry.person_exists"): 1}


def test_a_fault_in_one_interpretation_spoils_that_one_alone(cast, monkeypatch):
    sender, check = publish_survey(cast), RecordPerson.check

    def faulty(self, context):
        if self.name == "Fault":
            raise ZeroDivisionError
        return check(self, context)

    monkeypatch.setattr(RecordPerson, "check", faulty)
    bad = survey(member("Fault"))
    sent = [xml(survey(), instance_id()), xml(bad, instance_id()), xml(survey(), instance_id())]
    receive_many([Sent(sender, each) for each in sent], interpreters=INTERPRETERS)
    states = Counter(Submission.objects.values_list("state", "reason"))
    assert states == {("applied", ""): 2, ("waiting", "intake.interpreter_failed"): 1}


def test_what_is_no_submission_stops_the_batch_before_anything_is_written(cast, nothing_written):
    sender = publish_survey(cast)
    sent = [Sent(sender, xml(survey(), instance_id())), Sent(sender, b"<")]
    with nothing_written(), pytest.raises(Refused):
        receive_many(sent, interpreters=INTERPRETERS)


def test_the_same_batch_twice_changes_nothing(cast, nothing_written):
    sender = publish_survey(cast)
    sent = [Sent(sender, one) for one in letters(30)]
    first = receive_many(sent, interpreters=INTERPRETERS)
    with nothing_written():
        again = receive_many(sent, interpreters=INTERPRETERS)
    assert [a.submission for a in again] == [a.submission for a in first]
