"""The cases that stand beside each scheme file."""

from datetime import date

import pytest
import yaml

from karmika.entitlements.loading import FOLDER, installed
from karmika.entitlements.schemes import Answer

FILES = sorted(FOLDER.glob("*.cases.yaml"))


def cases():
    for path in FILES:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        scheme = path.name.removesuffix(".cases.yaml")
        for case in given["cases"]:
            yield pytest.param(scheme, given, case, id=f"{scheme}: {case['name']}")


def answer(scheme: str, facts: dict, on: date) -> Answer:
    return next(one for one in installed().screen(facts, on) if one.scheme == scheme)


@pytest.mark.parametrize(("scheme", "given", "case"), list(cases()))
def test_a_case_beside_a_scheme_comes_out_as_written(scheme, given, case):
    assert case.keys() <= {
        "name", "facts", "day", "outcome", "because", "status", "failing", "missing", "within_reach", "apply_at",
    }  # fmt: skip
    found = answer(scheme, {**given["ground"], **case.get("facts", {})}, case.get("day", given["day"]))
    assert (found.outcome, found.because) == (case["outcome"], case.get("because", "rule"))
    assert sorted(found.missing) == sorted(case.get("missing", []))
    if "failing" in case:
        assert {one.fact for one in found.failing} == set(case["failing"])
    for field in ("status", "within_reach"):
        if field in case:
            assert getattr(found, field) == case[field]
    if "apply_at" in case:
        assert list(found.apply_at) == case["apply_at"]


def test_every_scheme_has_cases_for_each_outcome():
    by_scheme = {path.name.removesuffix(".cases.yaml"): yaml.safe_load(path.read_text()) for path in FILES}
    assert by_scheme.keys() == {scheme.id for scheme in installed().schemes}
    for scheme, given in by_scheme.items():
        outcomes = {case["outcome"] for case in given["cases"]}
        assert outcomes == {"eligible", "not_eligible", "unknown"}, scheme
