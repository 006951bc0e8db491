"""Pages of the groups room: proposals at a worksite, groups, groups that formed themselves."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.groups.pages import (
    board,
    checks,
    due,
    federations,
    following,
    groups,
    life,
    meetings,
    onboarding,
    proposals,
    self_formed,
    standing,
)
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
    path("groups/federations/", federations.federation_list, name="groups.federations"),
    path("groups/federations/form/", federations.form_federation, name="groups.form_federation"),
    path("groups/federations/<uuid:federation_id>/", federations.federation, name="groups.federation"),
    path("groups/federations/<uuid:federation_id>/admit/", federations.admit, name="groups.admit_group"),
    path("groups/federations/<uuid:federation_id>/leave/", federations.leave, name="groups.leave_federation"),
    path(
        "groups/federations/<uuid:federation_id>/delegate/",
        federations.name_delegate,
        name="groups.name_delegate",
    ),
    path("groups/due/", due.due, name="groups.due"),
    path("groups/<uuid:group_id>/charter/", standing.adopt_charter, name="groups.adopt_charter"),
    path(
        "groups/<uuid:group_id>/charter/<slug:language>/",
        standing.charter_sheet,
        name="groups.charter_sheet",
    ),
    path("groups/<uuid:group_id>/grade/", standing.grade, name="groups.grade"),
    path("groups/<uuid:group_id>/merge/", standing.merge, name="groups.merge"),
    path("groups/<uuid:group_id>/split/", standing.split, name="groups.split"),
    path("groups/<uuid:group_id>/dormant/", standing.note_dormant, name="groups.note_dormant"),
    path("groups/<uuid:group_id>/revive/", standing.revive, name="groups.revive"),
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

# Three entries are what a menu on a phone bears; the other pages are linked from the list of groups.
NAV = (
    NavItem(label=_("Groups"), url_name="groups.groups", roles=SEES_GROUPS, section="groups"),
    NavItem(label=_("Visits to groups"), url_name="groups.follow_ups", roles=SEES_GROUPS, section="groups"),
    NavItem(label=_("Due for groups"), url_name="groups.due", roles=SEES_GROUPS, section="groups"),
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
    "groups.federations": _(
        "Groups that stand together in a ward or slum, and those federations in a town or city."
    ),
    "groups.form_federation": _(
        "Choose the kind and the area, tick who joins. It gets the next number of its city."
    ),
    "groups.federation": _(
        "Which groups are in the federation since when, and who speaks for each of them there."
    ),
    "groups.due": _(
        "Groups for which something is due: a topic to talk through, a meeting, an election, a grading, or a visit because "
        "nothing was heard of them. What is due when is dated data, not yet confirmed by anybody."
    ),
    "groups.life": _(
        "How the group lives: its meetings, who comes, what was talked through and is due, its rules, and how it was graded."
    ),
    "groups.record_meeting": _(
        "Tick who came and save. A decision counts only when enough members came. A topic makes it a session too."
    ),
    "groups.record_session": _(
        "A topic that was talked through apart from a meeting. Everybody who was there counts."
    ),
    "groups.meeting": _(
        "Who came, what was decided. What was wrong is corrected or taken back here, with a reason."
    ),
    "groups.adopt_charter": _(
        "The rules that the group gives itself, with its own numbers. A change is a new adoption."
    ),
    "groups.charter_sheet": _("The rules of the group on one sheet, for the wall and for signatures."),
    "groups.grade": _(
        "Questions to the group, and figures from its meetings. What needs the books is not counted yet."
    ),
    "groups.merge": _(
        "Two groups become one. Each member says yes or no; nobody is moved without a word of their own."
    ),
    "groups.split": _(
        "One group becomes two. Each member says yes or no; nobody is moved without a word of their own."
    ),
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
