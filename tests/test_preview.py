"""The preview: what an author sees after a save, and what nobody else can see."""

from __future__ import annotations

import ctypes
import functools
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading

import psutil
import pytest
from bench_preview import listen, news
from plainresults.preview import builder, server
from sample_books import NOTEBOOK, Book

LONG = "# A page\n\n" + "\n\n".join(f"Sentence {n}." for n in range(200)) + "\n"


@pytest.fixture
def previewed(book: Book):
    """A book with its preview running on a free port; stopped as Ctrl-C stops it."""
    book.write("index.md", LONG)
    book.change(
        "_config.yml",
        "    html_theme: basic",
        "    plainresults_rules: false\n    html_theme: basic",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "plainresults", "preview", "--port", "0"],
        cwd=book.folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = process.stdout.readline()
    yield book, int(said.rpartition(":")[2].partition("/")[0])
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


def ask(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    """One request to the preview."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = line.getresponse()
    return answer.status, answer.read(
        4000
    ).decode() if path == "/preview-events" else answer.read().decode()


def test_an_open_page_is_made_new_at_its_place_and_shows_what_is_to_be_mended(previewed, chromium):
    """A saved change shows without a touch and the page does not jump; a mistake shows over the last good page and goes away."""
    book, port = previewed
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    page.goto(f"http://127.0.0.1:{port}/index.html")
    page.get_by_text("Sentence 150.").wait_for(timeout=90_000)
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_timeout(100)
    book.write("index.md", LONG.replace("Sentence 150.", "Sentence one hundred and fifty."))
    page.get_by_text("one hundred and fifty").wait_for(timeout=30_000)
    for _ in range(50):
        if page.evaluate("scrollY") == 3000:
            break
        page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == 3000, "the page did not jump"
    book.write("index.md", LONG + "\n{num}`samet2024.opioid_deaths.contrl`\n")
    box = page.locator("#plainresults-preview")
    box.wait_for(timeout=30_000)
    said = box.inner_text()
    assert (
        "index.md:403" in said
        and "Did you mean samet2024.opioid_deaths.control" in said
        and "Traceback" not in said
    )
    assert page.get_by_text("one hundred and fifty").count() == 1, (
        "the last good page is still there"
    )
    book.write("index.md", LONG)
    box.wait_for(state="detached", timeout=30_000)
    page.get_by_text("Sentence 150.").wait_for(timeout=30_000)
    page.close()


def test_what_breaks_a_rule_shows_beside_its_paragraph(previewed, chromium):
    """The page is there at once; the remark follows, in its place, and goes away when mended."""
    book, port = previewed
    book.change("_config.yml", "    plainresults_rules: false\n", "")
    book.write(
        "index.md",
        LONG.replace("Sentence 150.", "A typed number, which is 51.7 and not from the data."),
    )
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    page.goto(f"http://127.0.0.1:{port}/")
    note = page.locator(".plainresults-note").first
    note.wait_for(timeout=90_000)
    assert re.match(r"index\.md:303 typed-number: .51\.7. is written by hand", note.inner_text())
    assert "A typed number" in note.evaluate("note => note.previousElementSibling.textContent")
    book.write("index.md", LONG.replace("Sentence 150.", "No number."))
    page.get_by_text("No number.").wait_for(timeout=30_000)
    page.wait_for_timeout(3000)
    assert page.locator(".plainresults-note", has_text="typed-number").count() == 0
    page.close()


def test_kernels_that_are_kept_warm_draw_what_the_data_and_the_code_say_now(previewed, chromium):
    """The process that they are forked from began before the change."""
    book, port = previewed
    book.write("data/history/published.csv", "key,value,worked_out\n")
    book.write(
        "index.md",
        NOTEBOOK + "# A page\n\n```{code-cell} ipython3\nfrom plainresults import charts, data\n\n"
        'charts.compare_groups(data.outcome("samet2024.opioid_deaths"))\n```\n',
    )
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    page.goto(f"http://127.0.0.1:{port}/")
    chart = page.locator("figure.chart svg").first
    chart.wait_for(timeout=90_000)

    def wait_for_chart(text: str) -> None:
        page.locator("figure.chart svg", has_text=text).first.wait_for(
            state="attached", timeout=60_000
        )

    wait_for_chart("51.7")
    for old, new in (("51.7", "51.9"), ("51.9", "52.3")):
        book.change("data/samet2024.yml", f"{{value: {old}}}", f"{{value: {new}}}")
        wait_for_chart(new)
    book.change(
        "hcs/charts.py",
        "Bar chart from zero. {_said(outcomes)}",
        "Bars from zero. {_said(outcomes)}",
    )
    wait_for_chart("Bars from zero")
    page.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_preview_that_ends_leaves_no_process_behind(book: Book, how):
    """Neither when it is stopped nor when it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "plainresults", "preview", "--port", "0"],
        cwd=book.folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert any(line.startswith("Built in") for line in process.stdout), "the first build ended"
    started = psutil.Process(process.pid).children(recursive=True)
    assert len(started) >= 3, "the builder, the warm process and the makers of pictures"
    process.send_signal(how)
    process.communicate(timeout=60)
    assert psutil.wait_procs(started, timeout=20)[1] == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_request_to_stop_that_python_loses_still_stops_the_preview(book: Book, monkeypatch):
    """Python drops what a signal raises while it forks or tidies up; the process would go on for ever."""

    class Tidy:
        def __del__(self):
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(builder, "import_libraries", lambda: Tidy() and None)
    monkeypatch.setattr(builder, "build", lambda root: builder.Report(False, "", 0))
    _reports, sender = builder.FORK.Pipe(duplex=False)  # nobody reads them, but the pipe stays open
    process = builder.FORK.Process(target=server._build_at_each_change, args=(book.folder, sender))
    process.start()
    process.join(10)
    alive = process.is_alive()
    process.kill()
    assert not alive and process.exitcode == 0


