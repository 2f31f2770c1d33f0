"""A summary as Markdown, and the list of all, for machines that read pages aloud or answer people.

The first lines hold what must not be lost: result, rank, range, limits, and what outranks it.
The list follows https://llmstxt.org.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plainresults.evidence import store
from plainresults.evidence.ranking import said
from plainresults.evidence.site import Site
from plainresults.export import handout
from plainresults.export.summary import LICENCE, Summary


def path(page: Summary) -> str:
    """The file of a summary, beside its page."""
    return f"{page.docname}.md"


def markdown(page: Summary) -> str:
    """A whole summary; its numbers and sentences are those of the page."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Summary) -> Iterator[str]:
    known = handout.content(page, with_chart=False)
    yield f"# {page.title}"
    yield ""
    yield f"> {_notice(page.site)} Address: {page.address}"
    yield ""
    yield "".join(text for text, _ in page.short).strip() or page.description
    yield ""
    if known["verdict"]:
        yield f"- Result: {known['verdict']}"
    yield f"- How important: {known['rank']}"
    yield from (f"- Must stand beside it: {line}" for line in page.always_with)
    yield from (f"- {label}: {text}" for label, text in known["rows"])
    yield from (f"- Chart: {chart.title}. {chart.description}" for chart in page.charts)
    yield f"- The paper: {known['source']} {known['link']}".rstrip()
    yield f"- Last checked: {known['checked']}. Licence: {LICENCE}"
    for kind, text in page.text:
        if kind != "item":
            yield ""
        yield {"heading": f"## {text}", "item": f"- {text}"}.get(kind, text)


def index(home: Site, front: Summary, pages: Sequence[Summary]) -> str:
    """The list of all summaries, the main result first."""
    lines = [
        f"# {home.title}",
        "",
        f"> {front.description} {said(store.load().trial_result)}",
        "",
        f"{_notice(home)} Numbers: {home.base}data/numbers.csv",
        "",
        "## Summaries",
        "",
        *(f"- [{page.title}]({home.base}{path(page)}): {_told(page)}" for page in pages),
    ]
    return "\n".join(lines) + "\n"


def _told(page: Summary) -> str:
    return " ".join([page.description, *page.always_with])


def _notice(home: Site) -> str:
    return f"An independent guide. {home.notice} It is for learning and is not medical advice."
