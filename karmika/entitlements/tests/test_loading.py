"""What is wrong in the files of schemes is found when they are loaded, with file and place."""

import pytest

from karmika.entitlements.loading import FOLDER, PackError, installed, load_pack, pack_of
from karmika.entitlements.tests.packs import NAMED, OPEN, scheme_text, shared_texts

GOOD = "{fact: age, ge: 18}"


def faults(**texts: str) -> str:
    with pytest.raises(PackError) as error:
        pack_of({**shared_texts(), **texts})
    return str(error.value)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{fact: shoe_size, eq: 4}", "made_up.yaml: rules[0].rule.fact: no fact is named shoe_size"),
        (
            "{fact: age, ge: eighteen}",
            "made_up.yaml: rules[0].rule.ge: eighteen does not fit the fact age (int)",
        ),
        ("{fact: age, ge: true}", "rules[0].rule.ge: True does not fit"),
        ("{fact: age, ge: 18.5}", "rules[0].rule.ge: 18.5 does not fit"),
        ("{fact: age, ge: 500}", "rules[0].rule.ge: 500 does not fit"),
        ("{fact: minority, ge: true}", "rules[0].rule.ge: True does not fit the fact minority (bool)"),
        ("{fact: minority, eq: 1}", "rules[0].rule.eq: 1 does not fit"),
        ("{fact: sex, eq: woman}", "rules[0].rule.eq: woman does not fit the fact sex (enum)"),
        ("{fact: sex, in: []}", "rules[0].rule.in: [] does not fit"),
        ("{fact: sex, in: [male, null]}", "rules[0].rule.in: ['male', None] does not fit"),
        ("{fact: sex, in: [male, male]}", "does not fit"),
        ("{fact: state, eq: 28}", "rules[0].rule.eq: 28 does not fit the fact state (enum)"),
        ('{fact: age, ge: "@lowest"}', "rules[0].rule.ge: no parameter is named lowest"),
        ('{fact: age, ge: "@ap_electricity_kwh"}', "does not fit the fact age (its unit is years)"),
        ("{use: poor}", "rules[0].rule.use: no rule above is named poor"),
        ("{all: []}", "rules[0].rule.all: needs at least one rule"),
        ("{all: [{fact: age, ge: 18}], any: []}", "rules[0].rule: all, any, not and use each stand alone"),
        ("{all: [{fact: age}]}", "rules[0].rule.all[0]: needs exactly one operator"),
        ("{all: [{fact: age, ge: 1, le: 2}]}", "rules[0].rule.all[0]: needs exactly one operator"),
        ("{fact: age, over: 18}", "rules[0].rule: over is not known here"),
        ("{not: [1]}", "rules[0].rule.not: must be all, any, not, use, or a fact"),
        ("18", "rules[0].rule: must be all, any, not, use, or a fact"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_place(rule, expected):
    assert expected in faults(made_up=scheme_text(rule))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("benefit: {en: a, hi: b, te: c}", "benefit: {en: a, hi: b}", "made_up.yaml: benefit: has no text in te"),
        ("tip: {en: a, hi: b, te: c}", "", "made_up.yaml: tip: must be a text in en, hi, te"),
        ("tip: {en: a, hi: b, te: c}", "tip: {en: a, hi: b, te: c, ta: d}", "tip: ta is not known here"),
        ("checks: []", "checks: [{en: a}]", "made_up.yaml: checks[0]: has no text in hi"),
        ("[aadhaar]", "[adhaar]", "made_up.yaml: documents: no document is named adhaar"),
        ("[aadhaar]", "[aadhaar, aadhaar]", "made_up.yaml: documents: something stands twice"),
        ("office: bank_branch", "office: bank", "made_up.yaml: apply_at[0].office: must be one of"),
        ("{office: bank_branch}", "{office: bank_branch, state: AP}", "apply_at[0]: AP is no value of the fact state"),
        ("[{office: bank_branch}]", "[]", "made_up.yaml: apply_at: say where to apply"),
        ("confidence: low", "confidence: sure", "confidence: must be one of high, medium, low"),
        ("verified_on: null", "verified_on: yesterday", "verified_on: must be a day"),
        ("verified_on: null", "verified_on: 1890-01-01", "verified_on: must be a day"),
        ("verified_on: null", "verified_on: 2026-11-28", "verified_on and verified_by"),
        ("verified_on: null", "verified_on: null\nverified_by: A. Officer", "verified_on and verified_by"),
        ("source: made up", "source:", "made_up.yaml: source: must be a text"),
        ("source: made up", "source: made up\nowner: me", "made_up.yaml: owner is not known here"),
        ("is: open", "is: ajar", "made_up.yaml: status[0].is: must be one of open, windowed, closed, verify"),
        ("is: open", "is: open, windows: [{from: 2026-01-01, to: 2026-01-02}]", "only `windowed` has windows"),
        ("is: open", "is: windowed, windows: [{from: 2026-02-01, to: 2026-01-02}]", "ends on or after its first day"),
        (OPEN, "", "made_up.yaml: status: a scheme needs a status"),
        (OPEN, OPEN + "states: [9]\n", "made_up.yaml: states[0]: must be a text (quote numbers)"),
        (OPEN, OPEN + "elsewhere: unknown\n", "elsewhere says something only beside states"),
        (OPEN, OPEN + 'states: ["9"]\nelsewhere: yes\n', "made_up.yaml: elsewhere: must be one of unknown"),
        (OPEN, "status: [{from: 2026-01-01, is: open}, {from: 2025-01-01, is: closed}]\n", "days must be in order"),
        (OPEN, OPEN + "event: {kind: flood, who: {en: a, hi: b, te: c}}\n", "event.kind: must be one of death"),
        (OPEN, OPEN + "parameters: {p: {unit: years, values: []}}\n", "parameters.p: needs values"),
        (OPEN, OPEN + "parameters: {p: {unit: rupees, values: [{from: 2020-01-01, value: 1}]}}\n", "p.unit: must be one"),
        (OPEN, OPEN + "parameters: {p: {unit: years, values: [{from: 2020-01-01, value: 1.5}]}}\n", "whole number"),
        (OPEN, OPEN + "parameters: {ap_electricity_kwh: {unit: years, values: [{from: 2020-01-01, value: 1}]}}\n",
         "ap_electricity_kwh is a shared parameter already"),
        ("rules:", "already: {fact: shoe_size, eq: 1}\nrules:", "made_up.yaml: already.fact: no fact is named"),
        ("source: made up", "source: made up\nsource: again", "made_up.yaml: line 2: source stands twice"),
        ("checks: []", "checks: [", "made_up.yaml: line"),
    ],
)  # fmt: skip
def test_a_faulty_scheme_is_refused_with_its_place(old, new, expected):
    text = scheme_text(GOOD)
    assert old in text
    assert expected in faults(made_up=text.replace(old, new, 1))


