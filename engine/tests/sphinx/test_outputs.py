"""Each path of the site with the fingerprint of its content, and nothing that nobody named."""

from __future__ import annotations

from pathlib import Path

import pytest
from plainresults.sphinx.outputs import Outputs


class Maker:
    """Gives one file and counts how often it had to."""

    def __init__(self, content: bytes = b"made") -> None:
        self.content, self.times = content, 0

    def __call__(self) -> dict[str, bytes]:
        self.times += 1
        return {"charts/a.png": self.content}


@pytest.fixture
def build(tmp_path: Path):
    """A function that publishes, as a build does, what the function that it gets asks for."""

    def run(ask) -> Outputs:
        outputs = Outputs(tmp_path / "site", tmp_path / "record.json", "this program")
        ask(outputs)
        outputs.finish()
        return outputs

    return run


def files(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_nobody_asks_for_is_removed(build, tmp_path: Path):
    """A page that is gone, and whatever else lies in the folder."""
    build(lambda outputs: (outputs.put("a/one.html", b"1"), outputs.put("b/two.html", b"2")))
    (tmp_path / "site" / "a" / ".env").write_text("secret")
    build(lambda outputs: outputs.put("b/two.html", b"2"))
    assert files(tmp_path / "site") == {"b/two.html": b"2"}
    assert not (tmp_path / "site" / "a").exists()


def test_a_file_that_is_the_same_is_not_written_again(build, tmp_path: Path):
    """Its time stays, so that a host has nothing to send again."""
    build(lambda outputs: outputs.put("one.html", b"1"))
    stamp = (tmp_path / "site" / "one.html").stat().st_mtime_ns
    build(lambda outputs: outputs.put("one.html", b"1"))
    assert (tmp_path / "site" / "one.html").stat().st_mtime_ns == stamp
    build(lambda outputs: outputs.put("one.html", b"2"))
    assert files(tmp_path / "site") == {"one.html": b"2"}


def test_what_is_made_from_the_same_is_made_once(build):
    """And again when what it is made from, or the program, is another."""
    maker = Maker()
    for key, times in (("a", 1), ("a", 1), ("b", 2)):
        build(lambda outputs, key=key: outputs.made("picture", key, maker))
        assert maker.times == times


@pytest.mark.parametrize("broken", [b"", b"ma", b"MADE", None])
def test_a_broken_file_is_made_again(build, tmp_path: Path, broken: bytes | None):
    """Empty, cut short, of the same length, or gone: after a kill or with a full disk."""
    maker, path = Maker(), tmp_path / "site" / "charts" / "a.png"
    build(lambda outputs: outputs.made("picture", "a", maker))
    path.unlink()
    if broken is not None:
        path.write_bytes(broken)
    build(lambda outputs: outputs.made("picture", "a", maker))
    assert maker.times == 2 and path.read_bytes() == b"made"


def test_a_build_that_is_killed_leaves_nothing_that_is_trusted(tmp_path: Path):
    """It did not get to its end, so nothing says that its files are good."""
    maker = Maker()
    for _ in range(2):
        outputs = Outputs(tmp_path / "site", tmp_path / "record.json")
        outputs.made("picture", "a", maker)
        outputs.make_all()
    assert maker.times == 2


def test_the_first_of_two_contents_of_one_path_stays(build, tmp_path: Path):
    """And the other one is told, also when nothing has to be made."""
    other = Maker(b"other")
    for _ in range(2):
        outputs = build(
            lambda outputs: (outputs.made("one", "a", Maker()), outputs.made("two", "b", other))
        )
        assert outputs.clashes == [("two", "charts/a.png")]
        assert files(tmp_path / "site") == {"charts/a.png": b"made"}
