"""Notebooks run in kernels of their own, several at a time, and none can hold up a build."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import psutil
import pytest
from plainresults.execution import forkserver, kernels, preload
from sample_books import Book

MISSED = 'data.number("moss2021.missed_days.control")'


@pytest.fixture(scope="module", autouse=True)
def server(own_book: Book):
    """A fork server for the small book, for all tests of this file."""
    forkserver.end()
    preload.begin()
    yield
    forkserver.end()


def ran(folder: Path, *notebooks: tuple[str, ...], **settings) -> list[kernels.Job]:
    """Each tuple of cells, run as a notebook."""
    jobs = [
        kernels.Job(
            nbformat.v4.new_notebook(
                cells=[nbformat.v4.new_code_cell(code) for code in cells],
                metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
            ),
            folder,
            **settings,
        )
        for cells in notebooks
    ]
    kernels.run(jobs)
    return jobs


def one(folder: Path, *cells: str, **settings) -> kernels.Job:
    """These cells, run as a notebook."""
    return ran(folder, cells, **settings)[0]


def text(job: kernels.Job) -> str:
    """All that a notebook printed."""
    assert not job.error, job.error
    return "".join(output.get("text", "") for cell in job.notebook.cells for output in cell.outputs)


def test_each_kernel_has_its_own_process_folder_environment_and_names(tmp_path):
    """What one notebook changes, no other one sees."""
    code = (
        f"import os\nassert 'x' not in globals() and os.getcwd() == {str(tmp_path)!r}\n"
        "assert 'OWN' not in os.environ\nx = os.environ['OWN'] = '1'\nos.chdir('/')\n"
        "from plainresults.rendering import palette\nassert palette.COLOURS\n"
        "palette.COLOURS.clear()\nprint(os.getpid())"
    )
    first, second = ran(tmp_path, (code,), (code,))
    assert text(first) != text(second)


def test_a_kernel_has_everything_imported_already(tmp_path):
    """That is what makes it warm."""
    names = "{'pandas', 'altair', 'plainresults.charts', 'plainresults.data'}"
    assert text(one(tmp_path, f"import sys\nprint({names} <= set(sys.modules))")) == "True\n"


def test_a_kernel_is_reached_through_files_of_its_owner(tmp_path):
    """Ports clash when a thousand kernels start, and every user of a machine can knock at them."""
    code = (
        "import os\nfrom ipykernel.kernelapp import IPKernelApp\napp = IPKernelApp.instance()\n"
        "print(app.transport, oct(os.stat(os.path.dirname(app.ip)).st_mode)[-3:])"
    )
    assert text(one(tmp_path, code)) == "ipc 700\n"


def test_what_a_kernel_shows_becomes_the_outputs_of_its_cells(tmp_path):
    """As in any front end of Jupyter: streams, results, what is shown again, what is cleared."""
    job = one(
        tmp_path,
        "from IPython.display import clear_output, display, update_display\n"
        "print('gone')\nclear_output(wait=True)\nprint('there')\n1 + 1",
        "shown = display('old', display_id='it')",
        "update_display('new', display_id='it')",
        "import sys\nprint('warned', file=sys.stderr)",
    )
    first, second, third, fourth = (cell.outputs for cell in job.notebook.cells)
    assert [first[0].text, first[1].data["text/plain"]] == ["there\n", "2"]
    assert second[0].data["text/plain"] == "'new'" and third == []
    assert (fourth[0].name, fourth[0].text) == ("stderr", "warned\n")
    assert [cell.execution_count for cell in job.notebook.cells] == [1, 2, 3, 4]
    assert job.notebook.metadata["language_info"]["name"] == "python"


def test_tags_decide_what_runs_and_what_may_fail(tmp_path):
    """`skip-execution` and `raises-exception` mean what they mean everywhere."""
    cells = [nbformat.v4.new_code_cell(code) for code in ("1 / 0", "2 / 0", "print('on')")]
    cells[0].metadata["tags"], cells[1].metadata["tags"] = ["raises-exception"], ["skip-execution"]
    job = kernels.Job(nbformat.v4.new_notebook(cells=cells), tmp_path)
    kernels.run([job])
    assert text(job) == "on\n" and cells[0].outputs[0].ename == "ZeroDivisionError"
    assert cells[1].outputs == []


def test_two_kernels_run_at_the_same_time(tmp_path):
    """Each waits for the other's file, so that one after the other would not end."""
    code = (
        "import time, pathlib\npathlib.Path('{}').touch()\n"
        "while not pathlib.Path('{}').exists():\n    time.sleep(0.05)"
    )
    jobs = ran(tmp_path, (code.format("a", "b"),), (code.format("b", "a"),), timeout=60)
    assert not any(job.error for job in jobs)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("while True:\n    pass", "Timeout: it ran for longer than 5 seconds"),
        ("import re\nre.match('(a+)+b', 'a' * 100)", "Timeout: it ran for longer than 5 seconds"),
        ("import os\nos._exit(3)", "KernelDied: its process ended"),
        ("while True:\n    print('x' * 10_000)", "TooMuchOutput: it showed more than"),
        ("import os\nwhile True:\n    os.write(1, b'x' * 9_999)", "TooMuchOutput"),
        ("x = [bytearray(2 ** 26) for _ in range(100)]", "MemoryError"),
    ],
    ids=["hangs", "hangs in C", "dies", "prints for ever", "prints past Python", "eats memory"],
)
def test_a_kernel_out_of_hand_is_ended_and_its_cell_is_named(tmp_path, monkeypatch, code, what):
    """The cell that was running gets the error; the one before keeps its output."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with which ipykernel does not look past Python
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    job = one(tmp_path, "print('well')", code, timeout=5 if "Timeout" in what else 60)
    assert job.error
    first, second = job.notebook.cells
    (error,) = [output for output in second.outputs if output.output_type == "error"]
    assert f"{error.ename}: {error.evalue}".startswith(what) and first.outputs[0].text == "well\n"
    for _ in range(100):
        left = {child.pid for child in psutil.Process().children(recursive=True)} - before
        if not left:
            return
        time.sleep(0.1)
    pytest.fail("its process goes on")


def test_a_kernel_that_cannot_start_is_an_error_and_not_a_wait_for_ever(tmp_path, monkeypatch):
    """Its process ends at once, so nobody would ever answer."""
    monkeypatch.setattr(kernels, "INSIDE", "no.such.module")
    assert one(tmp_path, "1", timeout=60).error == "KernelDied: it did not start"


def test_a_process_that_a_cell_leaves_ends_with_its_kernel(tmp_path):
    """A program in the background, and a fork, which must not go on as a second kernel."""
    job = one(
        tmp_path,
        "import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)",
        "import os, time\nfork = os.fork()\nif fork:\n    print(fork)\n",
        "print('once')",
    )
    program, fork, once = text(job).split()
    left = [psutil.Process(int(pid)) for pid in (program, fork) if psutil.pid_exists(int(pid))]
    assert once == "once" and not psutil.wait_procs(left, timeout=20)[1]


def test_a_cell_cannot_change_the_book(tmp_path, own_book: Book):
    """Neither write, nor rename, nor delete; outside it may, and read again what it wrote."""
    for code in (
        "open('index.md', 'a')",
        "import os\nos.remove('index.md')",
        "import shutil\nshutil.rmtree('chapters')",
        "from pathlib import Path\nPath('index.md').rename('x.md')",
    ):
        error = one(own_book.folder, code).error
        assert "PermissionError: a cell must not change the files of the book" in error, code
    place = str(tmp_path / "x.txt")
    job = one(own_book.folder, f"open({place!r}, 'w').write('1')\nprint(open({place!r}).read())")
    assert text(job) == "1\n" and f"file:{place}" not in job.reads


@pytest.mark.parametrize("forks", [True, False], ids=["forked", "ordinary"])
def test_a_kernel_says_what_its_notebook_read(own_book: Book, monkeypatch, forks):
    """The values, files and modules behind it, with fingerprints, also from ordinary kernels."""
    monkeypatch.setattr(forkserver, "CAN_FORK", forks)
    job = one(
        own_book.folder / "chapters",
        "from plainresults import charts, data\n"
        f"print({MISSED}.text)\nprint(open('../data/tables/harvest.csv').readline())",
        'charts.compare_groups(data.outcome("moss2021.missed_days"))',
    )
    assert text(job)
    assert {"data:moss2021", "file:data/tables/harvest.csv"} <= set(job.reads)
    assert "code:plainresults.charts.figure" in job.reads and "data:fern2022" not in job.reads
    assert not [name for name in job.reads if "overview" in name or name == "data:*"]
    assert not [name for name in job.reads if name.startswith("always:")]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import subprocess\nsubprocess.run(['cat', '/etc/hostname'])", "a program"),
        ("import os\nos.system('true')", "a program"),
        ("import os\nos.environ.get('HOME')", "the environment"),
        ("open('/proc/uptime').read()", "/proc/uptime"),
        ("import socket\nsocket.getaddrinfo('localhost', 80)", "the network"),
    ],
)
def test_what_cannot_be_compared_is_noted_as_such(tmp_path, code, what):
    """Its page is run by every build."""
    job = one(tmp_path, code)
    assert [name for name in job.reads if name.startswith(f"always:{what}")], job.reads


def test_files_outside_and_databases_are_noted_by_content(tmp_path):
    """However they are opened."""
    Path(tmp_path, "outside.txt").write_text("1")
    job = one(tmp_path, "import sqlite3\nline = sqlite3.connect('outside.txt')")
    assert job.reads[f"file:{tmp_path}/outside.txt"]


def test_pictures_come_from_makers_that_run_already(tmp_path):
    """A kernel that starts an engine of its own for each chart would take three times as long."""
    code = (
        "from plainresults.rendering import vega\nvega.MAKERS.clear()\n"
        'print(vega.svg(\'{"data": {"values": []}, "mark": "bar"}\')[:4])'
    )
    assert text(one(tmp_path, code)) == "<svg\n"
