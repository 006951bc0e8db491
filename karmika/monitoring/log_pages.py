"""The page of the log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.access.pages import PageRequest, page
from karmika.access.roles import LABELS
from karmika.kernel.room import NavItem
from karmika.monitoring.log import LOG_READERS, log
from karmika.monitoring.marks import mark_of, seq_of
from karmika.ui.asked import id_of
from karmika.ui.components import Line, Pager


@page(roles=LOG_READERS)
def log_page(request: PageRequest) -> HttpResponse:
    """Everything that was recorded, newest first."""
    before = seq_of(request.GET.get("before", ""))
    area, actor = id_of(request.GET.get("area", "")), id_of(request.GET.get("by", ""))
    found = log(request.viewer, before=before, area=area, actor=actor)
    lines = [
        Line(
            at=line.recorded_at,
            sentence=" ".join(line.sentences),
            who=" · ".join(str(part) for part in (LABELS.get(line.role, line.role), line.area) if part),
        )
        for line in found.lines
    ]
    asked = request.GET.copy()
    asked["before"] = mark_of(found.before)
    pager = Pager(next_url=f"{request.path}?{asked.urlencode()}" if found.before else "")
    return render(request, "monitoring/log.html", {"lines": lines, "pager": pager})


urlpatterns: list[URLPattern] = [path("log/", log_page, name="monitoring.log")]
NAV = (NavItem(label=_("Log"), url_name="monitoring.log", roles=LOG_READERS, takes_area=True),)
