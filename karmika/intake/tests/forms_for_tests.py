"""A small form with one of everything, as Markdown; and submissions of it."""

from karmika.intake.xlsform import CompiledForm, compile_form

SMALL_FORM = """
| survey | | | | | | | | |
| | type | name | label::English (en) | label::Telugu (te) | required | constraint | relevant | calculation |
| | end | end | | | | | | |
| | today | today | | | | | | |
| | begin_group | place | Place | చోటు | | | | |
| | select_one_from_file wards.csv | ward | Ward | వార్డు | yes | | | |
| | geopoint | point | Point | | | | | |
| | end_group | | | | | | | |
| | date | visited_on | Day of visit | | | . <= today() and . > date('2026-01-01') | | |
| | select_one yes_no | at_home | Is somebody at home? | | yes | | | |
| | begin_repeat | member | Member | సభ్యుడు | | | ${at_home} = 'yes' | |
| | calculate | uid | | | | | | once(uuid()) |
| | text | name | Name | పేరు | yes | | | |
| | integer | age | Age of ${name} | | | . >= 0 and . < 120 | | |
| | decimal | wage | Wage | | | | ${age} >= 15 | |
| | select_multiple langs | langs | Languages | | | not(selected(., 'none') and count-selected(.) > 1) | ${age} > 5 | |
| | end_repeat | | | | | | | |
| | text | pin | PIN code | | | regex(., '[1-9][0-9]{5}') | | |
| | text | odd | Odd | | | pulldata('wards', 'x', 'name', .) = 'y' | | |
| | image | photo | Photo | | | | | |
| | note | thanks | Thank you | | | | | |
| choices | | | | |
| | list_name | name | label::English (en) | label::Telugu (te) |
| | yes_no | yes | Yes | అవును |
| | yes_no | no | No | కాదు |
| | langs | te | Telugu | తెలుగు |
| | langs | hi | Hindi | హిందీ |
| | langs | none | None of these | ఏదీ కాదు |
| settings | | | | |
| | form_id | form_title | version | default_language |
| | small | A small form | 7 | English (en) |
"""


def small_form() -> CompiledForm:
    return compile_form(SMALL_FORM.encode(), "small.md")


def submission(
    inside: str, *, instance_id: str = "uuid:6f3c0b0e-0000-4000-8000-000000000001", attributes: str = ""
) -> bytes:
    meta = f"<meta><instanceID>{instance_id}</instanceID></meta>" if instance_id else ""
    return (
        f'<?xml version="1.0"?><data id="small" version="7" {attributes}><end>2026-11-21T10:00:00.000+05:30</end>'
        f"<today>2026-11-21</today>{inside}{meta}</data>"
    ).encode()


GOOD = """
<place><ward>251746-W07</ward><point>16.506193 80.648015 12.0 4.5</point></place>
<visited_on>2026-11-21</visited_on>
<at_home>yes</at_home><member><uid>0a</uid><name> లక్ష్మి  దేవి </name><age>34</age><wage>410.50</wage><langs>te hi</langs>
</member>
<member><uid>0b</uid><name>Raju</name><age>4</age></member><pin>520001</pin><photo>1.jpg</photo>"""
