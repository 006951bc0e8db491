"""The closed lists of a group's life, code -> what people read. An act accepts no other code; codes are never reused."""

from django.utils.translation import gettext_lazy as _

from karmika.groups.terms import Terms

MEETING_PLACES: Terms = {
    "members_home": _("At a member's home"),
    "worksite": _("At the worksite, away from the employer"),
    "community_hall": _("Community hall"),
    "school": _("School or anganwadi"),
    "office": _("Office of the mission"),
    "open_place": _("Under a tree, in a lane or a yard"),
}

RESOLUTIONS: Terms = {
    "saving_amount": _("Amount that each member saves"),
    "absence_fine": _("Amount for who does not come"),
    "meeting_days": _("Days from one meeting to the next"),
    "open_account": _("Open an account of the group"),
    "apply_credit": _("Apply for credit"),
    "choose_offices": _("Choose new office bearers"),
    "adopt_charter": _("Adopt or change the charter"),
    "join_federation": _("Join a federation"),
    "take_up_matter": _("Take up a matter with an office or an employer"),
    "work_together": _("Work or buy together"),
    "other": _("Something else, told in the words below"),
}

RESOLUTION_UNITS = {"saving_amount": "paise", "absence_fine": "paise", "meeting_days": "days"}
"""What the number of a resolution counts; one that is not here has none."""
VALUE_MAXIMUM = 10_000_000
RESOLUTIONS_MAXIMUM = 12
WORDS_MAXIMUM = 1000
MINUTES_MAXIMUM = 600

MEETING_MISTAKES: Terms = {
    "never_held": _("The meeting was not held"),
    "wrong_day": _("The day was wrong"),
    "wrong_group": _("It was another group"),
    "wrong_people": _("Others came than were ticked"),
    "wrong_decisions": _("Something else was decided"),
    "names_somebody": _("The words named somebody"),
    "entered_twice": _("Entered twice"),
}

WITHDRAW_REASONS: Terms = {
    code: MEETING_MISTAKES[code] for code in ("never_held", "wrong_day", "wrong_group", "entered_twice")
}
"""A meeting or session with one of these mistakes is taken back as a whole; the others are corrected."""

CORRECT_REASONS: Terms = {
    code: MEETING_MISTAKES[code] for code in ("wrong_people", "wrong_decisions", "names_somebody")
}

DORMANT_REASONS: Terms = {
    "no_time": _("The members have no time"),
    "away_for_work": _("Many members are away for work"),
    "quarrel": _("A quarrel in the group"),
    "nothing_came": _("Nothing came of it"),
    "no_visits": _("Nobody from the office came"),
    "not_known": _("Not known"),
}

REVIVED_BY: Terms = {
    "met_again": _("The members met again"),
    "visited": _("It was visited, and the members want to go on"),
    "new_members": _("New members joined"),
    "entered_by_mistake": _("It had been noted as sleeping by mistake"),
}

DORMANCY_ENDED: Terms = {**REVIVED_BY, "group_ended": _("The group ended")}

FEDERATION_EXITS: Terms = {
    "members_decided": _("Its members decided so"),
    "group_ended": _("The group ended"),
    "joined_another": _("It joined another federation"),
    "entered_by_mistake": _("Entered by mistake"),
}
