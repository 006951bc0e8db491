"""The part of the first page that camps make."""

from django.urls import reverse

from karmika.navigation import today_of
from karmika.outreach.day import DAY
from karmika.outreach.tests import makers


def test_the_only_camp_of_today_is_one_click_away(cast):
    makers.published(cast)
    one = makers.camp(cast)
    assert _camps(cast) == (1, reverse("outreach.camp", args=[one.id]))
    makers.camp(cast, of=one.campaign, code="K13")
    assert _camps(cast) == (2, reverse("outreach.camps"))


def test_without_a_camp_there_is_the_list(cast):
    assert _camps(cast) == (0, reverse("outreach.camps"))


def _camps(cast):
    (part,) = today_of(cast.lakshmi, DAY)
    return part.tiles[0].value, part.tiles[0].url
