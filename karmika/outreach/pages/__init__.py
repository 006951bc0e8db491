"""Pages of the outreach room: campaigns, camps, the desk, follow-ups."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.access.roles import PERSONAL
from karmika.kernel.room import NavItem
from karmika.measures.queries import COUNTING
from karmika.outreach.pages import campaigns, camps, desk, follow_ups, lending

urlpatterns: list[URLPattern] = [
    path("campaigns/", campaigns.campaign_list, name="outreach.campaigns"),
    path("campaigns/plan/", campaigns.plan, name="outreach.plan_campaign"),
    path("campaigns/<uuid:campaign_id>/", campaigns.campaign, name="outreach.campaign"),
    path("campaigns/<uuid:campaign_id>/change/", campaigns.change, name="outreach.change_campaign"),
    path(
        "campaigns/<uuid:campaign_id>/report/<slug:kind>/",
        campaigns.campaign_report,
        name="outreach.campaign_report",
    ),
    path(
        "campaigns/<uuid:campaign_id>/acts/<slug:measure>/",
        campaigns.campaign_acts,
        name="outreach.campaign_acts",
    ),
    path("campaigns/<uuid:campaign_id>/camp/", camps.plan, name="outreach.plan_camp"),
    path("camps/", camps.camp_list, name="outreach.camps"),
    path("camps/<uuid:camp_id>/", camps.camp, name="outreach.camp"),
    path("camps/<uuid:camp_id>/change/", camps.change, name="outreach.change_camp"),
    path("camps/<uuid:camp_id>/cancel/", camps.cancel, name="outreach.cancel_camp"),
    path("camps/<uuid:camp_id>/lend/", lending.lend, name="outreach.lend"),
    path("camps/<uuid:camp_id>/open/", camps.open_camp, name="outreach.open_camp"),
    path("camps/<uuid:camp_id>/close/", camps.close, name="outreach.close_camp"),
    path("camps/<uuid:camp_id>/desk/<int:desk>/", desk.desk, name="outreach.desk"),
    path("camps/<uuid:camp_id>/desk/<int:desk>/give/", desk.give, name="outreach.give_token"),
    path("camps/<uuid:camp_id>/desk/<int:desk>/call/", desk.call, name="outreach.call_next"),
    path("tokens/<uuid:attendance_id>/", desk.token, name="outreach.token"),
    path("tokens/<uuid:attendance_id>/find/", desk.find, name="outreach.find"),
    path("tokens/<uuid:attendance_id>/left/", desk.left, name="outreach.left"),
    path("tokens/<uuid:attendance_id>/receipt/", desk.receipt, name="outreach.receipt"),
    path("follow-ups/", follow_ups.follow_up_list, name="outreach.follow_ups"),
    path("follow-ups/<uuid:follow_up_id>/", follow_ups.follow_up, name="outreach.follow_up"),
]

NAV = (
    NavItem(label=_("Camps"), url_name="outreach.camps", roles=COUNTING, section="people"),
    NavItem(label=_("Campaigns"), url_name="outreach.campaigns", roles=COUNTING, section="people"),
    NavItem(label=_("To ask again"), url_name="outreach.follow_ups", roles=PERSONAL, section="people"),
)

HELP = {
    "outreach.plan_campaign": _(
        "A campaign has a name, an area, days and aims. Its camps are planned afterwards, one by one, on its own page."
    ),
    "outreach.change_campaign": _(
        "Change the days, the aims or the targets of a campaign. What its camps have done stays as it is."
    ),
    "outreach.plan_camp": _(
        "Where and when a camp is held, with how many desks, and who works there. Its code is on every token and receipt."
    ),
    "outreach.change_camp": _(
        "Change the place, the day or the desks of a camp. Tokens that were given out stay valid."
    ),
    "outreach.campaigns": _(
        "Campaigns of your areas, and of the areas above yours. A campaign holds camps and adds up what they did."
    ),
    "outreach.campaign": _(
        "What the campaign is for, its camps, and what they came to. Every figure is a sum of what desks wrote down."
    ),
    "outreach.campaign_acts": _(
        "What a figure of the campaign is the sum of: each line is something that somebody wrote down and answers for."
    ),
    "outreach.camps": _(
        "Camps by day. Open one to see its desks and its tokens, or to close it in the evening."
    ),
    "outreach.camp": _(
        "When and where, who comes, how many tokens. In the evening the tokens are compared with what became of them."
    ),
    "outreach.lend": _(
        "Makes a file for a laptop that works without internet. Only that laptop opens it, until the day that you choose."
    ),
    "outreach.desk": _(
        "Give a token to who comes, call the next one. Everything works without internet while this machine runs."
    ),
    "outreach.token": _(
        "Ask for consent first: without it only the token is kept. Then ten questions, what is owed, and what was done."
    ),
    "outreach.find": _("Look for somebody who is known already, by household number, phone or name."),
    "outreach.receipt": _("What the person takes home. It has a number and no name."),
    "outreach.follow_ups": _(
        "People to ask how it stands, 7, 30 and 90 days after a camp. Numbers are shown only of who agreed to calls."
    ),
    "outreach.follow_up": _("What was done at the camp, and what was said when somebody asked again."),
}
