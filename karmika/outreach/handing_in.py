"""What a page of the desk hands in: the XML that a phone would send, received like a phone's under the signed-in person.

So it is kept word for word, read by the same interpreter, and can be forwarded to another house.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lxml import etree

from karmika.access.models import Project
from karmika.areas.queries import ancestors
from karmika.intake.interpret import installed
from karmika.intake.models import Form, FormVersion
from karmika.intake.receiving import Answer, receive
from karmika.intake.senders import at_desk
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer
from karmika.outreach.desk_form import head, token_part
from karmika.outreach.interpreters import FORM_ID
from karmika.outreach.models import Attendance, Camp

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that no XML holds: nobody types them, but they come along where a name is copied from elsewhere."""


def hand_in(viewer: Viewer, camp: Camp, attendance: UUID, said: Mapping[str, Any]) -> Answer:
    """Receive one form of the desk. The same answers again change nothing.

    Raises Refused: outreach.form_missing, and what receiving refuses.
    """
    project = project_of(camp)
    version = version_of(project)
    xml = letter(version, f"uuid:{attendance}", said)
    return receive(at_desk(viewer, project, camp.area_id), xml, interpreters=installed())


def left(viewer: Viewer, camp: Camp, attendance: Attendance) -> Answer:
    """Hand in that somebody left before the turn came. Raises Refused, as `hand_in`."""
    at = attendance.came_at.isoformat()
    said = {**head(attendance, at, at, viewer.id), "token": token_part(attendance, camp.code, "left")}
    return hand_in(viewer, camp, attendance.id, said)


def letter(version: FormVersion, instance_id: str, said: Mapping[str, Any]) -> bytes:
    """The XML of answers, nested by groups, repeats as lists. The same answers give the same bytes."""
    root = etree.Element("data", id=FORM_ID, version=version.version)
    _put(root, said)
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = instance_id
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _put(parent: etree._Element, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        for one in value if isinstance(value, list) else [value]:
            element = etree.SubElement(parent, name)
            if isinstance(one, Mapping):
                _put(element, one)
            else:
                element.text = _NO_XML.sub(" ", str(one))


def project_of(camp: Camp) -> Project:
    """The project of the camp's organisation and programme in its state. Raises Refused("outreach.form_missing")."""
    own = Project.objects.filter(organisation_id=camp.organisation_id, programme_id=camp.programme_id)
    found = own.filter(area_id__in=ancestors(camp.area_id).values("id")).first()
    if found is None:
        raise Refused("outreach.form_missing")
    return found


def version_of(project: Project) -> FormVersion:
    """What is published there of the desk's form. Raises Refused("outreach.form_missing")."""
    form = Form.objects.filter(project=project, form_id=FORM_ID).first()
    found = FormVersion.objects.filter(id=form.current_id).first() if form else None
    if found is None:
        raise Refused("outreach.form_missing")
    return found
