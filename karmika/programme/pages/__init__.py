"""Pages of the programme: targets, and figures from outside."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from karmika.kernel.room import NavItem
from karmika.measures.queries import COUNTING
from karmika.programme.pages import outside, targets

urlpatterns: list[URLPattern] = [
    path("targets/", targets.target_list, name="programme.targets"),
    path("targets/set/", targets.set_target, name="programme.set_target"),
    path("targets/<uuid:target_id>/", targets.target, name="programme.target"),
    path("targets/<uuid:target_id>/replace/", targets.replace, name="programme.replace_target"),
    path("targets/<uuid:target_id>/withdraw/", targets.withdraw, name="programme.withdraw_target"),
    path("outside-figures/", outside.figure_list, name="programme.outside_figures"),
    path("outside-figures/record/", outside.record, name="programme.record_outside_figure"),
    path("outside-figures/<uuid:figure_id>/", outside.figure, name="programme.outside_figure"),
    path(
        "outside-figures/<uuid:figure_id>/replace/", outside.replace, name="programme.replace_outside_figure"
    ),
    path(
        "outside-figures/<uuid:figure_id>/withdraw/",
        outside.withdraw,
        name="programme.withdraw_outside_figure",
    ),
]

NAV = (NavItem(label=_("Targets"), url_name="programme.targets", roles=COUNTING, section="figures"),)
