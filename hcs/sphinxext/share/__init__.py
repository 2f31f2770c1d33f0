"""What readers take along: what pages show of it (`pages`), and the files beside the pages (`files`), which `publish` asks for."""

from hcs.sphinxext.share.pages import setup_component

__all__ = ["setup_component"]
