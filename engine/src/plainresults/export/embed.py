"""A chart as a small page of its own, without a script, for other people's pages."""

from __future__ import annotations

from plainresults.evidence.site import Site
from plainresults.export.summary import Chart
from plainresults.rendering import html
from plainresults.rendering.html import ROOT_MARK, SITE_MARK


def page(chart: Chart, site: Site, docname: str, title: str, always_with: list[str]) -> str:
    """The complete HTML of `embed/<chart>.html`.

    `docname` and `title` are those of the page that shows the chart, and `always_with` the results
    that may not be left out when it is passed on.
    """
    whole = html.render(
        "embed.html",
        chart=chart,
        site=site,
        figure=chart.html,
        address=site.address(docname),
        title=title,
        always_with=always_with,
    )
    return whole.replace(ROOT_MARK, "../").replace(SITE_MARK, site.base)
