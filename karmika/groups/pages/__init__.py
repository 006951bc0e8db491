"""Pages of the groups room: proposals at a worksite, groups, groups that formed themselves."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.groups.pages import groups, life, meetings, proposals, self_formed
from karmika.groups.pages.asking import SEES_GROUPS
from karmika.kernel.room import NavItem

urlpatterns: list[URLPattern] = [
    path("groups/", groups.group_list, name="groups.groups"),
    path("groups/proposals/", proposals.proposals, name="groups.proposals"),
    path("groups/proposals/ask/", proposals.ask, name="groups.ask"),
    path("groups/runs/<uuid:run_id>/", proposals.run, name="groups.run"),
    path("groups/runs/<uuid:run_id>/adjust/", proposals.adjust, name="groups.adjust"),
    path("groups/proposals/<uuid:proposal_id>/approve/", proposals.approve, name="groups.approve"),
    path("groups/proposals/<uuid:proposal_id>/reject/", proposals.reject, name="groups.reject"),
    path("groups/proposals/<uuid:proposal_id>/form/", proposals.form, name="groups.form"),
    path("groups/self-formed/", self_formed.self_formed, name="groups.self_formed"),
    path("groups/<uuid:group_id>/", groups.group, name="groups.group"),
    path("groups/<uuid:group_id>/members/add/", groups.add_member, name="groups.add_member"),
    path("groups/<uuid:group_id>/members/end/", groups.end_membership, name="groups.end_membership"),
    path("groups/<uuid:group_id>/elect/", groups.elect, name="groups.elect"),
    path("groups/<uuid:group_id>/dissolve/", groups.dissolve, name="groups.dissolve"),
    path("groups/<uuid:group_id>/life/", life.life, name="groups.life"),
    path("groups/<uuid:group_id>/meeting/", meetings.record_meeting, name="groups.record_meeting"),
    path("groups/<uuid:group_id>/session/", meetings.record_session, name="groups.record_session"),
    path("groups/meetings/<uuid:meeting_id>/", meetings.meeting, name="groups.meeting"),
    path(
        "groups/meetings/<uuid:meeting_id>/correct/", meetings.correct_meeting, name="groups.correct_meeting"
    ),
    path(
        "groups/meetings/<uuid:meeting_id>/withdraw/",
        meetings.withdraw_meeting,
        name="groups.withdraw_meeting",
    ),
    path(
        "groups/sessions/<uuid:session_id>/withdraw/",
        meetings.withdraw_session,
        name="groups.withdraw_session",
    ),
]

NAV = (NavItem(label=_("Groups"), url_name="groups.groups", roles=SEES_GROUPS, section="groups"),)
