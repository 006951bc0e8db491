"""What access refuses, in sentences: what happened and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, Promise] = {
    "access.not_yours": _("You have no right to do this here. Ask your administrator."),
    "access.unknown_device": _("This phone is not registered. Scan the QR sheet again or ask for a new one."),
    "access.revoked_device": _(
        "This phone was withdrawn on {revoked_on}. Ask your administrator for a new QR sheet."
    ),
    "access.user_name_form": _(
        "A user name has 3 to 64 characters: small letters, digits, dot, hyphen, underscore or @,"
        " with at least one letter. Choose another."
    ),
    "access.user_name_taken": _("This user name is already in use. Choose another."),
    "access.phone_taken": _("Another user already has this phone number. Check the number."),
    "access.name_missing": _("The name is missing. Write it down."),
    "access.language_unknown": _("This language is not available. Choose English, Telugu or Hindi."),
    "access.code_form": _("A code has 2 to 40 small letters, digits or hyphens. Choose another."),
    "access.code_taken": _("This code is already in use. Choose another."),
    "access.kind_unknown": _("This kind of organisation is not known. Choose one from the list."),
    "access.organisation_unknown": _("This organisation does not exist. Choose one from the list."),
    "access.programme_unknown": _("This programme does not exist. Choose one from the list."),
    "access.area_unknown": _("This area does not exist. Choose one from the list."),
    "access.not_a_state": _("A project is opened for a whole state. Choose a state."),
    "access.project_exists": _("This programme already has a project in this state: number {number}."),
    "access.purpose_unknown": _("Nothing is kept for this purpose. Choose one from the list."),
    "access.retention_days": _("Choose a number of days, at least {minimum}."),
    "access.retention_source": _("Name the law, rule or order that says so, in 3 to 300 letters."),
    "access.user_unknown": _("This user does not exist. Look in the list of users."),
    "access.two_persons": _(
        "You already did the other half for this user. A second administrator does this one, or the operator."
    ),
    "access.not_your_own": _("You cannot do this for yourself. Ask another administrator or the operator."),
    "access.no_second_factor": _("This user has no second factor. There is nothing to take away."),
    "access.user_differs": _(
        "A user with this user name exists with another name or phone number. Change it on the user's page."
    ),
    "access.user_exists": _("This user was already added."),
    "access.user_active": _("This user can sign in already. Nothing was changed."),
    "access.user_has_roles": _("This user still has roles. End them first, then give those that are right."),
    "access.user_inactive": _("This user is no longer active. Choose another user."),
    "access.role_unknown": _("This role does not exist. Choose one from the list."),
    "access.role_above_yours": _("You may not give or end this role. Ask the office above you."),
    "access.user_above_you": _("This user holds a role that you may not manage. Ask the office above you."),
    "access.not_to_yourself": _("You cannot give yourself a role. Ask another administrator."),
    "access.other_organisation": _(
        "This user belongs to another organisation. Its own administrator gives the role."
    ),
    "access.incompatible_roles": _(
        "This user is {held} in the same area, and nobody may be both. End that role first."
    ),
    "access.role_held_already": _("This user already has this role here. Nothing was changed."),
    "access.dates_reversed": _("The last day lies before the first. Correct the dates."),
    "access.assignment_unknown": _("This role assignment does not exist. Look at the user again."),
    "access.assignment_ended": _("This role has already ended."),
    "access.successor_same": _("This is the holder of the post. Choose somebody else as successor."),
    "access.handed_over_already": _("This post was handed over already. Look at the successor's roles."),
    "access.post_not_begun": _("This post begins later. Choose a day on which the holder has it."),
    "access.device_unknown": _("This phone does not exist. Look in the list of phones."),
    "access.device_exists": _("This phone was already registered."),
    "access.device_revoked_already": _("This phone was already withdrawn."),
    "access.reason_unknown": _("This reason is not known. Choose one from the list."),
    "access.holder_has_no_role": _(
        "The holder has no role in this area for this organisation and programme. Give the role first."
    ),
    "access.no_project": _("This programme has no project in this state yet. The operator opens it first."),
    "access.staff_too_long": _("The file has more than {lines} lines. Load it in parts."),
    "access.staff_too_large": _("The file is larger than {megabytes} MB. Load it in parts."),
}
