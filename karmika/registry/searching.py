"""Finding people while somebody types: by words of the name, ends of numbers, the household's number, the worksite.

Search words (derive.py) give candidates, whole words before beginnings, the newest first; the table of persons then
decides whom the viewer may see. What is rare is sorted, what is common is found by walking back from the newest.
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from karmika.access.roles import PERSONAL
from karmika.areas.models import Area, Worksite
from karmika.areas.queries import inside
from karmika.areas.roles import WORKSITE_READERS
from karmika.kernel.asking import ask, built, columns, uuid_of
from karmika.kernel.newest import aside
from karmika.kernel.refused import Refused
from karmika.kernel.text import deeper_token, name_tokens
from karmika.kernel.viewer import Viewer
from karmika.registry.derive import TAIL
from karmika.registry.models import Household, Identifier, Person, SearchToken
from karmika.registry.numbers import is_household_number, tidy
from karmika.registry.queries import seen, workers_at

FOUND_MAXIMUM = 50
SITES_MAXIMUM = 5
LETTERS_MINIMUM = 2
TYPED_MAXIMUM = 100
"""Letters that are read of what was typed; no name is longer."""
WORDS_MAXIMUM = 5
SPARE = 5
"""Candidates more than are shown: some may have gone since, or be of another programme."""
FEW = 2_000
"""So many search words are sorted faster than one walks."""
LOOK = 20_000
"""So many entries of the journal one walks back."""
SPELLED_MAXIMUM = 80
"""Of so many different words with one beginning each is looked up by itself, from its newest on."""
AREAS_MAXIMUM = 400
"""Of so many areas the words are looked up area by area; a viewer of more sees most of what there is."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search found. `more`: there are other persons. `at`: the persons are those of this worksite."""

    persons: Sequence[Person] = ()
    household: Household | None = None
    worksites: Sequence[Worksite] = ()
    at: Worksite | None = None
    more: bool = False

    @property
    def count(self) -> int:
        """How many things are shown."""
        return len(self.persons) + len(self.worksites) + (self.household is not None)


@dataclass(frozen=True)
class _Typed:
    """What was typed, as it is looked for."""

    words: tuple[str, ...] = ()
    digits: str = ""


@dataclass(frozen=True)
class _Reach:
    """Where the viewer may see persons: ids of areas (None: too many to name them) and of organisations."""

    areas: tuple[UUID, ...] | None
    organisations: tuple[UUID, ...]
    last: int = 0
    """The entry that made the newest person of all."""


def search(viewer: Viewer, text: str, *, most: int = FOUND_MAXIMUM) -> Found:
    """Persons, a household or worksites by what somebody typed, in any of the three scripts; beginnings will do.

    Numbers: the last four digits or more of a phone or of an e-Shram number, or the whole number of a household.
    Raises Refused("registry.search_too_short").
    """
    typed = _read(text)
    if typed.digits:
        household = None
        if is_household_number(typed.digits):
            seen = Household.objects.visible_to(viewer).select_related("area")
            household = seen.filter(number=typed.digits).first()
        persons = _by_number(viewer, typed.digits, most)
        return Found(persons=persons[:most], household=household, more=len(persons) > most)
    reach = _reach(viewer)
    persons = _by_words(viewer, reach, typed.words, most) if reach else []
    sites = _worksites(viewer, typed.words)
    if sites and not persons:
        persons = _people_at(viewer, sites[0], most)
        return Found(persons=persons[:most], worksites=sites, at=sites[0], more=len(persons) > most)
    return Found(persons=persons[:most], worksites=sites, more=len(persons) > most)


def _read(text: str) -> _Typed:
    text = text[:TYPED_MAXIMUM]
    digits = tidy(text)
    if digits and not any(letter.isalpha() for letter in text):
        if len(digits) < TAIL:
            raise Refused("registry.search_too_short")
        return _Typed(digits=digits)
    words = name_tokens(text)
    # "zzzz" folds to a single letter, "x" to two: both are too little to look for; so is one letter of any script
    typed = sum(unicodedata.category(letter)[0] in "LM" for letter in text)
    if min(typed, sum(map(len, words))) < LETTERS_MINIMUM:
        raise Refused("registry.search_too_short")
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return _Typed(words=tuple(longest_first[:WORDS_MAXIMUM]))


