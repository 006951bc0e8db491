"""What this room counts, and what each figure means."""

from django.utils.translation import gettext_lazy as _

from karmika.groups.life_measures import LIFE
from karmika.measures.definitions import Measure

MEASURES: tuple[Measure, ...] = (
    Measure(
        code="groups_proposed",
        name=_("Groups proposed"),
        definition=_(
            "Groups that were proposed at a worksite, on the day they were asked for. A proposal that is rejected is "
            "taken back on the day it is rejected; one that is approved or formed stays. Groups that formed themselves "
            "are not proposed. Its category is the type of group."
        ),
    ),
    Measure(
        code="groups_formed",
        name=_("Groups formed"),
        definition=_(
            "Groups that were formed, proposed or by themselves, on the day they were formed. A group that is dissolved "
            "stays counted; only one that was entered by mistake is taken back, on the day it was said to be formed. Its "
            "category is the type of group."
        ),
    ),
    Measure(
        code="members",
        name=_("Members of groups"),
        definition=_(
            "Workers who are in a group: counted on the day they joined, taken back on the day they left or their group "
            "was dissolved. A worker in two groups of different types counts in each. Sex and occupation are those of "
            "the day of joining; the category is the type of group."
        ),
    ),
    Measure(
        code="group_verifications",
        name=_("Verifications of groups"),
        definition=_(
            "Groups confirmed at a level of verification, on the day of the confirmation; the category is the level. A "
            "confirmation that completed all levels of its type is marked as verified. A group that is sent back is not "
            "counted; one that is confirmed again after its members changed counts again."
        ),
    ),
    Measure(
        code="group_visits",
        name=_("Visits to groups"),
        definition=_(
            "Visits of staff to groups, and to people proposed for one, on the day of the visit. One that was not so is "
            "taken back. The category is what came of it."
        ),
    ),
    Measure(
        code="financial_steps",
        name=_("Steps into banking"),
        definition=_(
            "Accounts found, opened and verified, savings begun, credit applied for, sanctioned and disbursed, and "
            "information on schemes, each with evidence, on the day it happened. One that was not so is taken back on the "
            "same day. The category is the kind of step."
        ),
    ),
    Measure(
        code="onboarded_banked",
        name=_("Onboarded: account verified and savings begun"),
        definition=_(
            "Workers whose account was verified as live and who have begun to save, each once, on the day of the later of "
            "the two. Taken back where one of the two is taken back. Whether they are in a group does not matter. What is "
            "needed is dated data; whoever reached it stays counted by the version of that day."
        ),
    ),
    *LIFE,
)
