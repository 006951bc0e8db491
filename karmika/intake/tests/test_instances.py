import datetime as dt
from decimal import Decimal

import pytest

from karmika import testing
from karmika.intake.findings import answers
from karmika.intake.instances import GeoPoint, Limits, expected_files, leaves, read_instance
from karmika.intake.safexml import STANDARD
from karmika.intake.tests.forms_for_tests import GOOD, small_form, submission
from karmika.kernel.refused import Refused

FORM = small_form().definition


def refusal(xml: bytes, limits: Limits = STANDARD) -> str:
    with pytest.raises(Refused) as caught:
        read_instance(xml, limits)
    return caught.value.code


def test_answers_are_typed_and_nested_as_the_form_is():
    found = answers(read_instance(submission(GOOD)), FORM)
    assert found["place"] == {"ward": "251746-W07", "point": GeoPoint(16506193, 80648015, 450)}
    assert found["visited_on"] == dt.date(2026, 11, 21)
    assert found["end"] == dt.datetime(2026, 11, 21, 4, 30, tzinfo=dt.UTC)
    assert found["member"] == [
        {"uid": "0a", "name": "లక్ష్మి దేవి", "age": 34, "wage": Decimal("410.50"), "langs": ("te", "hi")},
        {"uid": "0b", "name": "Raju", "age": 4},
    ]
    assert "odd" not in found and "meta" not in found


@pytest.mark.parametrize(
    "attributes",
    [
        'xmlns="http://opendatakit.org/submissions"',
        'xmlns:orx="http://openrosa.org/xforms"',
        'xmlns:h="x" h:foo="1"',
    ],
)
def test_namespaces_make_no_difference(attributes):
    plain, spaced = read_instance(submission(GOOD)), read_instance(submission(GOOD, attributes=attributes))
    assert answers(plain, FORM) == answers(spaced, FORM)
    assert plain.instance_id == spaced.instance_id is not None


def test_ids_are_found_in_openrosas_own_namespace():
    xml = (
        b'<data xmlns:orx="http://openrosa.org/xforms" id="small" orx:version="7"><orx:meta>'
        b"<orx:instanceID> uuid:2 </orx:instanceID><orx:deprecatedID>uuid:1</orx:deprecatedID></orx:meta></data>"
    )
    instance = read_instance(xml)
    assert (instance.form_id, instance.version, instance.instance_id, instance.deprecated_id) == (
        "small",
        "7",
        "uuid:2",
        "uuid:1",
    )
    assert read_instance(b'<data id="small"/>').instance_id is None
    assert read_instance(b'<data xmlns="http://forms/x"/>').form_id == "http://forms/x"


@pytest.mark.parametrize(
    "xml",
    [
        b"", b"hello", b"<data", b"<data/>", b"{}", b"\x00\xff",
        b'<data id="x">&undefined;</data>', b'<data id="x"><a></data>',
        b'<?xml version="1.0" encoding="klingon"?><data id="x"/>', b'<data id="x"/><data id="y"/>',
    ],
)  # fmt: skip
def test_what_is_no_filled_in_form_is_refused(xml):
    assert refusal(xml) == "intake.not_xml"


LAUGHS = b"<!DOCTYPE d [<!ENTITY a '" + b"ha" * 1000 + b"'>" + b"".join(
    f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 50}'>".encode() for n in range(8)
) + b"]><d id='x'>&i;</d>"  # fmt: skip


@pytest.mark.parametrize(
    "xml",
    [
        LAUGHS,
        b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><d id="x"/>',
        b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d id="x">&e;</d>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY e "x">]><d id="x">&e;</d>'.encode(
            "utf-16"
        ),
        b'<d id="x">' + b"<a>" * 200 + b"</a>" * 200 + b"</d>",
        b'<d id="x">' + b"<a/>" * 60_000 + b"</d>",
        b'<d id="x">' + b"x" * 4_000_001 + b"</d>",
        b'<d id="x" ' + b" ".join(f'a{n}="1"'.encode() for n in range(60_000)) + b"/>",
    ],
    ids=["laughs", "external dtd", "external entity", "utf-16", "deep", "wide", "large", "attributes"],
)
def test_hostile_xml_is_refused(xml):
    with testing.ends():
        assert refusal(xml) == "intake.hostile_xml"


def test_the_bounds_can_be_set():
    assert refusal(submission(GOOD), Limits(size=100)) == "intake.hostile_xml"
    assert refusal(submission(GOOD), Limits(depth=1)) == "intake.hostile_xml"
    assert refusal(submission(GOOD), Limits(nodes=5)) == "intake.hostile_xml"


@pytest.mark.parametrize(
    ("inside", "question"),
    [
        ("<member><age>abc</age></member>", "age"),
        ("<member><age>" + "9" * 5000 + "</age></member>", "age"),
        ("<member><wage>1,5</wage></member>", "wage"),
        ("<member><wage>Infinity</wage></member>", "wage"),
        ("<visited_on>21.11.2026</visited_on>", "visited_on"),
        ("<visited_on>2026-02-30</visited_on>", "visited_on"),
        ("<place><point>here</point></place>", "point"),
        ("<place><point>91 80 0 0</point></place>", "point"),
    ],
)
def test_an_answer_of_the_wrong_type_never_reaches_an_interpreter(inside, question):
    with pytest.raises(Refused) as caught:
        answers(read_instance(submission(inside)), FORM)
    assert caught.value.code == "intake.wrong_type" and caught.value.facts["question"] == question


def test_files_that_the_answers_speak_of_are_known():
    assert expected_files(read_instance(submission(GOOD)), FORM) == ("1.jpg",)
    assert expected_files(read_instance(submission("<photo/>")), FORM) == ()


def test_answers_stand_beside_their_questions_in_the_order_sent():
    assert [q.name for q, _ in leaves(read_instance(submission(GOOD)).root, FORM)] == [
        "end", "today", "ward", "point", "visited_on", "at_home", "uid", "name", "age", "wage", "langs",
        "uid", "name", "age", "pin", "photo",
    ]  # fmt: skip
