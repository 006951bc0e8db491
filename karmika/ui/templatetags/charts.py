"""A chart on a page: its finding, the picture, and the numbers behind it as a table."""

from typing import Any

from django import template
from django.utils.safestring import mark_safe

from karmika.ui.charts import Chart, svg

register = template.Library()


@register.inclusion_tag("ui/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """A chart with its finding, its table, other views of it, and the way to its picture."""
    return {"chart": chart, "svg": mark_safe(svg(chart))}  # noqa: S308 every text in it was escaped by svg()


@register.inclusion_tag("ui/charts.html")
def charts(charts: tuple[Chart, ...]) -> dict[str, Any]:
    """Charts beside each other, as many as there is room for."""
    return {"charts": charts}
