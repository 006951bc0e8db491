"""Pages of the groups room: proposals at a worksite, groups, groups that formed themselves."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.groups.pages import following, groups, onboarding, proposals, self_formed
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
    path("groups/follow-ups/", following.follow_ups, name="groups.follow_ups"),
    path("groups/follow-ups/<uuid:unit_id>/", following.follow_up, name="groups.follow_up"),
    path("groups/follow-ups/<uuid:unit_id>/visit/", following.note_visit, name="groups.note_visit"),
    path(
        "groups/follow-ups/<uuid:unit_id>/take-back/",
        following.take_back_visit,
        name="groups.take_back_visit",
    ),
    path("groups/follow-ups/<uuid:unit_id>/stall/", following.note_stall, name="groups.note_stall"),
    path("groups/stages/", following.pipeline, name="groups.pipeline"),
    path("groups/banking/<uuid:person_id>/", onboarding.onboarding, name="groups.onboarding"),
    path("groups/banking/<uuid:person_id>/record/", onboarding.record_step, name="groups.record_step"),
    path(
        "groups/banking/<uuid:person_id>/take-back/", onboarding.take_back_step, name="groups.take_back_step"
    ),
    path("groups/self-formed/", self_formed.self_formed, name="groups.self_formed"),
    path("groups/<uuid:group_id>/", groups.group, name="groups.group"),
    path("groups/<uuid:group_id>/members/add/", groups.add_member, name="groups.add_member"),
    path("groups/<uuid:group_id>/members/end/", groups.end_membership, name="groups.end_membership"),
    path("groups/<uuid:group_id>/elect/", groups.elect, name="groups.elect"),
    path("groups/<uuid:group_id>/dissolve/", groups.dissolve, name="groups.dissolve"),
]

NAV = (
    NavItem(label=_("Groups"), url_name="groups.groups", roles=SEES_GROUPS, section="groups"),
    NavItem(label=_("Visits to groups"), url_name="groups.follow_ups", roles=SEES_GROUPS, section="groups"),
)

HELP = {
    "groups.follow_ups": _(
        "Groups, and people proposed for one, to whom somebody should have gone. How often depends on the stage. Who went "
        "writes it down, and the next visit falls due later."
    ),
    "groups.follow_up": _(
        "The visits to one group or proposal, whom they met, and what stands in the way. Write down your own visit here."
    ),
    "groups.pipeline": _(
        "How far groups and people have come, area by area. A stage is computed from what was recorded; nobody enters it."
    ),
    "groups.onboarding": _(
        "What a worker has done with a bank, each step with its day and evidence. Of an account only its last four digits "
        "are kept."
    ),
}
