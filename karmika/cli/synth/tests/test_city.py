import contextlib
import itertools
import tracemalloc
from collections import Counter
from uuid import UUID

import pytest

from karmika.cli.synth import Habits, Map, Site, city, read_sites, survey_form, write_submissions
from karmika.cli.synth.names import devanagari, telugu
from karmika.cli.synth.work import TRADES
from karmika.intake.findings import answers, findings
from karmika.intake.instances import mask_source, read_instance
from karmika.kernel.refused import Refused
from karmika.kernel.text import name_tokens

WARDS = [f"251746-W{n:02}" for n in range(1, 15)]
CLEAN = Habits(odd=0)
FORM = survey_form()


def submissions(workers: int, *, seed: int = 7, habits: Habits = CLEAN):
    return city(seed, workers, where=Map(WARDS, read_sites(city="251746")), form=FORM, habits=habits)


def as_received(letters):
    """What a server holds at the end: the newest version of each form."""
    kept, replaced = {}, set()
    for letter in letters:
        instance = read_instance(letter.xml)
        with contextlib.suppress(Refused):
            kept.setdefault(instance.instance_id, answers(instance, FORM))
        if instance.deprecated_id:
            replaced.add(instance.deprecated_id)
    return [found for instance_id, found in kept.items() if instance_id not in replaced]


def workers_in(forms):
    return [m for found in forms for m in found.get("member", ()) if m["works"] == "yes"]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    assert list(submissions(60)) == list(submissions(60))
    assert next(submissions(60)).xml != next(submissions(60, seed=8)).xml


@pytest.mark.parametrize("workers", [1, 2, 57, 400])
def test_exactly_as_many_workers_as_asked_for(workers):
    found = workers_in(as_received(submissions(workers)))
    assert len(found) == workers
    assert len({m["member_uid"] for m in found}) == workers


def test_exactly_as_many_even_where_forms_are_odd():
    assert len(workers_in(as_received(submissions(200, habits=Habits(odd=0.3))))) == 200


def test_every_submission_is_a_filled_in_survey_without_findings():
    for letter in submissions(400):
        instance = read_instance(letter.xml)
        assert (instance.form_id, instance.version) == (FORM.form_id, FORM.version)
        assert findings(instance, FORM) == []
        assert mask_source(letter.xml) is letter.xml


def test_a_small_share_holds_something_for_the_office():
    letters = list(submissions(500, habits=Habits(odd=0.06)))
    found = [findings(read_instance(letter.xml), FORM) for letter in letters]
    assert 0 < sum(map(bool, found)) < 0.1 * len(letters)
    assert {finding.code for some in found for finding in some} <= {
        "required",
        "wrong_type",
        "unknown_choice",
    }


def test_ids_are_uuids_of_version_4_and_moments_lie_in_the_survey():
    for letter in submissions(100):
        assert UUID(letter.instance_id).version == 4
        assert read_instance(letter.xml).instance_id == f"uuid:{letter.instance_id}"
        assert letter.occurred_at.tzinfo is not None
        assert letter.occurred_at.date() <= CLEAN.until
        assert letter.ward == WARDS[letter.device_index]


def test_phones_send_twice_late_and_corrected_but_nothing_overtakes_what_it_follows():
    letters = list(submissions(1200))
    arrived = set()
    for letter in letters:
        assert not letter.follows or letter.follows in arrived
        arrived.add(letter.instance_id)
    again = [letter for letter in letters if letter.again]
    first = {letter.instance_id: letter.xml for letter in reversed(letters)}
    assert again and all(letter.xml == first[letter.instance_id] for letter in again)
    edits = [i.deprecated_id for i in (read_instance(letter.xml) for letter in letters) if i.deprecated_id]
    assert 0.003 < len(edits) / len(letters) < 0.03
    moments = [letter.occurred_at for letter in letters]
    assert moments != sorted(moments)


