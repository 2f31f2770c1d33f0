"""What a page of the site may load, as browsers and hosts are told. There is no Sphinx in here.

The policy stands in every page (`<meta http-equiv>`), so that it holds on any static host. `_headers`
says the same once more for hosts that read it, with the few things that only a header can say.

Subresource Integrity: a script that loads on request carries the hash of its file. The style sheet and
`site.js` do not: a browser refuses a hashed file on a page that is opened from disk, and a host
that could change them could change the page as well.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
FOR_SEARCH = (
    " 'wasm-unsafe-eval'"  # Pagefind's program is WebAssembly; this allows that and no script more
)
MAY_BE_FRAMED = {"embed"}  # folders of pages that are made to stand in the pages of others
COMMON = """/*
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
"""


def policy(search: bool = False) -> str:
    """The Content-Security-Policy of a page; with `search`, of the page that searches."""
    parts = POLICY | ({"script-src": POLICY["script-src"] + FOR_SEARCH} if search else {})
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def headers(pages: Iterable[str]) -> str:
    """The text of `_headers` for pages at these paths; no other site may frame them, but for those made for it."""
    places = sorted(
        {
            f"/{page.partition('/')[0]}" + "/*" * ("/" in page)
            for page in pages
            if page.partition("/")[0] not in MAY_BE_FRAMED
        }
    )
    rules = "".join(
        f"\n{place}\n  Content-Security-Policy: frame-ancestors 'none'\n"
        for place in ["/", *places]
    )
    return f"{COMMON}  Content-Security-Policy: {policy(search=True)}\n{rules}"


def integrity(content: bytes) -> str:
    """The hash of a file, as an `integrity` attribute holds it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()
