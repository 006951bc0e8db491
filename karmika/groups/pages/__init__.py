"""Pages of the groups room: proposals at a worksite, groups, groups that formed themselves."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.groups.pages import checks, groups, proposals, self_formed
from karmika.groups.pages.asking import SEES_GROUPS
from karmika.groups.trust_terms import SEES_SIGNALS
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
    path("groups/verifications/", checks.verifications, name="groups.verifications"),
    path("groups/<uuid:group_id>/checks/", checks.group_checks, name="groups.checks"),
    path("groups/<uuid:group_id>/verify/", checks.verify, name="groups.verify"),
    path("groups/<uuid:group_id>/attest/", checks.attest, name="groups.attest"),
    path("groups/signals/", checks.signals, name="groups.signals"),
    path("groups/<uuid:group_id>/signals/", checks.group_signals, name="groups.group_signals"),
    path("groups/<uuid:group_id>/signals/review/", checks.review_signal, name="groups.review_signal"),
    path("groups/visits/", checks.visits, name="groups.visits"),
    path("groups/visits/draw/", checks.draw_visits, name="groups.draw_visits"),
    path("groups/visits/<uuid:draw_id>/", checks.visit_draw, name="groups.visit_draw"),
    path("groups/visits/<uuid:draw_id>/record/", checks.record_drawn_visit, name="groups.record_drawn_visit"),
]

NAV = (
    NavItem(label=_("Groups"), url_name="groups.groups", roles=SEES_GROUPS, section="groups"),
    NavItem(
        label=_("Groups to verify"),
        url_name="groups.verifications",
        roles=checks.LEVEL_ROLES,
        section="groups",
    ),
    NavItem(label=_("Signals"), url_name="groups.signals", roles=SEES_SIGNALS, section="groups"),
    NavItem(label=_("Drawn visits"), url_name="groups.visits", roles=SEES_GROUPS, section="groups"),
)

HELP = {
    "groups.verifications": _(
        "Groups whose next level of verification is yours. Look at what the list names, then confirm, or send back with a "
        "reason. You cannot verify what you entered."
    ),
    "groups.checks": _(
        "How far this group is verified, and what its members said when somebody else visited them. A change of members "
        "opens all levels again."
    ),
    "groups.signals": _(
        "Groups that may not exist, the strongest signs first. A sign is a reason to look: say what you found, and it is "
        "silent until something new is found."
    ),
    "groups.group_signals": _(
        "What speaks against this group, on what it rests, and what colleagues found who looked into it."
    ),
    "groups.visits": _(
        "Groups that were drawn for a visit without warning, one draw for a place and month. Nobody can choose them."
    ),
    "groups.visit_draw": _(
        "The groups of one draw and what was found there. The page draws again and says whether it gets the same groups."
    ),
}
