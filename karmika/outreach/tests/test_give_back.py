"""What synthetic households are given back: three definite statements for nine of ten. How fast: bench/give_back.py."""

import html
import re

from karmika.cli.synth.desk import at_the_desk, definite_statements
from karmika.outreach.desk_form import DeskPageForm
from karmika.outreach.owed import desk_facts, screened
from karmika.outreach.tests import makers
from karmika.outreach.tests.test_desk_pages import given, hidden

HOUSEHOLDS, STATEMENTS, QUESTIONS = 300, 3, 12
CONSENT = {"consent_survey": "yes", "consent_schemes": "yes", "consent_share_department": "no"}
SENT = {"started": "-", "ended": "-", "member_name": "Synthetic", **CONSENT}


def asked(answers):
    form = DeskPageForm({**SENT, **answers})
    assert form.is_valid(), form.errors
    return form.asked()


def test_nine_of_ten_households_hear_three_definite_statements_after_the_last_question(cast):
    ward = cast.area("251746-W07")
    heard = [
        definite_statements(1, home, desk_facts(asked(answers), ward), QUESTIONS)
        for home, answers in at_the_desk(1, HOUSEHOLDS)
    ]
    share = [sum(one[n] >= STATEMENTS for one in heard) / HOUSEHOLDS for n in range(QUESTIONS + 1)]
    assert share[0] >= 0.6, share  # the ten questions of the desk alone
    assert share[-1] >= 0.9, share


def test_the_page_of_the_desk_says_what_the_rules_say(cast, client_for):
    makers.published(cast)
    camp = makers.camp(cast)
    client = client_for("lakshmi")
    address = given(client, camp)
    page = client.get(address)
    sent = SENT | {name: hidden(page, name) for name in ("started", "ended")}
    for _, answers in at_the_desk(1, 5):
        shown = client.post(address, {**sent, **answers, "do": "check"}).content.decode()
        owed = shown.partition('id="owed"')[2].partition("</section>")[0]
        told = [html.unescape(one) for one in re.findall(r"<p><strong>(.*?)</strong>", owed)]
        assert told == [one.sentence for one in screened(asked(answers), camp.area_id)] != []
        assert owed.count("Nobody has yet checked this rule") == len(told)


def test_the_answers_of_a_household_are_always_the_same_and_some_are_missing():
    first, again, other = ([said for _, said in at_the_desk(seed, 40)] for seed in (1, 1, 2))
    assert first == again != other
    named = {name for one in first for name in one}
    assert any(name not in one for one in first for name in named)
    assert "not_known" in {value for one in first for value in one.values()}
