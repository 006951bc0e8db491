"""Every act: frozen golden entries, a sentence in three languages, its own person's identity and nobody else's."""

import json
import re
import string
import types
from typing import Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import pytest
from django.utils import translation

from karmika.cli.messages import identity, read
from karmika.cli.papers import GOLDEN, all_acts, golden_path, room_pages
from karmika.journal import encoding
from karmika.kernel import refused
from karmika.rooms import ROOMS
from tests.golden.examples import example
from tests.house import product

ACTS = all_acts()
KINDS = {act.kind: act for act in ACTS}
each_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.kind)


@each_act
def test_it_belongs_to_its_room_and_says_who_may_do_it(act):
    (room,) = (room.name for room in ROOMS if act in room.acts)
    assert re.fullmatch(rf"{room}\.[a-z][a-z_]*", act.kind)
    assert act.roles, "nobody may perform it"
    assert act.__module__.startswith(f"karmika.{room}.acts")


@each_act
def test_it_has_a_golden_entry_of_every_version(act):
    for version in range(1, act.version + 1):
        assert (GOLDEN / f"{act.kind}.v{version}.json").exists(), (
            "run `karmika golden`, and keep what it writes"
        )


@each_act
def test_its_sentence_names_only_facts(act):
    asked = {name for _, name, _, _ in string.Formatter().parse(str(act.says)) if name}
    shown = example(act).facts().keys() - set(act.identity)
    assert asked <= shown | {"actor"}, "a sentence is shown to whoever may see the history"
    assert str(act.says).strip()


@each_act
def test_its_sentence_can_be_said_in_three_languages(act):
    from karmika.journal.queries import sentence

    for language in ("en", "te", "hi"):
        with translation.override(language):
            assert sentence(example(act), "Lakshmi")


@each_act
def test_identity_is_one_persons_and_can_be_erased(act):
    if not act.identity:
        assert not act.owner
        return
    hints = get_type_hints(act)
    assert UUID in (hints[act.owner], *get_args(hints[act.owner])), "owner is the field with the person's id"
    for name in act.identity:
        optional = get_origin(hints[name]) in (Union, types.UnionType) and type(None) in get_args(hints[name])
        assert optional, f"{name}: after erasure it reads as None"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_a_golden_entry_can_still_be_read(path):
    record = json.loads(path.read_text(encoding="utf-8"))
    assert path.name == f"{record['kind']}.v{record['version']}.json"
    act = KINDS[record["kind"]]
    stored = msgspec.json.encode(
        [{"kind": act.kind, "version": record["version"], "facts": record["fields"]}]
    )
    (decoded,) = encoding.decode(stored, UUID(int=1), {})
    assert isinstance(decoded, act)
    again = msgspec.json.encode(decoded)
    assert msgspec.convert(msgspec.json.decode(again), act) == decoded


@each_act
def test_a_golden_entry_of_today_holds_every_field(act):
    record = json.loads(golden_path(act).read_text(encoding="utf-8"))
    required = {field.name for field in msgspec.structs.fields(act) if field.required}
    assert required <= record["fields"].keys()
    assert record["fields"].keys() <= set(act.__struct_fields__), (
        "a field that is gone needs version + 1 and an upcast"
    )


def test_every_act_stands_in_the_page_of_its_room():
    stale = [
        path.name
        for path, text in room_pages()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, f"run `karmika docs`: {stale}"


def test_every_refusal_has_a_sentence():
    known = refused.known_codes()
    found = []
    for path in product():
        for match in re.finditer(
            r"Refused\(\s*[\"']([a-z_]+\.[a-z_]+)[\"']", path.read_text(encoding="utf-8")
        ):
            if match.group(1) not in known and "<" not in match.group(1):
                found.append(f"{path.name}: {match.group(1)}")
    assert not found, found


@pytest.mark.parametrize("language", ["te", "hi"])
def test_a_translated_sentence_asks_for_the_same_facts(language):
    wrong = []
    for message in read(language):
        if not message.id or not message.string:
            continue
        original, _ = identity(message)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings:
            if text and _fields(text) - _fields(original, message.id):
                wrong.append((original, text))
    assert not wrong


def _fields(*texts):
    flat = [one for text in texts for one in (text if isinstance(text, tuple) else (text,))]
    return {field for text in flat for field in re.findall(r"%\(\w+\)s|\{\w+\}", text)}
