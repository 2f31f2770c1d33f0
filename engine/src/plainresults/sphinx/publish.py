"""From a finished build to the published site.

Sphinx writes pages into a draft. What is published, the pages and all that stands beside them, is
listed in `Outputs`. Only a build without a single warning puts it in the place of the site, in one
step, so a mistake never costs the last good one.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import gc
import os
import shutil
import sys
from functools import partial
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.util import logging

from plainresults.errors import count_of, what_is_left
from plainresults.evidence.site import load as load_site
from plainresults.execution import dependencies
from plainresults.export import hosts, licences
from plainresults.rendering import html
from plainresults.sphinx import downloads, moved, notebook_files, places, search_index
from plainresults.sphinx.outputs import Files, Outputs, write_aside

logger = logging.getLogger(__name__)
EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
HERE = -100  # its AT_FDCWD


class BookBuilder(StandaloneHTMLBuilder):
    """Writes pages only: files are published from their own places, and Pagefind makes the index."""

    search = False
    outputs: Outputs

    def init(self) -> None:
        """Know what was published last."""
        super().init()
        engine = self.app.extensions["plainresults.sphinx"].metadata["env_version"]
        made_by = f"{engine} {dependencies.libraries()}"
        self.outputs = Outputs(places.outputs(self.app), places.record(self.app), made_by)

    def integrity_of_vega(self) -> str:
        """What a page says of the chart library, which is made for the first page that needs it."""
        self.outputs.made("vega", notebook_files.VEGA_VERSION, notebook_files.bundle)
        self.outputs.make_all()
        digest = bytes.fromhex(self.outputs.files[notebook_files.VEGA])
        return f"sha256-{base64.b64encode(digest).decode()}"

    def copy_assets(self) -> None:
        """Only a folder for what other extensions leave: `_add_files` takes what is named."""
        Path(self.outdir, "_static").mkdir(exist_ok=True)

    def copy_image_files(self) -> None:
        """Nothing: see `_add_files`."""

    def handle_finish(self) -> None:
        """Nothing: no other Sphinx site links to the parts of these pages."""


def put_back(app: Sphinx) -> None:
    """Put the site back in its place if a build was killed while it moved it."""
    site = places.site(app)
    if site.with_name("site-old").exists() and not site.exists():
        site.with_name("site-old").rename(site)


def _use_draft(app: Sphinx) -> None:
    """Let Sphinx write beside the site."""
    app.outdir = type(app.outdir)(places.site(app).with_name("draft"))
    app.outdir.mkdir(parents=True, exist_ok=True)


def _use_templates(_app: Sphinx, config: Config) -> None:
    """Take the engine's templates where the book has none of its own."""
    config.templates_path.append(str(html.ENGINE / "templates"))


def _finish(app: Sphinx, failure: Exception | None) -> None:
    """Publish a good build; after any other, the next one starts afresh."""
    why = "" if failure else _publish(app)  # of a failure, Sphinx itself tells
    if failure or why:  # Sphinx would not show the warnings of unchanged pages again
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
    if why:
        sys.exit(f"\nNot published: {why} {what_is_left()}")


def _publish(app: Sphinx) -> str:
    """Put what was built in the place of the site; why that cannot be done, or nothing."""
    assert isinstance(app.builder, BookBuilder)
    outputs = app.builder.outputs
    try:
        if not app._warncount:
            _add_files(app, outputs)
        if app._warncount:
            return f"{count_of(app._warncount)} to mend, see above."
        outputs.finish()
        _swap(outputs, places.site(app))
        write_aside(places.site(app).with_name("nginx.conf"), hosts.nginx(load_site()).encode())
    except OSError as error:  # no room, or no right
        return f"{error.strerror}: {error.filename or outputs.folder}."
    except RuntimeError as error:
        return f"{error}."
    places.complete(app).touch()
    logger.info("Published: %s", places.site(app) / "index.html")
    gc.freeze()  # what is here needs no last look, which would take most of a second
    return ""


def _add_files(app: Sphinx, outputs: Outputs) -> None:
    """All that the site consists of: the pages, what they name, and what stands beside them."""
    pages = {
        f"{name}.html": Path(app.outdir, f"{name}.html") for name in sorted(app.env.found_docs)
    }
    named = {f"_images/{name}": source for source, (_, name) in app.env.images.items()}
    named |= {f"_downloads/{name}": source for source, (_, name) in app.env.dlfiles.items()}
    named |= {name: name for name in load_site().files}
    files = pages | {path: Path(app.srcdir, source) for path, source in named.items()}
    for engines in sorted(Path(html.ENGINE, "static").iterdir()):
        files[f"_static/{engines.name}"] = html.asset("static", engines.name)
    for path, source in files.items():
        outputs.put(path, source.read_bytes())
    notebook_files.publish(app, outputs)
    downloads.publish(app, outputs)
    key = outputs.key([outputs.files[path] for path in pages])
    outputs.made_slowly("search", key, partial(_index, pages))
    outputs.make_all()
    moved.publish(app, outputs)
    outputs.put("licences.txt", licences.notices(outputs.files))
    outputs.put("sbom.cdx.json", licences.materials(load_site(), outputs.files))
    places_of_pages = (path for path in outputs.files if path.endswith(".html"))
    outputs.put("_headers", hosts.headers(places_of_pages))
    outputs.put(".nojekyll", b"")  # for hosts that would leave out _static


def _index(pages: dict[str, Path]) -> Files:
    return search_index.index({path: page.read_text("utf8") for path, page in pages.items()})


def _swap(outputs: Outputs, site: Path) -> None:
    """Put the files of `outputs` in the place of `site`, in one step where the system can."""
    new, old = site.with_name("site-new"), site.with_name("site-old")
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for path in outputs.files:
        target = new / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(outputs.folder / path, target)  # neither is ever written to
        except OSError:
            shutil.copy2(outputs.folder / path, target)
    if site.exists() and not _exchange(new, site):
        site.rename(old)
    if new.exists() and not site.exists():
        new.rename(site)
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot do that."""
    with contextlib.suppress(AttributeError, OSError):
        rename = ctypes.CDLL(None).renameat2
        return bool(rename(HERE, bytes(one), HERE, bytes(other), EXCHANGE) == 0)
    return False


def setup_component(app: Sphinx) -> None:
    """Build into a draft and publish at the end; only for HTML."""
    if app.outdir.name == "html":
        _use_draft(app)
        app.add_builder(BookBuilder, override=True)
        app.connect("config-inited", _use_templates)
        app.connect("build-finished", _finish)