def _reach(viewer: Viewer) -> _Reach | None:
    """Where the viewer may see persons at all; None: nowhere. Wider than `visible_to`, never narrower."""
    grants = [one for one in viewer.grants if one.role in PERSONAL and one.area and one.organisation]
    if not grants:
        return None
    organisations = tuple(dict.fromkeys(one.organisation for one in grants if one.organisation))
    ids: dict[UUID, None] = {}
    for area in dict.fromkeys(one.area for one in grants if one.area):
        here = inside(area)
        ids |= dict.fromkeys(
            uuid_of(row[0]) for row in ask(f"{here.sql} LIMIT {AREAS_MAXIMUM + 1}", *here.params)
        )
        if len(ids) > AREAS_MAXIMUM:
            return _Reach(None, organisations)
    return _Reach(tuple(ids), organisations) if ids else None  # none: areas that are on no map of today


def _by_words(viewer: Viewer, reach: _Reach, words: Sequence[str], most: int) -> list[Person]:
    """Persons who have all these words, one more than is wanted; whole words first, the newest first."""
    for enough in (most + 1 + SPARE, 20 * (most + 1 + SPARE)):
        ids = _candidates(reach, words, enough)
        found = seen(viewer, ids)
        if len(found) > most or len(ids) < enough:
            break
    return found[: most + 1]


def _candidates(reach: _Reach, words: Sequence[str], enough: int) -> list[UUID]:
    """Ids of at most so many persons with all of the words: with whole words, then with beginnings."""
    whole = [_whole(word) for word in words]
    either = [_either(word) for word in words]
    *counts, last = _counts(reach, [*whole, *map(_beginning, words)])
    wholes, beginnings = counts[: len(words)], counts[len(words) :]
    reach = replace(reach, last=last or 0)
    if any(not a and not b for a, b in zip(wholes, beginnings, strict=True)):
        return []
    found: list[UUID] = []
    if all(wholes):
        place, count = _rarest(wholes)
        found = (_sorted if count < FEW else _merged)(reach, whole, place, enough)
    if len(found) < enough and any(beginnings):
        rarest = _rarest([count or FEW + 1 for count in beginnings])
        driving = [_beginning(word) if n == rarest[0] else either[n] for n, word in enumerate(words)]
        found += _newest_with(reach, driving, rarest, enough)
    return list(dict.fromkeys(found))[:enough]


def _rarest(counts: Sequence[int]) -> tuple[int, int]:
    """The place of the rarest word, and how often it stands there (counted up to FEW)."""
    return min(enumerate(counts), key=lambda pair: pair[1])


Condition = tuple[str, tuple[Any, ...]]
"""SQL about a row (for words: about the column {0}.token), and its values."""


def _whole(word: str) -> Condition:
    """The word itself, or one that is spelled like it."""
    deeper = deeper_token(word)
    forms = tuple(dict.fromkeys((word, deeper, f"~{deeper}")))
    return f"{{0}}.token IN ({_marks(forms)})", forms


def _beginning(word: str) -> Condition:
    """Words that begin with this one, by bytes: so that both databases use their index."""
    below, above = ("~>=~", "~<~") if connection.vendor == "postgresql" else (">=", "<")
    return f"{{0}}.token {below} %s AND {{0}}.token {above} %s", (word, f"{word}\U0010ffff")


def _either(word: str) -> Condition:
    (whole, forms), (beginning, ends) = _whole(word), _beginning(word)
    return f"({whole} OR {beginning})", (*forms, *ends)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _in_reach(reach: _Reach, row: str) -> Condition:
    """SQL: rows of these organisations, and of these areas where they are few enough to name."""
    whose = f" AND {row}.organisation_id IN ({_marks(reach.organisations)})"
    if reach.areas is None:
        return whose, reach.organisations
    where, areas = _in_areas(reach.areas, row)
    return f"{whose} AND {where}", (*reach.organisations, *areas)


def _in_areas(areas: Sequence[UUID], row: str) -> Condition:
    """SQL: rows of these areas, as one value: some hundred take longer to read than to look up."""
    if connection.vendor == "postgresql":
        return f"{row}.area_id = ANY(%s)", (list(areas),)
    return f"{row}.area_id IN (SELECT value FROM json_each(%s))", (json.dumps([one.hex for one in areas]),)  # noqa: S608


def _counts(reach: _Reach, conditions: Sequence[Condition]) -> list[int]:
    """How many search words meet each condition, counted no further than FEW; and the entry of the newest person."""
    parts: list[str] = []
    values: list[Any] = []
    for sql, given in conditions:
        where = sql.format("t")
        values += given
        if reach.areas is not None:
            near, areas = _in_areas(reach.areas, "t")
            where, values = f"{where} AND {near}", [*values, *areas]
        parts.append(
            f"(SELECT count(*) FROM (SELECT 1 FROM registry_searchtoken t WHERE {where} LIMIT {FEW}) c)"  # noqa: S608
        )
    parts.append("(SELECT max(entry_seq) FROM registry_person)")
    return list(_ask("SELECT " + ", ".join(parts), values)[0])


