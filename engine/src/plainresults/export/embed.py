"""A chart as a small page of its own, without a script, for other people's pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plainresults.evidence.site import Site
from plainresults.rendering import html


def page(
    chart: Mapping[str, str], site: Site, docname: str, title: str, always_with: Sequence[str]
) -> str:
    """The complete HTML of `embed/<chart>.html`.

    `chart` is what the chart's output says of it, see `charts.figure.Chart`. `docname` and `title`
    are those of the page that shows the chart, and `always_with` the results that may not be left
    out when it is passed on.
    """
    whole = html.render(
        "embed.html",
        chart=chart,
        site=site,
        address=site.address(docname),
        title=title,
        always_with=always_with,
    )
    return html.resolved(whole, "../", site.base)
