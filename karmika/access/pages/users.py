"""Users: list, one user with roles and history, added, changed, stopped; roles given and ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access import accounts, posts, queries, second_factor, throttle
from karmika.access.acts import AddUser, AssignRole, ChangeUser, DeactivateUser, EndRole
from karmika.access.acts.user import MANAGES_USERS
from karmika.access.forms import ChangeUserForm, ResetForm, RoleForm, UserForm, chosen
from karmika.access.models import SEES_USERS, RoleAssignment, User
from karmika.access.pages.decorator import PageRequest, page
from karmika.access.roles import GRANTERS
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import holds


def _user_or_404(request: PageRequest, user_id: UUID) -> User:
    found = queries.user(request.viewer, user_id)
    if found is None:
        raise Http404
    return found


def _to_user(user_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("access.user", args=[user_id]))


@page(roles=SEES_USERS)
def user_list(request: PageRequest) -> HttpResponse:
    """Colleagues in the viewer's areas and organisation; searched by POST, so that no name is in an address."""
    text = request.POST.get("text", "")
    number = _page_number(request.POST.get("page", "") or request.GET.get("page", ""))
    lines, more = queries.users(request.viewer, text=text, page=number)
    context = {
        "lines": lines,
        "text": text,
        "more": more,
        "page": number,
        "may_add": holds(request.viewer, MANAGES_USERS),
    }
    return render(request, "access/users.html", context)


@page(roles=MANAGES_USERS)
def add(request: PageRequest) -> HttpResponse:
    """Add a user; shows the one-time password once."""
    form = UserForm(request.viewer, request.POST or None, initial={"user": uuid7()})
    if request.method == "POST" and form.is_valid():
        act = AddUser(
            user=form.cleaned_data["user"],
            username=form.cleaned_data["username"],
            name=form.cleaned_data["name"],
            phone=form.cleaned_data["phone"] or None,
            language=form.cleaned_data["language"],
            organisation=chosen(form, "organisation"),
            area=chosen(form, "area"),
        )
        try:
            login = accounts.add_user(act, request.viewer)
        except Refused as refused:
            form.add_error(None, refused.sentence())
        else:
            return render(request, "access/slips.html", {"logins": [login], "user_id": login.user})
    return render(request, "access/user_add.html", {"form": form})


@page(roles=SEES_USERS)
def user(request: PageRequest, user_id: UUID) -> HttpResponse:
    """One user: details, roles, what was done with this access."""
    found = _user_or_404(request, user_id)
    context = {
        "user_shown": found,
        "held": posts.posts_of(request.viewer, user_id),
        "lines": history(user_id),
        "may_change": (manages := holds(request.viewer, MANAGES_USERS) and found.active),
        "waits_until": throttle.waits(accounts.log_ins_of(found)) if manages else None,
        "reset_form": ResetForm(label_suffix="") if manages and second_factor.stands(user_id) else None,
        "may_grant": holds(request.viewer, GRANTERS) and found.active and user_id != request.viewer.id,
    }
    return render(request, "access/user.html", context)


@page(roles=MANAGES_USERS)
def change(request: PageRequest, user_id: UUID) -> HttpResponse:
    """Change a user's name, phone, language or post."""
    found = _user_or_404(request, user_id)
    initial = {
        "name": found.name,
        "phone": found.phone,
        "language": found.language,
        "area": str(found.area_id),
    }
    form = ChangeUserForm(request.viewer, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = ChangeUser(
            user=user_id,
            name=form.cleaned_data["name"],
            phone=form.cleaned_data["phone"],
            language=form.cleaned_data["language"],
            area=chosen(form, "area"),
        )
        try:
            perform(act, request.viewer)
        except Refused as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("The details were changed."))
            return _to_user(user_id)
    return render(request, "access/user_change.html", {"form": form, "user_shown": found})


@page(roles=MANAGES_USERS, confirmed=True)
@require_POST
def new_password(request: PageRequest, user_id: UUID) -> HttpResponse:
    """A new one-time password, shown once."""
    _user_or_404(request, user_id)
    try:
        login = accounts.issue_password(user_id, request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
        return _to_user(user_id)
    return render(request, "access/slips.html", {"logins": [login], "user_id": user_id})


@page(roles=MANAGES_USERS, confirmed=True)
@require_POST
def reset_second_factor(request: PageRequest, user_id: UUID) -> HttpResponse:
    """Take away a user's second factor: the phone was lost."""
    _user_or_404(request, user_id)
    try:
        accounts.reset_second_factor(user_id, request.POST.get("reason", ""), request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(
            request, _("The second factor was taken away. This user sets up another at the next sign-in.")
        )
    return _to_user(user_id)


@page(roles=MANAGES_USERS)
@require_POST
def lift_waiting(request: PageRequest, user_id: UUID) -> HttpResponse:
    """Let a user who waits after wrong passwords try again at once."""
    _user_or_404(request, user_id)
    try:
        accounts.lift_waiting(user_id, request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("This user can try to sign in again at once."))
    return _to_user(user_id)


@page(roles=MANAGES_USERS, confirmed=True)
@require_POST
def deactivate(request: PageRequest, user_id: UUID) -> HttpResponse:
    """End a user's access."""
    _user_or_404(request, user_id)
    try:
        perform(DeactivateUser(user=user_id), request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("This user can no longer sign in."))
    return _to_user(user_id)


@page(roles=GRANTERS, confirmed=True)
def assign_role(request: PageRequest, user_id: UUID) -> HttpResponse:
    """Give a user a role."""
    found = _user_or_404(request, user_id)
    initial = {
        "assignment": uuid7(),
        "area": str(found.area_id),
        "organisation": str(found.organisation_id),
    }
    form = RoleForm(request.viewer, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = AssignRole(
            assignment=form.cleaned_data["assignment"],
            user=user_id,
            role=form.cleaned_data["role"],
            area=chosen(form, "area"),
            organisation=chosen(form, "organisation"),
            programme=chosen(form, "programme") if form.cleaned_data["programme"] else None,
            valid_to=form.cleaned_data["valid_to"],
        )
        try:
            perform(act, request.viewer)
        except Refused as refused:
            form.add_error(None, refused.sentence())
        else:
            messages.success(request, _("The role was given."))
            return _to_user(user_id)
    return render(request, "access/role_add.html", {"form": form, "user_shown": found})


@page(roles=GRANTERS, confirmed=True)
@require_POST
def end_role(request: PageRequest, assignment_id: UUID) -> HttpResponse:
    """End a role today."""
    one = RoleAssignment.objects.visible_to(request.viewer).filter(id=assignment_id).first()
    if one is None:
        raise Http404
    try:
        perform(EndRole(assignment=assignment_id), request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence())
    else:
        messages.success(request, _("The role was ended."))
    return _to_user(one.user_id)


def _page_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
