"""What an answer says beside its outcome: status, windows, events, what she has already, versions, the next question."""

import json
from datetime import date

import pytest

from karmika.entitlements.loading import installed, pack_of
from karmika.entitlements.schemes import Because, Outcome, Status
from karmika.entitlements.tests.packs import DAY, OPEN, pack_with, rule_pack, scheme_text, shared_texts

ADULT = "{fact: age, ge: 18}"
DEATH = OPEN + "event: {kind: death, who: {en: widow, hi: b, te: c}, within_days: 90}\n"
WINDOWS = """
status:
  - from: 2020-01-01
    is: windowed
    windows: [{from: 2026-11-01, to: 2026-11-30}]
"""


def said(pack, facts, on=DAY, events=None):
    (answer,) = pack.screen(facts, on, events or {})
    return answer


def test_a_closed_scheme_is_never_offered_and_asks_for_nothing():
    pack = rule_pack(ADULT, "status: [{from: 2020-01-01, is: open}, {from: 2024-10-01, is: closed}]\n")
    for facts in ({"age": 30}, {}, {"age": 10}):
        answer = said(pack, facts)
        assert (answer.outcome, answer.because, answer.missing) == (Outcome.NOT_ELIGIBLE, Because.CLOSED, ())
        assert not answer.offered
    assert said(pack, {"age": 30}, date(2024, 9, 30)).offered


def test_a_scheme_of_which_nobody_knows_whether_it_is_open_is_never_a_yes():
    pack = rule_pack(ADULT, "status: [{from: 2020-01-01, is: verify}]\n")
    assert (said(pack, {"age": 30}).outcome, said(pack, {"age": 30}).because) == (
        Outcome.UNKNOWN,
        Because.STATUS,
    )
    assert said(pack, {"age": 10}).outcome is Outcome.NOT_ELIGIBLE
    assert said(pack, {}).missing == ("age",)


@pytest.mark.parametrize(
    ("day", "status", "until"),
    [
        (date(2026, 10, 31), Status.WINDOWED, None),
        (date(2026, 11, 1), Status.OPEN, date(2026, 11, 30)),
        (date(2026, 11, 30), Status.OPEN, date(2026, 11, 30)),
        (date(2026, 12, 1), Status.WINDOWED, None),
        (date(2019, 12, 31), Status.NOT_YET, None),
    ],
)
def test_a_window_is_open_from_its_first_day_to_its_last(day, status, until):
    answer = said(rule_pack(ADULT, WINDOWS), {"age": 30}, day)
    assert (answer.status, answer.until) == (status, until)
    assert answer.offered == (status is Status.OPEN)


def test_without_the_event_the_answer_is_if_this_happens():
    pack = rule_pack(ADULT, DEATH)
    assert (said(pack, {"age": 30}).outcome, said(pack, {"age": 30}).because) == (
        Outcome.UNKNOWN,
        Because.EVENT,
    )
    assert said(pack, {}).missing == ()
    assert said(pack, {"age": 30}, events={"birth": DAY}).because is Because.EVENT
    assert said(pack, {"age": 30}, events={"death": date(2026, 11, 22)}).because is Because.EVENT
    assert said(pack, {"age": 10}).outcome is Outcome.NOT_ELIGIBLE


def test_after_the_event_the_last_day_to_claim_is_named_and_later_the_office_is_asked():
    pack, death = rule_pack(ADULT, DEATH), {"death": date(2026, 8, 23)}
    answer = said(pack, {"age": 30}, events=death)
    assert (answer.outcome, answer.claim_by) == (Outcome.ELIGIBLE, date(2026, 11, 21))
    answer = said(pack, {"age": 30}, date(2026, 11, 22), death)
    assert (answer.outcome, answer.because) == (Outcome.UNKNOWN, Because.LATE)


def test_what_she_has_already_is_not_offered_whatever_else_is_known():
    pack = rule_pack(ADULT, OPEN + "already: {fact: minority, eq: true}\n")
    assert said(pack, {"minority": True}).because is Because.ALREADY
    assert said(pack, {"age": 30}).missing == ("minority",)
    assert said(pack, {"age": 10}).outcome is Outcome.NOT_ELIGIBLE


def test_a_parameter_and_a_rule_hold_from_their_day_on():
    text = (
        OPEN
        + "parameters: {limit: {unit: years, values: [{from: 2020-01-01, value: 60}, {from: 2025-01-01, value: 65}]}}\n"
    )
    pack = rule_pack('{fact: age, ge: "@limit"}', text)
    assert said(pack, {"age": 62}, date(2024, 12, 31)).outcome is Outcome.ELIGIBLE
    answer = said(pack, {"age": 62}, date(2025, 1, 1))
    assert (answer.outcome, answer.failing[0].value) == (Outcome.NOT_ELIGIBLE, 65)