def _merged(reach: _Reach, conditions: Sequence[Condition], place: int, enough: int) -> list[UUID]:
    """By the spellings of the whole word at `place`, each read from its newest on: for words that many bear."""
    others = [one for n, one in enumerate(conditions) if n != place]
    where, values = _in_reach(reach, "t")
    have = "".join(f" AND {_has('t.person_id', other)}" for other, _ in others)
    most = 2 * int(enough)
    forms, more = conditions[place][1], [value for _, ends in others for value in ends]
    newest = (
        "SELECT t.person_id, t.newest FROM registry_searchtoken t WHERE t.token = {}"  # noqa: S608
        f"{where}{have} ORDER BY t.newest DESC, t.person_id LIMIT {most}"
    )
    # PostgreSQL plans a question of some dozen parts longer than it answers it; SQLite knows no other
    if connection.vendor == "postgresql":
        sql = f"unnest(%s::text[]) AS w(form) CROSS JOIN LATERAL ({newest.format('w.form')}) s"
        given = [list(forms), *values, *more]
    else:
        one = f"SELECT * FROM ({newest.format('%s')})"  # noqa: S608
        sql = f"({' UNION ALL '.join([one] * len(forms))}) s"
        given = [value for form in forms for value in (form, *values, *more)]
    rows = _ask(f"SELECT person_id, newest FROM {sql} ORDER BY 2 DESC, 1 LIMIT {most}", given)  # noqa: S608
    return list(dict.fromkeys(uuid_of(row[0]) for row in rows))[:enough]


def _newest_with(
    reach: _Reach, conditions: Sequence[Condition], rarest: tuple[int, int], enough: int
) -> list[UUID]:
    """The newest persons with a search word for each of these conditions, some of which are beginnings."""
    place, count = rarest
    if count >= FEW:
        prefix = conditions[place][1][0]
        spelled = _words_with(prefix)
        if len(spelled) <= SPELLED_MAXIMUM:
            named = [("", spelled) if n == place else one for n, one in enumerate(conditions)]
            return _merged(reach, named, place, enough)
        found = _walked(reach, conditions, enough)
        if len(found) >= enough:
            return found
    return _sorted(reach, conditions, place, enough)


def _words_with(prefix: str) -> tuple[str, ...]:
    """The different search words that begin like this, from one to the next through the index; one more than wanted."""
    pattern = connection.vendor == "postgresql"
    above, order = ("~>~", "token USING ~<~") if pattern else (">", "token")
    first, below = ("~>=~", "~<~") if pattern else (">=", "<")
    step = (
        "SELECT token FROM registry_searchtoken t WHERE t.token {} {} AND t.token {} %s ORDER BY {} LIMIT 1"
    )
    rows = _ask(
        f"WITH RECURSIVE w(token) AS (SELECT ({step.format(first, '%s', below, order)})"  # noqa: S608
        f" UNION ALL SELECT ({step.format(above, 'w.token', below, order)}) FROM w WHERE w.token IS NOT NULL)"
        f" SELECT token FROM w WHERE token IS NOT NULL LIMIT {SPELLED_MAXIMUM + 1}",
        (prefix, f"{prefix}\U0010ffff", f"{prefix}\U0010ffff"),
    )
    return tuple(str(row[0]) for row in rows)


def _walked(reach: _Reach, conditions: Sequence[Condition], enough: int) -> list[UUID]:
    """By the newest persons, one after another; only as far as `LOOK`."""
    where, values = _in_reach(reach, "p")
    have = "".join(f" AND {_has('p.id', sql)}" for sql, _ in conditions)
    rows = _ask(
        "SELECT p.id FROM registry_person p WHERE p.entry_seq > %s AND p.state = 'active' AND NOT p.hidden"  # noqa: S608
        f"{where}{have} ORDER BY p.entry_seq DESC, p.id LIMIT {int(enough)}",
        (reach.last - LOOK, *values, *(value for _, given in conditions for value in given)),
    )
    return [uuid_of(row[0]) for row in rows]


