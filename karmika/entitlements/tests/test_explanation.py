"""Answers as sentences in three languages."""

import random
import re

import pytest

from karmika.entitlements.explanation import explained, phrase
from karmika.entitlements.loading import installed
from karmika.entitlements.rules import Condition
from karmika.entitlements.tests.packs import (
    DAY,
    pack_with,
    random_facts,
    rule_pack,
    scheme_text,
    thresholds,
)

LAKSHMI = {
    "state": "28", "age": 34, "unorganised_worker": True, "epfo_member": False, "esic_member": False,
    "income_tax_payer": False, "has_aadhaar": True, "eshram_registered": False, "construction_days_12m": 0,
    "has_bank_account": False, "pmjjby_insured": False, "ayushman_card": True, "apy_subscriber": None,
}  # fmt: skip


def about(scheme: str, language: str = "en", facts: dict = LAKSHMI):
    answers = installed().screen(facts, DAY)
    return explained(installed(), next(one for one in answers if one.scheme == scheme), language)


def test_a_yes_is_never_said_as_certain():
    found = about("eshram")
    assert found.headline == "Likely owed, to be checked: e-Shram registration."
    assert "Fits: Age: 16 years or more" in found.reasons
    assert "Fits: is not in the provident fund" in found.reasons
    assert found.apply_at[0] == "Common Service Centre"
    assert found.documents[0] == "Aadhaar card"
    assert found.caution == "Nobody has yet checked this rule against the official text."


def test_a_no_says_what_is_wanted():
    found = about("bocw_registration")
    assert found.headline.startswith("Not now, by what we know")
    assert found.reasons == ("Wanted: Construction work in the last 12 months: 90 days or more",)
    assert found.caution.startswith("Nobody has yet checked")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Rule last checked on 28-11-2026."), ("te", "28-11-2026"), ("hi", "28-11-2026")],
)
def test_a_rule_that_a_named_person_compared_says_when(language, said):
    text = scheme_text("{fact: age, ge: 18}").replace(
        "verified_on: null", "verified_on: 2026-11-28\nverified_by: A. Officer"
    )
    pack = pack_with(made_up=text)
    (answer,) = pack.screen({"age": 30}, DAY)
    assert said in explained(pack, answer, language).caution


def test_what_hangs_on_her_having_it_already_alone_is_said_so():
    known = {"age": 35, "has_bank_account": True}
    answer = next(one for one in installed().screen(known, DAY) if one.scheme == "pmsby")
    assert answer.missing == ("pmsby_insured",)
    said = explained(installed(), answer, "en").headline
    assert said.startswith("Likely owed, unless she has it already: ")
    held = next(
        one for one in installed().screen(known | {"pmsby_insured": True}, DAY) if one.scheme == "pmsby"
    )
    assert explained(installed(), held, "en").headline.startswith("She has it already")
    for more in ({"age": None}, {"has_bank_account": None}, {"age": [60, 80]}):
        open_ = next(one for one in installed().screen(known | more, DAY) if one.scheme == "pmsby")
        assert explained(installed(), open_, "en").headline.startswith("Not known yet")


def test_what_she_could_change_is_within_reach():
    assert about("pmjjby").headline == "Not yet, but within reach: PM Jeevan Jyoti insurance."
    assert about("pmjjby").reasons == ("Wanted: has a bank or post office account",)


def test_what_she_has_is_said_as_that():
    found = about("pmjay")
    assert found.headline.startswith("She has it already")
    assert "Already there: has an Ayushman card" in found.reasons


def test_an_open_question_is_asked_in_her_language():
    facts = {**LAKSHMI, "eshram_registered": None}
    assert about("eshram", "te-in", facts).questions == ("ఇంకా అడగాలి: మీకు ఈ-శ్రమ్ కార్డు ఉందా?",)
    assert about("eshram", "hi", facts).headline.startswith("अगर पहले से नहीं मिल रहा")
    facts["has_aadhaar"] = None
    assert about("eshram", "hi", facts).headline.startswith("अभी पता नहीं")


def test_a_windowed_scheme_says_so():
    facts = {
        **LAKSHMI, "residence_area": "urban", "household_income_year": 96000, "land_wet_cents": 0, "land_total_cents": 0,
        "owns_private_car": False, "electricity_kwh_month": 80, "municipal_property_sqft": 0, "household_income_tax": False,
        "household_govt_job": False, "ration_card": "ap_rice", "sex": "female", "marital_status": "widowed",
        "receives_pension": False,
    }  # fmt: skip
    found = about("ap_widow_pension", facts=facts)
    assert found.headline.startswith("Likely owed when applications are taken again")
    assert "Fits: Income of the family: ₹1,44,000 a year or less" in found.reasons


def test_lists_and_opposites_are_said_with_names():
    pack = installed()
    assert (
        phrase(pack, Condition("sex", "nin", ("male", "transgender")), "en")
        == "Sex: none of man or transgender"
    )
    assert phrase(pack, Condition("sex", "ne", "male"), "hi") == "लिंग: पुरुष नहीं"
    assert phrase(pack, Condition("minority", "ne", True), "en") == "does not belong to a religious minority"


def test_an_event_is_named():
    pack = rule_pack(
        "{fact: age, ge: 18}",
        "status: [{from: 2020-01-01, is: open}]\nevent: {kind: birth, who: {en: a, hi: b, te: c}, within_days: 30}\n",
    )
    (answer,) = pack.screen({"age": 20}, DAY)
    assert explained(pack, answer, "en").headline == "If this happens (birth of a child): a."
    (answer,) = pack.screen({"age": 20}, DAY, {"birth": DAY})
    assert explained(pack, answer, "en").dates == ("To be claimed by 21-12-2026.",)


@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_every_answer_can_be_said_in_every_language(language):
    pack, chance = installed(), random.Random(8)
    near = thresholds(pack)
    for _ in range(40):
        for answer in pack.screen(random_facts(pack, chance, near), DAY):
            found = explained(pack, answer, language)
            said = [found.headline, found.caution, found.tip, found.benefit, *found.reasons, *found.questions]
            assert all(said)
            assert not [one for one in said if "{" in one]
            if language != "en":
                script = "[\u0900-\u097f]" if language == "hi" else "[\u0c00-\u0c7f]"
                assert all(re.search(script, one) for one in said), said


def test_another_language_is_refused():
    with pytest.raises(KeyError):
        about("eshram", "fr")