def test_only_facts_that_could_still_matter_are_missing():
    pack = rule_pack(
        "{all: [{fact: age, ge: 18}, {any: [{fact: minority, eq: true}, {fact: sex, eq: female}]}]}"
    )
    assert said(pack, {}).missing == ("age", "minority", "sex")
    assert said(pack, {"sex": "female"}).missing == ("age",)
    assert said(pack, {"age": 17}).missing == ()
    assert said(pack, {"age": 18, "sex": "male"}).missing == ("minority",)


def test_minority_and_social_category_are_two_facts():
    pack = rule_pack("{all: [{fact: minority, eq: true}, {fact: social_category, eq: obc}]}")
    assert said(pack, {"minority": True, "social_category": "obc"}).outcome is Outcome.ELIGIBLE


def test_the_next_question_is_the_one_that_keeps_most_schemes_open():
    pack = pack_with(
        first=scheme_text(ADULT),
        second=scheme_text("{all: [{fact: age, ge: 21}, {fact: sex, eq: female}]}"),
        third=scheme_text("{fact: sex, eq: male}"),
        fourth=scheme_text("{fact: sex, eq: transgender}"),
    )
    assert pack.next_question(pack.screen({}, DAY)) == "sex"
    assert pack.next_question(pack.screen({}, DAY), skip=["sex"]) == "age"
    assert pack.next_question(pack.screen({"sex": "male", "age": 30}, DAY)) is None


def test_a_sensitive_question_is_asked_only_in_private():
    texts = shared_texts()
    texts["facts"] = texts["facts"].replace(
        "minority:\n  type: bool", "minority:\n  sensitive: true\n  type: bool"
    )
    pack = pack_of({**texts, "made_up": scheme_text("{fact: minority, eq: true}")})
    answers = pack.screen({}, DAY)
    assert pack.next_question(answers) is None
    assert pack.next_question(answers, private=True) == "minority"


def test_facts_of_a_person_and_of_her_household_are_joined_and_not_mixed_up():
    pack = installed()
    assert pack.joined({"age": 30}, {"ration_card": "phh"}) == {"age": 30, "ration_card": "phh"}
    for person, household in (({"ration_card": "phh"}, {}), ({}, {"age": 30}), ({"shoe_size": 38}, {})):
        with pytest.raises(ValueError, match="is no fact of a"):
            pack.joined(person, household)


def test_an_answer_that_does_not_fit_is_refused_without_being_repeated():
    for wrong in ({"age": 400}, {"age": "vidya"}, {"sex": "vidya"}, {"vidya_fact": 1, "sex": "vidya"}):
        with pytest.raises(ValueError) as error:
            installed().screen(wrong, DAY)
        assert "vidya" not in str(error.value).replace("vidya_fact", "")
        assert "400" not in str(error.value)


def test_the_version_of_a_scheme_changes_with_whatever_can_change_an_answer_or_its_words():
    ground = installed_version("")
    assert ground == installed_version("")
    assert len(ground) == 32
    for old, new in (
        ("value: 59", "value: 60"), ("It is free", "It costs nothing"), ("is: open", "is: verify"),
        ("documents: [aadhaar,", "documents: ["), ("verified_on: null", "verified_on: 2026-11-28\nverified_by: A. Officer"),
    ):  # fmt: skip
        assert installed_version(old, new) != ground
    assert (
        installed_version("the whole family earn", "your family earn", "facts") == ground
    )  # e-Shram does not ask that
    assert installed_version("How old are you", "What is your age", "facts") != ground


def installed_version(old: str, new: str = "", file: str = "eshram") -> str:
    from karmika.entitlements.loading import FOLDER

    texts = {**shared_texts(), "eshram": (FOLDER / "eshram.yaml").read_text(encoding="utf-8")}
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new) if old else texts[file]
    return pack_of(texts).scheme("eshram").version


def test_the_compiled_pack_has_one_spelling_and_fits_a_phone():
    import gzip

    text = installed().compiled()
    assert text == installed().compiled()
    assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text
    assert len(gzip.compress(text.encode())) < 50_000


def test_what_nobody_has_verified_says_what_is_to_be_verified():
    for scheme in installed().schemes:
        assert scheme.verified_on or scheme.to_verify, scheme.id
