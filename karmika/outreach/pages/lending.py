"""Taking a camp along on a laptop: the file is made for one laptop, and only that one opens it."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from karmika.access.pages import PageRequest, page
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.outreach.forms_of_pages import LendForm
from karmika.outreach.loans import lending
from karmika.outreach.pages import asking
from karmika.outreach.terms import LENDERS


@page(roles=LENDERS)
def lend(request: PageRequest, camp_id: UUID) -> HttpResponse:
    """Choose the laptop and the last day; the answer is the file."""
    held = asking.camp_or_404(request, camp_id)
    laptops = [(str(one.id), f"{one.name} ({one.holder.name or '–'})") for one in lending.laptops(held)]
    until = max(held.held_on, today()) + timedelta(days=lending.USUAL_DAYS)
    form = LendForm(laptops, request.POST or None, initial={"until": until})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            lent = lending.lend(request.viewer, held.id, UUID(typed["laptop"]), typed["until"])
        except Refused as refused:
            form.add_error(None, refused.sentence())
        else:
            answer = HttpResponse(lent.content, content_type="application/octet-stream")
            answer["Content-Disposition"] = f'attachment; filename="{held.code}.karmika"'
            return answer
    context = {"held": held, "form": form, "title": _("Take the camp along on a laptop"), "laptops": laptops}
    return render(request, "outreach/lend.html", context)