def test_a_parameter_must_have_a_value_when_the_rule_begins():
    more = OPEN + "parameters: {low: {unit: years, values: [{from: 2021-01-01, value: 18}]}}\n"
    said = faults(made_up=scheme_text('{fact: age, ge: "@low"}', more))
    assert "made_up.yaml: rules[0].rule.ge: @low has no value on 2020-01-01, when the rule begins" in said


def test_so_must_the_parameter_of_a_shared_rule():
    text = scheme_text("{use: up_poverty_line}").replace("from: 2020-01-01", "from: 2015-01-01")
    assert "@up_poverty_urban_year has no value on 2015-01-01" in faults(made_up=text)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("facts", "least: 0\n  most: 120", "least: 0", "facts.yaml: age: a number has least < most"),
        ("facts", "unit: years", "unit: moons", "facts.yaml: age.unit: must be one of"),
        ("facts", "proofs: [aadhaar, age_proof]", "proofs: [passport]", "age.proofs: no document is named passport"),
        ("facts", "type: int\n  of: person", "type: number\n  of: person", "facts.yaml: age.type: must be one of"),
        ("facts", "if_true: {en: has Aadhaar, hi: आधार हो, te: ఆధార్ ఉండాలి}", "", "facts.yaml: has_aadhaar.if_true: must"),
        ("words", "  late:", "  later:", "words.yaml: outcomes: late is not there"),
        ("rules", "{fact: epfo_member, eq: false}", "{fact: pf, eq: false}", "rules.unorganised_worker.all[1].fact"),
        ("documents", "photo: {en: Passport photo,", "photo: {", "documents.yaml: photo: has no text in en"),
    ],
)  # fmt: skip
def test_a_fault_in_a_shared_file_is_named(file, old, new, expected):
    texts = shared_texts()
    assert old in texts[file]
    assert expected in faults(**{file: texts[file].replace(old, new, 1)}, made_up=scheme_text(GOOD))


def test_everything_that_is_wrong_is_said_at_once():
    said = faults(one=scheme_text("{use: poor}"), two=scheme_text("{fact: age, ge: old}"))
    assert len(said.splitlines()) == 2


def test_a_missing_shared_file_is_named(tmp_path):
    (tmp_path / "facts.yaml").write_text(f"a: {NAMED}", encoding="utf-8")
    with pytest.raises(PackError, match=r"words\.yaml: is not there"):
        load_pack(tmp_path)


def test_the_ten_widest_schemes_are_installed():
    pack = installed()
    assert {scheme.id for scheme in pack.schemes} == {
        "eshram", "bocw_registration", "pm_sym", "pmjjby", "pmsby", "apy", "pmjay", "pm_svanidhi", "ration_card",
        "up_old_age_pension", "up_widow_pension", "ap_old_age_pension", "ap_widow_pension",
    }  # fmt: skip
    assert load_pack(FOLDER).compiled() == pack.compiled()


def test_no_text_repeats_another_language():
    pack = installed()
    texts = [
        text for scheme in pack.schemes for text in (scheme.name, scheme.benefit, scheme.tip, *scheme.checks)
    ]
    texts += [text for fact in pack.facts.values() for text in (fact.label, fact.ask)]
    for text in texts:
        assert len(set(text.values())) == 3, text


def test_every_occupation_of_the_house_has_its_group_among_the_facts():
    import csv

    groups = set(installed().facts["occupation_group"].values)
    with (FOLDER.parent / "data" / "occupations.csv").open(encoding="utf-8") as file:
        assert {row["category"] for row in csv.DictReader(file)} <= groups


def test_states_are_codes_of_the_local_government_directory():
    import csv

    with (FOLDER.parent / "data" / "areas.csv").open(encoding="utf-8") as file:
        states = {row["code"] for row in csv.DictReader(file) if row["level"] == "state"}
    assert set(installed().facts["state"].values) == states | {"other"}
