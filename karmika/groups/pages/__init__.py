"""Pages of the groups room: proposals at a worksite, groups, groups that formed themselves."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.groups.pages import board, groups, proposals, self_formed
from karmika.groups.pages.asking import SEES_GROUPS
from karmika.kernel.room import NavItem

urlpatterns: list[URLPattern] = [
    path("groups/", groups.group_list, name="groups.groups"),
    path("groups/proposals/", proposals.proposals, name="groups.proposals"),
    path("groups/proposals/ask/", proposals.ask, name="groups.ask"),
    path("groups/proposals/<uuid:run_id>/board/", board.show, name="groups.board"),
    path("groups/proposals/<uuid:run_id>/board/change/", board.change, name="groups.board_change"),
    path("groups/proposals/<uuid:run_id>/paper/", board.paper, name="groups.board_paper"),
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
]

NAV = (NavItem(label=_("Groups"), url_name="groups.groups", roles=SEES_GROUPS, section="groups"),)
