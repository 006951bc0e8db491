"""Where an office records what the sheets say, and where a sheet plays it from."""

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.models import Organisation
from karmika.access.pages import PageRequest, page
from karmika.access.roles import PERSONAL
from karmika.areas.models import Area
from karmika.entitlements.acts import KeepClip, RemoveClip
from karmika.entitlements.models import VoiceClip
from karmika.entitlements.pages import asking
from karmika.entitlements.uploads import CLIP_MAXIMUM, sound_type
from karmika.entitlements.voices import address, pieces, places, recorded, sayable
from karmika.journal.act import Act
from karmika.journal.queries import source_of
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant
from karmika.referrals.roles import OFFICE_KEEPERS
from karmika.ui import asked
from karmika.ui.components import Filter

PAGE = 25


class _Text(NamedTuple):
    """A text of the sheets, and what was recorded of it."""

    text: str
    clip: VoiceClip | None
    url: str


@page(roles=OFFICE_KEEPERS)
def voice_list(request: PageRequest) -> HttpResponse:
    """The texts of the sheets in one language, those that are not recorded first."""
    language = _language(request.GET.get("language", ""), str(getattr(request, "LANGUAGE_CODE", "en")))
    post, number = _post(request), asked.page_of(request.GET.get("page", ""))
    assert post.area is not None and post.organisation is not None
    held = recorded(post.organisation, post.area, language)
    named = Organisation.objects.filter(id=post.organisation).values_list("name", flat=True)
    texts = (*sayable(language), *(one for name in named for one in pieces(name)))
    all_texts = tuple(dict.fromkeys((*texts, *places(post.area, language))))
    lines = sorted(all_texts, key=lambda text: text in held)
    start = number * PAGE
    context = {
        "lines": [_line(text, held.get(text)) for text in lines[start : start + PAGE]],
        "language": language,
        "recorded": sum(text in held for text in all_texts),
        "of": len(all_texts),
        "area": Area.objects.get(id=post.area),
        "filters": [
            Filter(name="language", label=_("Language"), options=tuple(settings.LANGUAGES), value=language)
        ],
        "pager": asked.pager(request, number, more=len(lines) > start + PAGE),
        "kilobytes": CLIP_MAXIMUM // 1000,
        "entry": uuid7(),
    }
    return render(request, "entitlements/voices.html", context)


def _line(text: str, clip: VoiceClip | None) -> _Text:
    return _Text(text, clip, address(clip) if clip is not None else "")


@page(roles=OFFICE_KEEPERS)
@require_POST
def record(request: PageRequest) -> HttpResponse:
    """Keep a recording, or take one away; back to the list."""
    language = _language(request.POST.get("language", ""), "en")
    try:
        if request.POST.get("do") == "remove":
            asking.hand_over(request, RemoveClip(clip=asking.asked_uuid(request, "clip")))
        else:
            act, sound = _kept(request, language)
            asking.hand_over(request, act, sound)
        messages.success(request, _("Noted."))
    except Refused as refused:
        messages.error(request, refused.sentence())
    return HttpResponseRedirect(f"{reverse('entitlements.voices')}?{urlencode({'language': language})}")


def _kept(request: PageRequest, language: str) -> tuple[Act, bytes]:
    sound, post = asking.uploaded(request, "sound", CLIP_MAXIMUM), _post(request)
    assert post.area is not None and post.organisation is not None
    act = KeepClip(
        area=post.area,
        organisation=post.organisation,
        language=language,
        text=asking.asked_text(request, "text") or "",
        media_type=sound_type(sound),
        size=len(sound),
    )
    return act, sound


@page(roles=PERSONAL | OFFICE_KEEPERS)
def clip(request: PageRequest, clip_id: UUID) -> HttpResponse:
    """The sound of one text. Nothing personal is in it."""
    found = VoiceClip.objects.visible_to(request.viewer).filter(id=clip_id, removed=False).first()
    sound = None if found is None else source_of(found.source_id)
    if found is None or sound is None:
        raise Http404
    response = HttpResponse(sound, content_type=found.media_type)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _post(request: PageRequest) -> Grant:
    """For which area and organisation the viewer records: those of the widest post that may."""
    return next(grant for grant in request.viewer.grants if grant.role in OFFICE_KEEPERS)


def _language(typed: str, otherwise: str) -> str:
    known = dict(settings.LANGUAGES)
    return typed if typed in known else otherwise if otherwise in known else "en"
