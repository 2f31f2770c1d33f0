"""Only pages that `_toc.yml` lists are built; a draft beside them may wait there.

Jupyter Book's `only_build_toc_files` does the same, but goes through every folder of the project, several times for
each build. This looks into the folders of the pages alone.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.matching import patmatch
from sphinx_external_toc.events import remove_suffix


def _leave_out_the_rest(app: Sphinx, config: Config) -> None:
    root, endings = Path(app.srcdir), config.source_suffix
    listed, globs = (
        {remove_suffix(name, endings) for name in config.external_site_map},
        config.external_site_map.globs(),
    )
    folders = {PurePosixPath(name).parent for name in (*listed, *globs)}
    beside = {
        str(folder / path.name)
        for folder in folders
        if (root / folder).is_dir()
        for path in Path(root, folder).iterdir()
        if path.suffix in endings
    }
    unlisted = {
        file
        for file in beside
        if remove_suffix(file, endings) not in listed
        and not any(patmatch(remove_suffix(file, endings), glob) for glob in globs)
    }
    config.include_patterns = sorted(str(folder / "*") for folder in folders)
    config.exclude_patterns = config.exclude_patterns + sorted(unlisted)


def setup_component(app: Sphinx) -> None:
    """Set what Sphinx looks for, once `_toc.yml` has been read and before it looks."""
    app.connect("config-inited", _leave_out_the_rest, priority=950)
