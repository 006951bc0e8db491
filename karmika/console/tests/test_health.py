"""/healthz: 200 when forms are taken in and followed, 503 with the reasons otherwise; cheap, and nothing personal."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from karmika.access.acts import AddOrganisation
from karmika.chain import sealing
from karmika.console import health
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.ids import stable
from karmika.measures.models import DutyDone


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """What another test found is not remembered."""
    monkeypatch.setattr(health, "_remembered", None)


@pytest.fixture
def well(cast):
    """A worker at work, everything sealed."""
    DutyDone.note(DutyDone.WORKER, now())
    sealing.seal(now())


def asked(path="/healthz", method="get", **headers):
    answer = getattr(Client(), method)(path, **headers)
    return answer.status_code, json.loads(answer.content or b"{}"), answer


def test_a_house_that_is_well_says_so_to_anyone(well):
    status, said, answer = asked()
    assert (status, said["status"], said["reasons"]) == (200, "ok", [])
    assert answer.headers["Cache-Control"] == "no-store"
    assert said.keys() == {"status", "reasons", "worker_age_s", "unsealed_age_s"}
    assert DutyDone.last("health") is not None, "it really wrote"


def test_a_silent_worker_is_told(well, monkeypatch):
    DutyDone.note(DutyDone.WORKER, now() - timedelta(minutes=5))
    status, said, _ = asked()
    assert status == 503 and "silent" in said["reasons"][0]
    DutyDone.objects.all().delete()
    monkeypatch.setattr(health, "_remembered", None)
    assert asked()[1]["reasons"] == ["the worker has never run"]


def test_an_entry_that_waits_for_the_chain_is_told(well, cast, monkeypatch):
    act = AddOrganisation(organisation=stable("test", "late"), code="late", name="Late")
    perform(act, cast.operator)
    assert asked()[0] == 200
    later = now() + timedelta(seconds=sealing.LATE_S + 60)
    found = health.look(later)
    assert any("for the chain" in reason for reason in found.reasons)


def test_a_database_that_takes_no_writes_is_told_without_its_words(well, monkeypatch):
    def full(*_):
        raise DatabaseError("database or disk is full: /srv/secret/karmika.db")

    monkeypatch.setattr(health.DutyDone, "note", full)
    status, said, answer = asked()
    assert status == 503 and said["reasons"] == ["the database takes no writes (DatabaseError)"]
    assert b"secret" not in answer.content


def test_however_often_somebody_asks_it_looks_once_a_second(well, monkeypatch):
    looks = []
    real = health.look
    monkeypatch.setattr(health, "look", lambda at: looks.append(at) or real(at))
    clock = [1000.0]
    monkeypatch.setattr(health, "monotonic", lambda: clock[0])
    health._remembered = None
    for _ in range(50):
        assert asked()[0] == 200
    assert len(looks) == 1
    clock[0] += health.REMEMBERED_S
    asked()
    assert len(looks) == 2


def test_while_somebody_looks_others_are_told_what_was_found_before(well):
    asked()
    health._remembered = (health._remembered[0] - 60, health._remembered[1])
    with health._looking:
        assert asked()[0] == 200


def test_it_is_only_read(well, nothing_written):
    with nothing_written():
        for method in ("post", "put", "delete", "patch"):
            assert getattr(Client(), method)("/healthz").status_code == 405
        assert asked(method="head")[0] == 200
