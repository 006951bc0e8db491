"""Types of groups: the file as it is, and what the reader refuses."""

from datetime import date

import pytest

from karmika.groups.types import group_type, group_types, read

RULE = """
      - valid_from: %s
        valid_to: %s
        minimum: %d
        maximum: %d
        proposal: {minimum: 5, maximum: 10, radius_m: 500}
        source: s"""


def text(*rules):
    return "types:\n  - code: cig\n    names: {en: Group}\n    rules:" + "".join(
        RULE % rule for rule in rules
    )


def test_the_file_has_common_interest_groups_and_self_help_groups():
    assert [known.code for known in group_types()] == ["cig", "shg"]
    assert group_type("bank") is None
    for known in group_types():
        assert set(known.names) == {"en", "te", "hi"}


def test_the_sizes_of_today():
    sizes = {known.code: known.rule_on(date(2026, 11, 21)) for known in group_types()}
    assert (sizes["cig"].minimum, sizes["cig"].maximum) == (5, 20)
    assert (sizes["shg"].minimum, sizes["shg"].maximum) == (10, 20)
    aim = sizes["cig"].proposal_rule()
    assert (aim.minimum, aim.maximum, aim.women_only) == (5, 10, False)
    assert sizes["cig"].proposal_rule(radius_m=300, women_only=True).radius_m == 300


def test_there_is_no_rule_the_day_before_the_first():
    cig = group_type("cig")
    assert cig.rule_on(date(2024, 9, 30)) is None
    assert cig.rule_on(date(2024, 10, 1)).minimum == 5


def test_a_rule_holds_on_its_last_day_and_the_next_from_its_first():
    (cig,) = read(text(("2024-01-01", "2024-12-31", 5, 20), ("2025-01-01", "", 4, 15)))
    assert [cig.rule_on(day).maximum for day in (date(2024, 12, 31), date(2025, 1, 1))] == [20, 15]


def test_rules_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        read(text(("2024-01-01", "2024-12-31", 5, 20), ("2024-12-31", "", 5, 15)))
    with pytest.raises(ValueError, match="overlap"):
        read(text(("2024-01-01", "", 5, 20), ("2025-01-01", "", 5, 15)))


def test_a_proposal_may_not_aim_beyond_the_type():
    with pytest.raises(ValueError, match="aim"):
        read(text(("2024-01-01", "", 6, 20)))


def test_names_fall_back_to_english():
    cig = group_type("cig")
    assert (cig.name_in("hi"), cig.name_in("te-in")) == (cig.names["hi"], cig.names["te"])
    assert cig.name_in("ur") == "Common Interest Group"
