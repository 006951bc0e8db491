"""`karmika synth --load`: the whole city arrives, and a load that was cut off goes on where it was."""

import itertools

import pytest

from karmika.areas.models import Worksite
from karmika.cli.synth import Map, city, loading, read_sites, sources, survey_form
from karmika.cli.synth.loading import City, Loaded, hand_in, load
from karmika.intake.models import Submission, SubmissionVersion
from karmika.rebuild import rebuild_and_compare
from karmika.registry.models import Worker
from karmika.registry.tests.test_from_the_phone import publish_survey

WARD = "251746-W07"


@pytest.fixture
def small(cast, monkeypatch):
    """A city of 60 workers for the phone of ward 7, in batches of 20 forms."""
    publish_survey(cast)
    known = set(Worksite.objects.values_list("code", flat=True))
    sites = [site for site in read_sites() if site.code in known]
    monkeypatch.setattr(sources, "read_sites", lambda: sites)
    monkeypatch.setattr(loading, "FORMS_A_BATCH", {"sqlite": 20, "postgresql": 20})
    return City(seed=3, workers=60, duplicates=0.03, project=cast.project_number)


def test_every_worker_arrives(small):
    loaded = load(small, processes=1)
    assert (loaded.workers, set(loaded.answers), loaded.there) == (60, {201}, 0)
    assert Submission.objects.filter(state="applied").count() > 40
    assert Worker.objects.count() == 60


def test_the_same_load_again_changes_nothing(small, nothing_written):
    first = load(small, processes=1)
    with nothing_written():
        again = load(small, processes=1)
    assert (again.answers.total(), again.workers) == (0, 60)
    assert again.there == first.answers.total()


@pytest.mark.parametrize("batches", [1, 2])
def test_a_load_that_was_cut_off_goes_on(small, batches):
    count = itertools.count(1)

    def cut(step: Loaded) -> None:
        if next(count) == batches:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hand_in(small, [WARD], cut)
    there = SubmissionVersion.objects.count()
    rest = load(small, processes=1)
    assert 0 < there == rest.there
    assert rest.workers == Worker.objects.count() == 60


def test_parts_of_a_city_make_up_the_whole():
    sites, wards = read_sites(), [f"251746-W{number:02}" for number in range(1, 8)]

    def sent(only=None):
        found = city(4, 150, where=Map(wards, sites), form=survey_form(), only=only)
        return [(one.instance_id, one.again, one.xml) for one in found]

    whole = sent()
    parts = [sent(only=frozenset(wards[number::2])) for number in (0, 1)]
    assert sorted(parts[0] + parts[1]) == sorted(whole)
    assert all(parts)


def test_what_was_loaded_is_what_the_journal_says(fresh_database, small):
    load(small, processes=1)
    assert rebuild_and_compare().differing == 0
