"""Posts: who holds which role where and when; one handed over to a successor, after a look at what is open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karmika.access import posts
from karmika.access.forms import HandOverForm
from karmika.access.handing_over import Newcomer, Plan, hand_over
from karmika.access.models import SEES_USERS, User
from karmika.access.open_work import open_at
from karmika.access.pages.decorator import PageRequest, page
from karmika.access.roles import ASSIGNABLE, GRANTERS, LABELS, Role
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.ui import asked
from karmika.ui.components import Filter, steps

WHEN = {
    posts.CURRENT: gettext_lazy("Today"),
    posts.PAST: gettext_lazy("In the past"),
    posts.COMING: gettext_lazy("To come"),
    posts.ALL: gettext_lazy("At any time"),
}

STEPS = (gettext_lazy("To whom, when, with what"), gettext_lazy("A last look"), gettext_lazy("Handed over"))


@page(roles=SEES_USERS)
def post_list(request: PageRequest) -> HttpResponse:
    """Who holds which role where, from when to when, by whom given; also of the past and to come."""
    role, when = request.GET.get("role", ""), request.GET.get("when", "")
    sought = posts.Sought(
        area=asked.id_of(request.GET.get("area", "")),
        role=role if role in ASSIGNABLE else "",
        when=when if when in WHEN else posts.CURRENT,
        page=asked.page_of(request.GET.get("page", "")),
    )
    found, more = posts.posts(request.viewer, sought)
    areas = [(str(one.id), one.name) for one in posts.areas_with_posts(request.viewer)]
    roles = [(str(one), LABELS[one]) for one in Role if one in ASSIGNABLE]
    context = {
        "posts": found,
        "filters": [
            Filter(
                name="area",
                label=_("Area"),
                options=(("", _("All areas")), *areas),
                value=str(sought.area or ""),
            ),
            Filter(name="role", label=_("Role"), options=(("", _("All roles")), *roles), value=sought.role),
            Filter(name="when", label=_("When"), options=tuple(WHEN.items()), value=sought.when),
        ],
        "pager": asked.pager(request, sought.page, more=more),
    }
    return render(request, "access/posts.html", context)


@page(roles=GRANTERS, confirmed=True)
def hand_over_post(request: PageRequest, assignment_id: UUID) -> HttpResponse:
    """Hand a post over: asked, shown once more with what is open, then done."""
    post = posts.post(request.viewer, assignment_id)
    if post is None:
        raise Http404
    one = post.assignment
    # one that was handed over just now is asked again by whoever presses twice: its phones are withdrawn already
    phones = posts.phones_of(request.viewer, one, also=request.POST.getlist("phones"))
    form = HandOverForm(phones, request.POST or None, initial=_initial())
    context: dict[str, Any] = {"post": post, "form": form, "steps": steps(STEPS, 0)}
    context["open_work"] = open_at(
        request.viewer, one.user_id, Place(one.area_id, one.organisation_id, one.programme_id)
    )
    if request.method == "POST" and form.is_valid() and not request.POST.get("change"):
        try:
            plan = _plan(request, form, post)
            if request.POST.get("sure"):
                done = hand_over(plan, request.viewer)
                context |= {"done": done, "logins": [done.login] if done.login else []}
                context["steps"] = steps(STEPS, len(STEPS))
                context["successor"] = User.objects.get(id=done.successor)
                return render(request, "access/handed_over.html", context)
        except Refused as refused:
            form.add_error(None, refused.sentence())
        else:
            context |= {"plan": plan, "sentence": _in_words(plan, post), "steps": steps(STEPS, 1)}
    return render(request, "access/hand_over.html", context)


def _initial() -> dict[str, Any]:
    return {"entry": uuid7(), "on": today(), "language": "en"}


def _plan(request: PageRequest, form: HandOverForm, post: posts.Post) -> Plan:
    """Raises Refused where the successor is nobody whom the viewer sees."""
    given = form.cleaned_data
    successor: User | Newcomer
    if given["successor"]:
        username = given["successor"].strip().lower()
        found = User.objects.visible_to(request.viewer).filter(username=username).first()
        if found is None:
            raise Refused("access.user_unknown")
        successor = found
    else:
        successor = Newcomer(
            name=given["name"],
            username=given["username"],
            phone=given["phone"] or None,
            language=given["language"],
        )
    return Plan(
        entry=given["entry"],
        assignment=post.assignment,
        on=given["on"],
        successor=successor,
        phones=form.chosen_phones(),
    )


def _in_words(plan: Plan, post: posts.Post) -> str:
    one = post.assignment
    return _(
        "{holder} is {role} in {area} until the evening before {day}. From {day} on it is {successor}."
    ).format(
        holder=one.user.name or "–",
        role=one.label,
        area=one.area.name,
        day=date_format(plan.on, "j F Y"),
        successor=plan.successor.name or "–",
    )
