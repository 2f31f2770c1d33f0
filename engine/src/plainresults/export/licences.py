"""What others wrote and the site holds: their notices, and all that went into it as CycloneDX.

The parts of the site are listed in `bundled.yml`, the libraries that build it in the book's
`requirements.lock`. Nothing in here depends on the day or the machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from plainresults.book import current
from plainresults.evidence.site import Site

LIST = Path(__file__).with_name("bundled.yml")
LOCK = "requirements.lock"
PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)(.*?)(?=^\S)", re.M | re.S)
HEAD = "Programs and fonts in this site that other people wrote, with their licences."


def parts(files: Collection[str]) -> list[dict[str, Any]]:
    """Each listed part that is in one of `files` of the site."""
    return [part for part in _listed()["parts"] if any(f.startswith(part["file"]) for f in files)]


def notices(files: Collection[str]) -> str:
    """The notices as a text: which part lies where, whose it is, and each licence once."""
    found, lines = parts(files), [HEAD, ""]
    for part in found:
        lines += [f"{part['file']}: {', '.join(part['names'])}", f"  Licence: {part['licence']}"]
        lines += [f"  Copyright {one}" for one in part["copyright"].split("; ") if one]
    every = {name for part in found for name in part["licence"].split(" AND ")}
    for name in sorted(every):
        lines += ["", f"--- {name} ---", "", _listed()["texts"][name].rstrip()]
    return "\n".join([*lines, ""])


def materials(site: Site, files: Collection[str]) -> str:
    """The bill of materials of the site, as JSON."""
    held = [_component(name, part["licence"]) for part in parts(files) for name in part["names"]]
    lock = current().root / LOCK
    built = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "scope": "excluded",  # it makes the site and is not in it
            "hashes": [
                {"alg": "SHA-256", "content": digest}
                for digest in re.findall(r"--hash=sha256:(\w+)", rest)
            ],
        }
        for name, version, rest in PIN.findall(
            f"{lock.read_text('utf8')}\n." if lock.is_file() else ""
        )
    ]
    whole = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": site.slug}},
        "components": held + built,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _component(name: str, licence: str) -> dict[str, Any]:
    known, _, version = name.partition("@")
    one: dict[str, Any] = {"type": "library" if version else "file", "name": known}
    if version:
        one |= {"version": version, "purl": f"pkg:npm/{known}@{version}"}
    return one | {"scope": "required", "licenses": [{"expression": licence}]}


@cache
def _listed() -> dict[str, Any]:
    listed: dict[str, Any] = yaml.safe_load(LIST.read_text("utf8"))
    return listed
