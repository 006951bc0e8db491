"""The filter that the lists of several rooms share: one's own areas."""

from django.utils.translation import gettext_lazy as _

from karmika.access.queries import areas_of
from karmika.kernel.viewer import Viewer
from karmika.ui.components import Filter


def area_filter(viewer: Viewer, chosen: str) -> Filter:
    """The areas that the viewer's roles are for, or all of them; `chosen` is the id of one, or empty."""
    areas = ((str(area.id), area.name) for area in areas_of(viewer))
    return Filter(name="area", label=_("Area"), options=(("", _("All of my areas")), *areas), value=chosen)
