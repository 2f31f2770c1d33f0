"""Imported once by the process from which kernels are forked, so that they start with everything there.

Nothing else imports it. What starts threads or holds connections must not be begun in here.
"""

import contextlib
import faulthandler  # noqa: F401
import gc
import sqlite3  # noqa: F401
import sys

sys.modules["debugpy"] = (
    None  # nobody debugs these kernels, and importing it takes half of their start
)
import ipykernel.debugger  # noqa: E402

del sys.modules["debugpy"]

import altair
import ipykernel.ipkernel
import ipykernel.kernelapp  # noqa: F401
import narwhals._interchange.dataframe  # noqa: F401
import pandas  # noqa: F401
import tornado.platform.asyncio  # noqa: F401
import vl_convert  # noqa: F401
from IPython.core import completerlib, debugger, logger, oinspect, pylabtools  # noqa: F401
from IPython.extensions import storemagic  # noqa: F401

from plainresults.book import current
from plainresults.errors import Fault, Faults
from plainresults.evidence import store
from plainresults.execution import dependencies, kernels  # noqa: F401  # what chapters call, and what calls them
from plainresults.execution.forkserver import files_in
from plainresults.rendering import html

drawn = (
    altair.Chart(altair.InlineData(values=[{"x": 1, "y": "a"}]))
    .mark_bar()
    .encode(x="x:Q", y=altair.Y("y:N").axis(None), color=altair.value("red"))
)
altair.layer(
    drawn, drawn.mark_text(align="left")
).to_json()  # Altair has its schema at hand from here on
html.load_templates("figure.html")
dependencies.watch()
for module in dependencies.imported_by(
    *(name for name in sys.modules if name.startswith("plainresults."))
):
    dependencies.fingerprint(f"code:{module}")  # what every kernel needs, worked out once
held = {}


def look_afresh() -> None:
    """Load the data, again if a file has changed since, as it does while a preview runs."""
    now = files_in(current().root / "data") | files_in(current().root / "wording")
    if held != now:
        held.clear()
        held.update(now)
        store.load.cache_clear()
        with contextlib.suppress(Fault, Faults):
            store.load()
        gc.freeze()  # keeps the pages of memory that all kernels share from being copied


look_afresh()