def test_the_town_looks_like_a_town():
    forms = as_received(submissions(900))
    found = workers_in(forms)
    outcomes = Counter(f["visit"]["outcome"] for f in forms)
    assert set(outcomes) == {"interviewed", "absent", "locked", "partly", "refused", "shifted", "vacant"}
    assert any(f["visit"]["visit_kind"] == "again" for f in forms)
    groups = Counter(m["work"]["occupation_group"] for m in found)
    assert len(groups) == 8 and all(
        groups[g] > 40 for g in ("transport", "gig", "domestic", "care", "waste", "construction")
    )
    women = sum(m["sex"] == "female" for m in found) / len(found)
    assert 0.25 < women < 0.6
    ages = [m["age_years"] for m in found if "age_years" in m]
    assert sum(age % 5 == 0 for age in ages) > 0.4 * len(ages)
    consents = Counter(f["consent"]["consent_survey"] for f in forms if "consent" in f)
    assert 0.01 < consents["no"] / consents.total() < 0.1
    for f in forms:
        if f.get("consent", {}).get("consent_survey") == "no":
            assert "member" not in f and "household" not in f
    by_site = Counter(m["work"].get("worksite") for m in found)
    assert by_site[None] > 0 and sum(count >= 10 for count in by_site.values()) > 15


def test_nobody_comes_again_after_a_no():
    letters = list(submissions(900))
    said_no = set()
    for letter in letters:
        found = answers(read_instance(letter.xml), FORM)
        if found.get("consent", {}).get("consent_survey") == "no" or found["visit"]["outcome"] in (
            "refused",
            "shifted",
        ):
            said_no.add(letter.instance_id)
    assert said_no and not said_no & {
        letter.follows for letter in letters if not letter.again and not letter.replaces
    }


def test_names_come_in_three_scripts_and_phones_are_shared():
    members = [m for f in as_received(submissions(600)) for m in f.get("member", ())]
    text = " ".join(m["member_name"] for m in members)
    assert any("\u0c00" <= c <= "\u0c7f" for c in text) and any("\u0900" <= c <= "\u097f" for c in text)
    phones = Counter(m["phone"] for m in members if "phone" in m)
    assert any(count > 1 for count in phones.values())
    assert len({m["member_name"] for m in members}) > 0.5 * len(members)


def test_some_people_are_registered_twice():
    def same_card_numbers(habits):
        work = [m["work"] for m in workers_in(as_received(submissions(400, habits=habits)))]
        return sum(
            count > 1 for count in Counter(w["income_max"] * 1e7 + w["income_min"] for w in work).values()
        )

    assert same_card_numbers(Habits(odd=0, duplicates=0.3)) > same_card_numbers(Habits(odd=0, duplicates=0))


def test_a_name_is_the_same_in_each_script():
    assert telugu("lakSmi") == "లక్ష్మి" and devanagari("lakSmI") == "लक्ष्मी"
    assert telugu("shrInivAs") == "శ్రీనివాస్" and devanagari("shrInivAs") == "श्रीनिवास"
    assert telugu("veMkaTEshvarlu") == "వెంకటేశ్వర్లు" and devanagari("mAMjhI") == "मांझी"
    assert telugu("kRSNa") == "కృష్ణ"
    assert name_tokens(telugu("padma")) == name_tokens("Padma")


def test_every_trade_is_one_of_the_survey():
    assert {trade.code for trade in TRADES} <= set(FORM.choices["occupations"])
    assert {trade.group for trade in TRADES} <= set(FORM.choices["occupation_groups"])


def test_memory_does_not_grow_with_the_town():
    letters = submissions(1_000_000)
    size = sum(len(letter.xml) for letter in itertools.islice(letters, 600))
    tracemalloc.start()
    for _ in itertools.islice(letters, 600):
        pass
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < size / 2


def test_a_town_without_known_worksites_is_surveyed_all_the_same():
    letters = list(
        city(
            1,
            20,
            where=Map(["x-1"], [Site("A", "y-1", "auto_stand", 16.5, 80.6)]),
            form=FORM,
            habits=CLEAN,
        )
    )
    assert len(workers_in(as_received(letters))) == 20


def test_files_are_written_in_sending_order(tmp_path):
    assert write_submissions(submissions(30), tmp_path) == len(list(submissions(30)))
    lines = (tmp_path / "index.jsonl").read_text().splitlines()
    assert len(lines) == len(list(tmp_path.glob("*/*.xml")))
