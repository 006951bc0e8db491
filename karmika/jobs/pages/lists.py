"""Pages on which lists are taken along: which there are, and one of them with what is in it."""

from collections.abc import Callable, Sequence

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language

from karmika.access.pages import PageRequest
from karmika.areas.models import Area
from karmika.chain.files import KINDS, streamed
from karmika.jobs import asking, exporting
from karmika.jobs.models import Job
from karmika.kernel.dates import today
from karmika.kernel.listing import Listing
from karmika.kernel.refused import Refused
from karmika.ui import asked


class ListPages:
    """The pages of these lists."""

    def __init__(self, lists: Sequence[Listing], title_of: Callable[[Job], str]) -> None:
        self._exporting = exporting.Exporting(lists)
        self._title_of = title_of

    def index(self, request: PageRequest) -> HttpResponse:
        """The lists that the viewer may take along, and the files that are in the making."""
        lists = [one for one in self._exporting.lists.values() if one.is_open_to(request.viewer)]
        mine = Job.objects.of(request.viewer.id).order_by("-asked_at", "id")
        context = {
            "lists": sorted(lists, key=lambda one: str(one.title)),
            "jobs": [(job, self._title_of(job)) for job in mine[: asking.KEPT_MAXIMUM]],
        }
        return render(request, "jobs/lists.html", context)

    def listing(self, request: PageRequest, name: str) -> HttpResponseBase:
        """One list: what is in it and how many rows. By POST it is handed out, or a job when it is long."""
        listing = self._exporting.lists.get(name)
        if listing is None or not listing.is_open_to(request.viewer):
            raise Http404
        sought = listing.sought(request.POST.dict() if request.method == "POST" else request.GET.dict())
        count = listing.rows(request.viewer, sought).count()
        is_long = count > exporting.DIRECT_MAXIMUM
        refusal = ""
        if request.method == "POST":
            try:
                return self._job_for(request, listing, sought) if is_long else _now(request, listing, sought)
            except Refused as refused:
                refusal = refused.sentence()
        context = {
            "listing": listing,
            "count": count,
            "is_long": is_long,
            "columns": exporting.headings(listing, request.viewer),
            "sought": sought,
            "area": _area(sought),
            "back": f"?{urlencode(sought)}" if sought else "",
            "kinds": [(code, kind.label) for code, kind in KINDS.items()],
            "refusal": refusal,
        }
        return render(request, "jobs/list.html", context)

    def _job_for(self, request: PageRequest, listing: Listing, sought: dict[str, str]) -> HttpResponseBase:
        job = asking.ask(request.viewer, ("export", listing.name), sought, language=get_language() or "en")
        return redirect("jobs.job", job_id=job.id)


def file_name(listing: Listing) -> str:
    """What the file is called: the list and the day, nothing of what is in it."""
    return f"{listing.name}-{today().isoformat()}"


def _now(request: PageRequest, listing: Listing, sought: dict[str, str]) -> HttpResponseBase:
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        raise Refused("jobs.choose")
    columns = exporting.headings(listing, request.viewer)
    rows = exporting.hand_out_now(listing, request.viewer, sought)
    return streamed(kind, file_name(listing), str(listing.title), columns, rows)


def _area(sought: dict[str, str]) -> Area | None:
    chosen = asked.id_of(sought.get("area", ""))
    return None if chosen is None else Area.objects.filter(id=chosen).first()
