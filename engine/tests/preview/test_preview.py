"""The preview: what an author sees after a save, and what nobody else can see."""

from __future__ import annotations

import ctypes
import http.client
import json
import re
import shutil
import signal
import socket
import string
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from plainresults.preview import handler, server, watch
from sample_books import CELL, NOTEBOOK, Book, clean_environment, one_page, own_engine

PAIRS = [f"{one}{two}" for one in "abcdefgh" for two in string.ascii_lowercase][:200]
LONG = "# A page\n\n" + "\n\n".join(f"Sentence {pair}." for pair in PAIRS) + "\n"
MISSED = "moss2021.missed_days"
CHART = NOTEBOOK + "# A page\n\n" + CELL.format(f'charts.compare_groups(data.outcome("{MISSED}"))')


class Preview:
    """A preview under way, on a free port."""

    def __init__(self, book: Book, *arguments: str, **environment: str):
        self.book, self.log = book, book.folder.with_suffix(".log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "plainresults", "preview", "--port", "0", *arguments],
                cwd=book.folder,
                env=clean_environment() | environment,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + 60
        while not (found := re.search(r":(\d+)/.*\n", self.said)) and time.monotonic() < end:
            time.sleep(0.05)
        self.port = int(found[1])

    @property
    def said(self) -> str:
        """All that it has printed."""
        return self.log.read_text("utf8")

    def news(self, holds, patience: float = 90) -> dict:
        """The state that the pages are told, as soon as `holds` is true of it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        line.request("GET", "/preview-events")
        answer = line.getresponse()
        end = time.monotonic() + patience
        while time.monotonic() < end:
            said = answer.readline()
            if said.startswith(b"data: ") and holds(state := json.loads(said[6:])):
                answer.close()
                line.close()
                return state
        raise TimeoutError(state, self.said)

    def built(self, text: str, page: str = "index.html") -> dict:
        """The state as soon as a page of the last good site holds `text`."""
        path = self.book.site / page
        return self.news(
            lambda state: state["built"] and path.is_file() and text in path.read_text("utf8")
        )

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str, str]:
        """One request: the status, the text and the cookie."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text, answer.headers.get("Set-Cookie", "")

    def end(self) -> None:
        """Stop it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for all tests that only save files; its book has one long page, and no rules."""
    book = one_page(tmp_path_factory.mktemp("preview") / "book")
    book.write("index.md", LONG)
    book.change("_config.yml", "  config:\n", "  config:\n    plainresults_rules: false\n")
    preview = Preview(book)
    yield preview
    preview.end()


@pytest.fixture
def page(running: Preview, chromium):
    """The front page in a browser, its text as it was at first."""
    if running.book.read("index.md") != LONG:
        running.book.write("index.md", LONG)
    running.built("Sentence fu.")
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    page.goto(f"http://127.0.0.1:{running.port}/")
    yield page
    page.close()


def test_an_open_page_is_made_new_at_its_place(running: Preview, page):
    """A saved change shows without a touch and the page does not jump."""
    page.get_by_text("Sentence fu.").wait_for(timeout=90_000)
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_timeout(100)
    new = LONG.replace("Sentence fu.", "Sentence that is new.")
    running.book.write("index.md", new)
    page.get_by_text("that is new").wait_for(timeout=60_000)
    page.wait_for_function("scrollY === 3000", timeout=10_000)


def test_a_mistake_shows_over_the_last_good_page_and_goes_away(running: Preview, page):
    """File, line, the nearest name; no traceback."""
    running.book.write("index.md", LONG + f"\n{{num}}`{MISSED}.contrl`\n")
    box = page.locator("[role=alert]")
    box.wait_for(timeout=60_000)
    assert re.search(rf"index\.md:403.*Did you mean {MISSED}\.control", box.inner_text(), re.S)
    assert "Traceback" not in box.inner_text()
    assert page.get_by_text("Sentence fu.").count() == 1, "the last good page is still there"
    running.book.write("index.md", LONG)
    box.wait_for(state="detached", timeout=60_000)


def test_what_breaks_a_rule_shows_beside_its_paragraph(running: Preview, page):
    """The page is there at once; the remark follows, in its place, and goes away when mended."""
    running.book.change("_config.yml", "    plainresults_rules: false\n", "")
    typed = LONG.replace("Sentence fu.", "A typed number, which is 44.3 and not from the data.")
    running.book.write("index.md", typed)
    note = page.locator("main div", has_text=re.compile(r"index\.md:303 typed-number: .44\.3."))
    note.wait_for(timeout=90_000)
    assert "A typed number" in note.evaluate("note => note.previousElementSibling.textContent")
    running.book.write("index.md", LONG.replace("Sentence fu.", "No number."))
    note.wait_for(state="detached", timeout=60_000)
    running.book.change("_config.yml", "  config:\n", "  config:\n    plainresults_rules: false\n")


def test_charts_draw_what_the_data_say_now(running: Preview):
    """Though the process that kernels are forked from began before the change."""
    before = running.book.read("data/moss2021.yml")
    running.book.write("index.md", CHART)
    running.built("44.3")
    for old, new in (("44.3", "44.6"), ("44.6", "44.9")):
        running.book.change("data/moss2021.yml", old, new)
        running.built(new)
    running.book.write("data/moss2021.yml", before)


def test_a_mistake_in_the_data_or_the_set_up_is_one_problem_with_its_place(running: Preview):
    """Passed on as an object; and what was built before stays."""
    before = running.book.read("data/moss2021.yml")
    running.book.write("data/moss2021.yml", before.replace("seen_in: abstract", "seen_in: hearsay"))
    [[file, line, text]] = running.news(lambda state: state["problems"])["problems"]
    assert (file, line) == ("data/moss2021.yml", 4) and "hearsay" in text
    running.book.write("data/moss2021.yml", before)
    running.news(lambda state: not state["problems"])
    toc = running.book.read("_toc.yml")
    running.book.write("_toc.yml", "format: [\n")
    [[file, line, text]] = running.news(lambda state: state["problems"])["problems"]
    assert file == "_toc.yml" and line and "Traceback" not in text
    running.book.write("_toc.yml", toc)
    running.news(lambda state: not state["problems"])


def test_files_that_come_and_go_do_not_end_it(running: Preview):
    """Dangling links, folders that appear with a page and go again, as with another branch."""
    folder = running.book.folder
    (folder / "dangling.md").symlink_to(folder / "nowhere.md")
    (folder / "loop").symlink_to(folder)
    for _ in range(20):
        (folder / "passing").mkdir()
        (folder / "passing" / "a.md").write_text("# A\n", "utf8")
        shutil.rmtree(folder / "passing")
    running.book.write("new/page.md", "# Page\n")
    (folder / "dangling.md").unlink()
    (folder / "loop").unlink()
    running.book.write("index.md", LONG.replace("Sentence fu.", "It goes on."))
    running.built("It goes on.")
    running.book.write("_toc.yml", "format: jb-book\nroot: index\nchapters: [{file: new/page}]\n")
    running.built("Page", "new/page.html")
    running.book.write("new/page.md", "# Another title\n")
    running.built("Another title", "new/page.html")
    assert running.process.poll() is None
    assert "Traceback" not in running.said


def test_only_this_machine_is_answered_and_odd_requests_get_an_answer(running: Preview):
    """Whatever name it was reached by, whatever the method; and nothing is printed."""
    port = running.port
    assert running.ask("/index.html", Host=f"localhost:{port}")[0] == 200
    for method in ("GET", "HEAD", "POST"):
        assert running.ask("/index.html", method, Host=f"evil.example:{port}")[0] == 403
    assert running.ask("/%00")[0] == 404 and running.ask("/no-such-thing.png")[0] == 404
    assert running.ask("/../../../../etc/passwd")[0] == 404
    assert running.ask("/index.html", "HEAD")[:2] == (200, "")
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n")  # and away
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.2", port)) != 0
    assert "Traceback" not in running.said and "Error" not in running.said


def test_the_published_site_knows_nothing_of_the_preview(running: Preview):
    """The script is added to what is sent, never to what is built."""
    assert "/preview.js" in running.ask("/")[1] and "preview" not in running.book.page()


def test_a_changed_program_of_the_engine_is_used_from_then_on(book: Book):
    """For those who work on it: the next build has the new code, in pages and in charts."""
    environment = own_engine(book)
    book.change("_config.yml", "  config:\n", "  config:\n    plainresults_rules: false\n")
    book.write("index.md", CHART + f"\n{{about}}`{MISSED}.control`\n")
    preview = Preview(book, **environment)
    try:
        preview.built("about 44")
        book.change("engine/src/plainresults/rendering/html.py", 'f"about {', 'f"roughly {')
        preview.built("roughly 44")
    finally:
        preview.end()


def test_other_machines_see_it_only_with_the_token(book: Book):
    """It stands in the address that is printed, and then in a cookie."""
    preview = Preview(book, "--host", "0.0.0.0")
    try:
        token = re.search(r"token=(\S+)", preview.said)[1]
        assert preview.ask("/")[0] == preview.ask("/?token=x")[0] == 403
        assert preview.ask("/preview-events")[0] == 403
        status, _, cookie = preview.ask(f"/?token={token}", Host="192.0.2.7:1")
        assert status == 200 and "HttpOnly" in cookie
        assert preview.ask("/", Cookie=cookie.partition(";")[0])[0] == 200
        assert "can see the preview" in preview.said
    finally:
        preview.end()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_preview_that_ends_leaves_no_process_no_port_and_no_word(book: Book, how):
    """When it is stopped by Ctrl-C or otherwise, and when it is killed."""
    preview = Preview(book)
    preview.news(lambda state: state["built"])
    started = psutil.Process(preview.process.pid).children(recursive=True)
    assert len(started) >= 2, "the fork server and a maker of pictures"
    preview.process.send_signal(how)
    assert preview.process.wait(timeout=60) == (-9 if how == signal.SIGKILL else 0)
    assert psutil.wait_procs(started, timeout=20)[1] == []
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", preview.port)) != 0
    assert "Traceback" not in preview.said and "Interrupt" not in preview.said


def test_a_request_to_stop_that_another_thread_gets_stops_the_preview(book: Book):
    """Such a signal interrupts no wait of the main thread, which alone can act on it."""
    preview = Preview(book)
    number = preview.process.pid
    other = next(
        thread.id
        for _ in range(100)
        for thread in psutil.Process(number).threads()
        if thread.id != number
    )
    assert ctypes.CDLL(None).tgkill(number, other, signal.SIGTERM) == 0
    assert preview.process.wait(timeout=30) == 0


def test_a_busy_port_and_an_impossible_host_are_said_in_a_sentence(book: Book):
    """With what to do instead, and no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = book.run("plainresults", "preview", "--port", str(port))
        assert done.returncode == 1 and done.stdout.count("\n") == 1, done.stdout
        assert f"The port {port} on 127.0.0.1 is in use" in done.stdout
        assert f"--port {port + 1}" in done.stdout
    done = book.run("plainresults", "preview", "--host", "no.such.host.example")
    assert done.returncode == 1 and "Traceback" not in done.stdout
    done = book.run("plainresults", "preview", "--port", "99999")
    assert done.returncode != 0 and "Traceback" not in done.stdout


def watched(folder: Path, *steps) -> list[set[str]]:
    """What is noticed after each step, by name."""
    stop, found = threading.Event(), []
    seen = watch.changes(folder, stop)
    assert next(seen) == {folder}
    for step in steps:
        step()
        found.append({path.name for path in next(seen)})
    stop.set()
    return found


def test_each_change_is_noticed_once_and_what_is_built_is_not(tmp_path):
    """Saved, added, renamed and removed files, and those in a new folder."""
    (tmp_path / "a.md").write_text("1", "utf8")
    (tmp_path / "_build").mkdir()
    assert watched(
        tmp_path,
        lambda: (tmp_path / "a.md").write_text("22", "utf8"),
        lambda: (
            (tmp_path / "_build" / "c.md").write_text("1", "utf8")
            and (tmp_path / "b.yml").write_text("1", "utf8")
        ),
        lambda: (tmp_path / "b.yml").rename(tmp_path / "d.yml"),
        lambda: (tmp_path / "d.yml").unlink(),
        lambda: (tmp_path / "new").mkdir(),
    ) == [{"a.md"}, {"b.yml"}, {"b.yml", "d.yml"}, {"d.yml"}, {"new"}]


def test_a_file_that_is_still_being_written_is_waited_for(tmp_path):
    """Many editors empty a file before they fill it; a build would complain of an empty file."""
    page = tmp_path / "a.md"
    page.write_text("the whole text", "utf8")

    def save() -> None:
        page.write_text("", "utf8")
        threading.Timer(0.015, page.write_text, args=["the whole new text", "utf8"]).start()

    assert watched(tmp_path, save) == [{"a.md"}] and page.read_text("utf8") == "the whole new text"


def test_news_reach_a_page_that_is_opened_late():
    """A page gets the state at once, and then each change of it."""
    news = handler.News()
    news.tell(problems=[["index.md", 3, "x"]])
    number, text = news.after(-1)
    assert json.loads(text) == {"built": 0, "problems": [["index.md", 3, "x"]], "notes": []}
    threading.Timer(0.1, news.tell, kwargs={"problems": [], "built": 1}).start()
    assert json.loads(news.after(number)[1]) == {"built": 1, "problems": [], "notes": []}


def test_a_remark_finds_its_paragraph_by_the_words_of_the_line(tmp_path):
    """Without markup; nothing when the line or the file is gone."""
    page = tmp_path / "a.md"
    page.write_text("# A\n\nIt is **very** plain, is it not?\n", "utf8")
    assert server.words_at(page, 3) == "plain, is it not?"
    assert server.words_at(page, 30) == server.words_at(tmp_path / "b.md", 1) == ""
