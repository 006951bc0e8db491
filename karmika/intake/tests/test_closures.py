"""Plain expressions are weighed in Python. libxml2 is the judge: both must say the same of every form, good or spoilt."""

import copy
import random

import pytest
from lxml import etree

from karmika.intake.findings import Checker
from karmika.intake.instances import read_instance
from karmika.intake.tests.forms_for_tests import GOOD, SMALL_FORM, submission
from karmika.intake.xlsform import compile_form

PLAIN = SMALL_FORM.replace("pulldata('wards', 'x', 'name', .) = 'y'", "{}")
"""The small form with an expression of the test on the question "odd"."""

EXPRESSIONS = [
    ". = 'x'", ". != 'x'", ". = 3", ". != 3", "3 < .", ". >= -1", ". < '4'", ". = /data/pin", "/data/pin != ''",
    "../at_home = 'yes' and ../pin", "not(../at_home = 'yes') or . > 2", "not(.)", ".", "number(.)", "string-length(.)",
    "string-length(../pin) = 6", "(. + 1) * 2 - 3 > 4", ". div 2 = 1.5", ". mod 2 = 1", "2 div . > 0", "int(.) = 3",
    "round(., 1) = 3.1", "coalesce(., ../pin) = '3'", "selected(., 'x')", "count-selected(.) > 1", "regex(., '[0-9]+')",
    "regex(., '(')", "today() > 1", "now() > today()", "../visited_on <= today()", "min(., 3) = 3", "concat(., 'a') = '3a'",
    "substr(., 1) = 'a'", "/data/place/ward = '251746-W07'", "pow(., 2) = 9", "abs(.) = 3", "true() and . = 3", "-. = -3",
    "if(. = 3, 'a', '') = 'a'", "count(../member) = 2", "boolean(.)", "starts-with(., '3')", ". = ../member/age",
]  # fmt: skip
TEXTS = [
    "3",
    "3.14",
    "-1",
    "x",
    "x y",
    "3a",
    "",
    "0",
    "1e2",
    "+3",
    " 3 ",
    "١٢",
    "9" * 30,
    ".5",
    "5.",
    "nan",
    "inf",
    "1_0",
]


def both(checker, xml):
    instance = read_instance(xml)
    return checker.read(instance).findings, checker.read(instance, plainly=False).findings


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_means_the_same_in_python_and_in_libxml2(expression):
    definition = compile_form(PLAIN.replace("{}", expression).encode(), "small.md").definition
    checker = Checker(definition)
    for text in TEXTS:
        quick, judged = both(checker, submission(f"<at_home>yes</at_home>{GOOD}<odd>{text}</odd>"))
        assert quick == judged, text


def test_nearly_all_of_these_need_no_libxml2():
    compiled = [compile_form(PLAIN.replace("{}", e).encode(), "small.md").definition for e in EXPRESSIONS]
    assert sum(Checker(definition).is_plain for definition in compiled) >= len(EXPRESSIONS) - 8


def test_spoilt_forms_have_the_same_findings_either_way():
    checker = Checker(compile_form(PLAIN.replace("{}", ". != 'x'").encode(), "small.md").definition)
    assert checker.is_plain
    rng = random.Random(20261127)
    odd = 0
    for _ in range(400):
        root = etree.fromstring(submission(GOOD))
        for _ in range(rng.randint(1, 6)):
            _spoil(root, rng)
        quick, judged = both(checker, etree.tostring(root))
        assert quick == judged
        odd += bool(quick)
    assert odd > 200


def _spoil(root, rng):
    node = rng.choice(list(root.iter())[1:])
    what = rng.random()
    if what < 0.6:
        node.text = rng.choice([*TEXTS, "yes", "no", "te none", "2026-11-21", "2026-12-31"])
    elif what < 0.75:
        node.getparent().remove(node)
    elif what < 0.9:
        node.getparent().append(copy.deepcopy(node))
    else:
        etree.SubElement(node, rng.choice(["age", "at_home", "shoe"])).text = rng.choice(TEXTS)