def test_a_request_to_stop_that_another_thread_gets_stops_the_preview(book: Book):
    """Such a signal interrupts no wait of the main thread, which alone can act on it."""
    book.change(
        "_config.yml",
        "    html_theme: basic",
        "    plainresults_rules: false\n    html_theme: basic",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "plainresults", "preview", "--port", "0"],
        cwd=book.folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    port = int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
    server = next(
        thread.id
        for _ in range(100)
        for thread in psutil.Process(process.pid).threads()
        if thread.id != process.pid
    )
    answer = listen(port)
    while (
        news(answer)["built"] < 1
    ):  # from then on there is no news that would wake the main thread
        pass
    assert ctypes.CDLL(None).tgkill(process.pid, server, signal.SIGTERM) == 0
    try:
        process.communicate(timeout=30)
    finally:
        process.kill()


def test_the_preview_answers_this_machine_only(previewed):
    """It listens on 127.0.0.1, and a page of another name that points here gets nothing."""
    _, port = previewed
    assert ask(port, "/index.html", "localhost")[0] == 200
    assert ask(port, "/index.html", "evil.example")[0] == 403
    outside = next(
        (
            at[4][0]
            for at in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)
            if not at[4][0].startswith("127.")
        ),
        None,
    )
    with socket.socket() as trial:
        assert trial.connect_ex((outside or "127.0.0.2", port)) != 0


def test_the_published_site_knows_nothing_of_the_preview(book: Book):
    """The script is added to what is sent, never to what is built."""
    first = builder.build(book.folder)
    assert first.good, first.said
    assert all(
        "preview" not in path.read_text("utf8")
        for path in (book.folder / "_build" / "html").rglob("*.html")
    )


def test_a_change_is_noticed_once(tmp_path):
    """Saved, added and removed files each give one build; what is built gives none."""
    (tmp_path / "a.md").write_text("1")
    seen = server.changes(tmp_path, os.getppid())
    assert [next(seen), next(seen)] == [True, False]
    for change in (
        lambda: (tmp_path / "a.md").write_text("22"),
        lambda: (tmp_path / "b.yml").write_text("1"),
        lambda: (tmp_path / "b.yml").unlink(),
    ):
        change()
        assert [next(seen), next(seen)] == [True, False]
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "c.md").write_text("1")
    assert dict(server._stamps(tmp_path)).keys() == {str(tmp_path / "a.md")}


def test_a_file_that_is_still_being_written_is_waited_for(tmp_path, monkeypatch):
    """Many editors empty a file before they fill it; a build in that moment would complain of an empty file."""
    page, waits = tmp_path / "a.md", []

    def wait(_seconds: float) -> None:
        waits.append(page.write_text("the whole new text") if len(waits) == 1 else None)

    page.write_text("the whole text")
    seen = server.changes(tmp_path, os.getppid())
    next(seen)
    page.write_text("")
    monkeypatch.setattr(server.time, "sleep", wait)
    assert next(seen) and page.read_text() == "the whole new text"
    assert not next(seen)


def test_data_for_new_code_are_left_to_it(book: Book, monkeypatch):
    """The process that starts the builds has the old code, which may not know what the data say now; loading them there would end the preview."""
    loaded = []
    for module in (builder.data, builder.tables):
        monkeypatch.setattr(module, "load", functools.lru_cache(lambda: loaded.append(1)))
    monkeypatch.setattr(builder.kernels, "renew", lambda: loaded.append(1))
    now = {folder: builder.headstart.files_in(book.folder / folder) for folder in ("hcs", "data")}
    for warm, times in (
        ({}, 0),
        (now | {"hcs": {}, "data": {}}, 0),
        (now, 0),
        (now | {"data": {}}, 3),
    ):
        monkeypatch.setattr(builder, "_warm", dict(warm))
        builder.take_in_data(book.folder)
        assert len(loaded) == times


def test_news_reach_a_page_that_is_opened_late():
    """A page gets the state at once, and then each change of it."""
    news = server.News()
    news.tell(problems=[["index.md", 3, "x"]])
    number, text = news.after(-1)
    assert json.loads(text) == {"built": 0, "problems": [["index.md", 3, "x"]], "notes": []}
    threading.Timer(0.1, news.tell, kwargs={"problems": [], "built": 1}).start()
    assert json.loads(news.after(number)[1]) == {"built": 1, "problems": [], "notes": []}


def test_a_fork_sees_new_code_and_leaves_this_process_alone(book: Book):
    """The book's own code is loaded anew in each build."""
    book.write("index.md", NOTEBOOK + "# A page\n")
    first = builder.build(book.folder)
    assert first.good, first.said
    book.change("hcs/html.py", 'return f"about {', 'return f"roughly {')
    book.write("index.md", "# A page\n\n{about}`samet2024.opioid_deaths.control`\n")
    assert builder.build(book.folder).good and "roughly 52" in book.page()
    assert "hcs" in sys.modules and builder.__name__ == "hcs.forked"
