"""What a page of the site may load. There is no Sphinx in here.

The policy stands in every page (`<meta http-equiv>`), so that it holds on any static host;
`export.hosts` says it once more in headers.

Subresource Integrity: a script that loads on request carries the hash of its file. The style sheet and
`site.js` do not: a browser refuses a hashed file on a page that is opened from disk, and a host
that could change them could change the page as well.
"""

from __future__ import annotations

import base64
import hashlib

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
FOR_SEARCH = " 'wasm-unsafe-eval'"  # Pagefind's code is WebAssembly; it allows no script more


def policy(search: bool = False) -> str:
    """The Content-Security-Policy of a page; with `search`, of the page that searches."""
    parts = POLICY | ({"script-src": POLICY["script-src"] + FOR_SEARCH} if search else {})
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def integrity(content: bytes) -> str:
    """The hash of a file, as an `integrity` attribute holds it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()
