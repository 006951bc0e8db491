"""The bar of areas on a page: where it looks, and the same page for the areas above, inside or beside."""

from collections.abc import Callable
from uuid import UUID

from django.utils.functional import Promise

from karmika.areas.models import Area
from karmika.areas.queries import ancestors, children
from karmika.kernel.viewer import Viewer
from karmika.ui.components import AreaBar, Crumb

MOST = 200
"""Areas to choose from in the bar; of more, the first by name."""


def area_bar(viewer: Viewer, area: Area, url_for: Callable[[UUID], str], heading: str | Promise) -> AreaBar:
    """From the widest area of the viewer's own down to `area`; `url_for` is the address of this very page for an area."""
    own = {grant.area for grant in viewer.grants}
    above = list(ancestors(area.id))
    reach = max((n for n, one in enumerate(above) if one.id in own), default=0)
    steps = [Crumb(one.name, url_for(one.id)) for one in reversed(above[1 : reach + 1])]
    inside = children(area.id)[:MOST]
    return AreaBar(
        steps=(*steps, Crumb(area.name)),
        choices=tuple((one.name, url_for(one.id)) for one in inside),
        heading=heading,
    )
