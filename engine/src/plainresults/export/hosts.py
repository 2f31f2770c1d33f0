"""What hosts are told: the headers of the site, as `_headers` and as a configuration of nginx.

Both are made from the tables below. They say the policy of the pages once more, with what only a
header can say.
"""

from __future__ import annotations

from collections.abc import Iterable

from plainresults.evidence.site import Site
from plainresults.rendering import html
from plainresults.rendering.content_security import policy

HEADERS = {  # of every file
    "Strict-Transport-Security": "max-age=31536000",  # a year
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": policy(search=True),
}
NO_FRAMES = {"Content-Security-Policy": "frame-ancestors 'none'", "X-Frame-Options": "DENY"}
FRAMED = "embed"  # the folder of pages that are made to stand in the pages of others
OPEN = ("charts", "data")  # folders whose files the scripts of other sites may read
OPENED = {"Access-Control-Allow-Origin": "*"}


def headers(pages: Iterable[str]) -> str:
    """The text of `_headers` for a site with `pages` at these paths."""
    tops = {
        f"/{top}/*" if rest else f"/{top}" for top, _, rest in (p.partition("/") for p in pages)
    }
    rules = {"/*": HEADERS} | {f"/{folder}/*": OPENED for folder in OPEN}
    rules |= dict.fromkeys(sorted({"/", *tops} - {f"/{FRAMED}/*"}), NO_FRAMES)
    return "\n".join(
        f"{place}\n" + "".join(f"  {name}: {value}\n" for name, value in lines.items())
        for place, lines in rules.items()
    )


def nginx(site: Site) -> str:
    """A configuration of nginx that serves `site` with the same headers."""
    return html.render(
        "nginx.conf",
        site=site,
        headers=HEADERS,
        no_frames=NO_FRAMES,
        framed=FRAMED,
        open="|".join(OPEN),
        opened=OPENED,
    )
