"""What a phone's QR code says to ODK Collect: JSON, compressed, as base64 (docs.getodk.org, collect-import-export)."""

from __future__ import annotations

import base64
import io
import json
import zlib
from typing import Any

import segno
from django.conf import settings

from karmika.access.device_keys import token_of
from karmika.access.models import Device, Project, User


def settings_of(device: Device) -> dict[str, Any]:
    """The settings that set ODK Collect up for this phone's project, in its holder's language."""
    project = Project.objects.get(id=device.project_id)
    holder = User.objects.get(id=device.holder_id)
    server = f"{settings.KARMIKA_URL}/v1/key/{token_of(device.id)}/projects/{project.number}"
    return {
        "general": {
            "protocol": "odk_default",
            "server_url": server,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "app_language": holder.language,
        },
        "admin": {},
        "project": {"name": project.name, "icon": "K", "color": "#0b5c5e"},
    }


def qr_text(device: Device) -> str:
    """The text in the QR code."""
    plain = json.dumps(settings_of(device), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(plain, 9)).decode()


def qr_svg(device: Device) -> bytes:
    """The QR code as a picture without styles; error correction M survives a creased sheet."""
    picture = io.BytesIO()
    code = segno.make(qr_text(device), error="m", micro=False, boost_error=False)
    code.save(
        picture,
        kind="svg",
        border=4,
        light="white",
        omitsize=True,
        svgclass=None,
        lineclass=None,
        xmldecl=True,
    )
    return picture.getvalue()
