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

from hcs import charts, countypage, data, html, kernels, overview, reads, trends  # noqa: F401  # what chapters call, and what calls them
from hcs.fault import ROOT, Fault, Faults
from hcs.headstart import files_in

drawn = (
    altair.Chart(altair.InlineData(values=[{"x": 1, "y": "a"}]))
    .mark_bar()
    .encode(x="x:Q", y=altair.Y("y:N").axis(None), color=altair.value("red"))
)
altair.layer(
    drawn, drawn.mark_text(align="left")
).to_json()  # Altair has its schema at hand from here on
html.load_templates("figure.html")
reads.watch()
for module in reads.imported_by(*(name for name in sys.modules if name.startswith("hcs."))):
    reads.fingerprint(f"code:{module}")  # what every kernel needs, worked out once
held = {}


def look_afresh() -> None:
    """Load the data, again if a file has changed since, as it does while a preview runs."""
    now = files_in(ROOT / "data")
    if held != now:
        held.clear()
        held.update(now)
        data.load.cache_clear()
        with contextlib.suppress(Fault, Faults):
            data.load()
        gc.freeze()  # keeps the pages of memory that all kernels share from being copied


look_afresh()