def _sorted(reach: _Reach, conditions: Sequence[Condition], place: int, enough: int) -> list[UUID]:
    """By the search words for the condition at `place`, of which there are the fewest."""
    sql, given = conditions[place]
    others = [one for n, one in enumerate(conditions) if n != place]
    where, values = _in_reach(reach, "t")
    have = "".join(f" AND {_has('t.person_id', other)}" for other, _ in others)
    rows = _ask(
        f"SELECT t.person_id FROM registry_searchtoken t WHERE {sql.format('t')}{where}{have}"  # noqa: S608
        # a person may have several words with this beginning
        f" ORDER BY t.newest DESC, t.person_id LIMIT {2 * int(enough)}",
        (*given, *values, *(value for _, more in others for value in more)),
    )
    return list(dict.fromkeys(uuid_of(row[0]) for row in rows))[:enough]


def _has(person: str, sql: str) -> str:
    return f"EXISTS (SELECT 1 FROM registry_searchtoken u WHERE u.person_id = {person} AND {sql.format('u')})"  # noqa: S608


def _ask(sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Rows of a question whose length varies: not prepared, so that it is planned for its values."""
    plain = [one.hex if isinstance(one, UUID) and connection.vendor == "sqlite" else one for one in values]
    with connection.cursor() as cursor:
        cursor.execute(sql, plain)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _by_number(viewer: Viewer, digits: str, most: int) -> list[Person]:
    """Persons whose phone or e-Shram number ends like this, the newest first, one more than is wanted."""
    tail = digits[-TAIL:]
    persons = SearchToken.objects.filter(token__in=[f"#{tail}", f"={tail}"]).values("person_id")
    uan = Identifier.objects.filter(person_id=OuterRef("id"), what="uan", value__endswith=digits)
    rows = Person.objects.alias(anywhere=aside("area_id")).visible_to(viewer, area="anywhere")
    rows = rows.filter(Q(phone__endswith=digits[-10:]) | Exists(uan), state="active", id__in=persons)
    rows = rows.select_related("household", "area", "worker__worksite")
    return list(rows.order_by("-entry_seq", "id")[: most + 1])


def _worksites(viewer: Viewer, words: Sequence[str]) -> list[Worksite]:
    """Open worksites of the viewer's areas whose name or code has all these words; beginnings will do."""
    if max(map(len, words)) < LETTERS_MINIMUM or not _names_a_worksite(words):
        return []
    reach, values = _sites_in_reach(viewer)
    if not reach:
        return []
    begun = [_beginning(word) for word in words]
    has = "".join(
        f" AND s.id IN (SELECT t.worksite_id FROM registry_worksitetoken t WHERE {sql.format('t')})"  # noqa: S608
        for sql, _ in begun
    )
    rows = _ask(
        f"SELECT {columns(Worksite, 's')}, {columns(Area, 'a')} FROM areas_worksite s"  # noqa: S608
        f" JOIN areas_area a ON a.id = s.area_id WHERE s.closed_on IS NULL AND ({reach}){has}"
        f" ORDER BY s.name_en, s.code LIMIT {SITES_MAXIMUM}",
        [*values, *(end for _, ends in begun for end in ends)],
    )
    found = []
    for row in rows:
        site, site.area = built((Worksite, Area), row)
        found.append(site)
    return found


def _names_a_worksite(words: Sequence[str]) -> bool:
    """Whether each of these words begins a word of some worksite anywhere. Most names of people do not."""
    begun = [_beginning(word) for word in words]
    each = " AND ".join(
        f"EXISTS (SELECT 1 FROM registry_worksitetoken t WHERE {sql.format('t')})"  # noqa: S608
        for sql, _ in begun
    )
    return bool(
        _ask(f"SELECT CASE WHEN {each} THEN 1 ELSE 0 END", [end for _, ends in begun for end in ends])[0][0]
    )


def _sites_in_reach(viewer: Viewer) -> Condition:
    """SQL: worksites of each grant's areas, those for all and those of its organisation; empty for nowhere."""
    parts, values = [], []
    for grant in dict.fromkeys(viewer.grants):
        if grant.role in WORKSITE_READERS and grant.area and grant.organisation:
            here = inside(grant.area)
            parts.append(
                f"s.area_id IN ({here.sql}) AND (s.organisation_id IS NULL OR s.organisation_id = %s)"
            )
            values += [*here.params, grant.organisation]
    return " OR ".join(f"({part})" for part in parts), tuple(values)


def _people_at(viewer: Viewer, site: Worksite, most: int) -> list[Person]:
    """The newest workers of a worksite."""
    rows = workers_at(viewer, site.id).order_by("-entry_seq", "id")
    return seen(viewer, list(rows.values_list("id", flat=True)[: most + 1]))
