"""What was published under another name: its old address leads readers on, without a script."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from plainresults.book import current
from plainresults.evidence import moved, site
from plainresults.rendering import html
from plainresults.sphinx.outputs import Outputs

logger = logging.getLogger(__name__)
WITH_PAGES = ("cards", "cite", "handouts", "notebooks")  # files that are named for a page
WITH_EMBEDS = ("charts",)


def publish(app: Sphinx, outputs: Outputs) -> None:
    """A page at each old address, and the files of the new one once more under their old names.

    Comes after everything else; an address that is gone without a word stops the publication.
    """
    embeds = [path.removesuffix(".html") for path in outputs.files if path.startswith(moved.EMBED)]
    for fault in moved.faults(app.env.found_docs, embeds):
        logger.error(
            fault.message,
            location=f"{current().shown(fault.file)}:{fault.line}",
            type="plainresults",
        )
    for old, new in moved.load().items():
        up = "../" * old.count("/")
        text = html.render("moved.html", to=f"{up}{new}.html", site=site.load(), new=new)
        outputs.put(f"{old}.html", html.resolved(text, up, site.load().base))
        before, now = old.rpartition("/")[2], new.rpartition("/")[2]
        for path in list(outputs.files):
            folder, _, file = path.rpartition("/")
            name, _, ending = file.partition(".")
            if name == now and folder in (
                WITH_EMBEDS if old.startswith(moved.EMBED) else WITH_PAGES
            ):
                content = Path(outputs.folder, path).read_bytes()
                outputs.put(f"{folder}/{before}.{ending}", content)
