"""What is counted of the life of groups."""

from django.utils.translation import gettext_lazy as _

from karmika.measures.definitions import Measure

LIFE: tuple[Measure, ...] = (
    Measure(
        "meetings_held",
        _("Meetings of groups"),
        _(
            "Meetings that groups held, on their day, with or without enough members to decide. One that is taken back is "
            "taken out on that day. Its category is the type of group."
        ),
    ),
    Measure(
        "meeting_members",
        _("Members asked to meetings"),
        _(
            "For each meeting that was held everybody who was a member on that day, whether the member came or not. Sex "
            "and occupation are those of the day of joining; the category is the type of group."
        ),
    ),
    Measure(
        "meeting_attendances",
        _("Members at meetings"),
        _(
            "For each meeting that was held the members who came. Divided by the members asked to meetings it is the rate "
            "of attendance. Sex and occupation are those of the day of joining; the category is the type of group."
        ),
    ),
    Measure(
        "group_sessions",
        _("Sessions of groups"),
        _(
            "Topics that were talked through with a group, each on its day. One that is taken back is taken out on that "
            "day. Its category is the topic, its occupation that of the group."
        ),
    ),
    Measure(
        "session_attendances",
        _("Members at sessions"),
        _(
            "For each session the members who were there. Who is at two sessions counts twice. Sex and occupation are "
            "those of the day of joining; the category is the topic."
        ),
    ),
    Measure(
        "groups_dormant",
        _("Groups that sleep"),
        _(
            "Groups that are noted as sleeping: counted from that day, taken back on the day they woke up or ended. They "
            "stay counted as formed, and their members as members. Its category is the type of group."
        ),
    ),
    Measure(
        "federations_formed",
        _("Federations formed"),
        _(
            "Federations of groups, and of federations, on the day they were formed. Its category is the level."
        ),
    ),
    Measure(
        "federation_members",
        _("Members of federations"),
        _(
            "Groups, and federations of the level below, that are in a federation: counted on the day they joined, taken "
            "back on the day they left. Its category is the level of the federation that they are in."
        ),
    ),
)
