"""Notebooks run in kernels of their own, several at a time, and none of them can hold up a build."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Listener
from pathlib import Path

import nbformat
import psutil
import pytest
from plainresults.execution import kernels
from plainresults.rendering import vega
from plainresults.sphinx import notebooks
from sample_books import NOTEBOOK, ROOT, Book

TEXT = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text y="20" font-family="Helvetica, Arial, sans-serif" font-size="15">With the program</text></svg>'


def ran(folder, *cells: tuple[str, ...], **settings) -> list[kernels.Job]:
    """Each tuple of cells, run as a notebook."""
    jobs = [
        kernels.Job(
            nbformat.v4.new_notebook(
                cells=[nbformat.v4.new_code_cell(code) for code in codes],
                metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
            ),
            folder,
            **settings,
        )
        for codes in cells
    ]
    kernels.run(jobs)
    return jobs


def text(job: kernels.Job) -> str:
    """All that a notebook printed."""
    return "".join(output.get("text", "") for cell in job.notebook.cells for output in cell.outputs)


def test_each_kernel_has_its_own_process_folder_environment_and_names(tmp_path):
    """What one notebook changes, no other one sees."""
    code = (
        "import os\nassert 'x' not in globals() and 'HCS_X' not in os.environ and os.getcwd() == FOLDER\n"
        "x = os.environ['HCS_X'] = '1'\nos.chdir('/')\nfrom hcs import words\nassert words.GROUPS\nwords.GROUPS.clear()\nprint(os.getpid())"
    )
    one, two = ran(tmp_path, *2 * [(code.replace("FOLDER", repr(str(tmp_path))),)])
    assert not one.error and not two.error, one.trace + two.trace
    assert text(one) != text(two)


def test_a_kernel_has_everything_imported_already(tmp_path):
    """That is what makes it warm."""
    (job,) = ran(
        tmp_path, ("import sys\nprint({'pandas', 'altair', 'hcs.charts'} <= set(sys.modules))",)
    )
    assert text(job) == "True\n", job.trace


def test_a_warm_kernel_is_reached_through_files_of_its_owner(tmp_path):
    """The numbers of ports clash when a thousand kernels start, and every user of a machine can knock at them."""
    (job,) = ran(
        tmp_path,
        (
            "import os\nfrom ipykernel.kernelapp import IPKernelApp\napp = IPKernelApp.instance()\n"
            "print(app.transport, oct(os.stat(os.path.dirname(app.ip)).st_mode)[-3:])",
        ),
    )
    assert text(job) == "ipc 700\n", job.trace


def test_a_kernel_that_cannot_start_is_an_error_and_not_a_wait_for_ever(tmp_path, monkeypatch):
    """It ends at its first step, so that nobody will ever answer."""
    monkeypatch.setattr(
        kernels, "_become_kernel", print
    )  # which is what the warm process looks up, and what it then calls
    (job,) = ran(tmp_path, ("print(1)",), timeout=20)
    assert isinstance(job.error, RuntimeError) and "did not start" in str(job.error), job.trace


def test_two_kernels_run_at_the_same_time(tmp_path):
    """Each waits for the other's file, so that one after the other would not end."""
    code = (
        "import time, pathlib\npathlib.Path('{}').touch()\nwhile not pathlib.Path('{}').exists():\n    time.sleep(0.05)",
    )
    assert not any(
        job.error
        for job in ran(
            tmp_path, (code[0].format("a", "b"),), (code[0].format("b", "a"),), timeout=30
        )
    )


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("while True:\n    pass", "Timeout: it ran for longer than 3 seconds"),
        ("import os\nos._exit(3)", "KernelDied: its process ended"),
        ("while True:\n    print('x' * 10_000)", "TooMuchOutput: it showed more than"),
        ("x = [bytearray(2 ** 26) for _ in range(100)]", "MemoryError"),
    ],
    ids=["hangs", "dies", "prints for ever", "eats memory"],
)
def test_a_kernel_out_of_hand_is_stopped_and_its_cell_is_named(tmp_path, code, what):
    """The cell that was running gets the error; the one before keeps its output."""
    (job,) = ran(tmp_path, ("print('well')", code), timeout=3 if "pass" in code else 60)
    assert job.error
    first, second = job.notebook.cells
    (error,) = [output for output in second.outputs if output.output_type == "error"]
    assert f"{error.ename}: {error.evalue}".startswith(what) and first.outputs[0].text == "well\n"


def test_a_stopped_kernel_is_one_error_of_the_build(book: Book):
    """With file and line, and the last good site as it was."""
    book.write(
        "index.md",
        NOTEBOOK
        + "# A page\n\n```{code-cell} ipython3\nprint(1)\n```\n\n```{code-cell} ipython3\nimport os\nos._exit(3)\n```\n",
    )
    done = book.build()
    assert (
        done.returncode != 0
        and "index.md:12: ERROR: this cell stopped with KernelDied" in done.stdout
    ), done.stdout
    assert (
        done.stdout.count("ERROR") == 1
        and "Traceback" not in done.stdout
        and book.page() == "the last good site"
    )


def test_without_forking_ordinary_kernels_do_the_same(tmp_path, monkeypatch):
    """Slower, and with the same result and the same record of what was read."""
    monkeypatch.setattr(kernels, "CAN_FORK", False)
    (job,) = ran(
        tmp_path,
        (
            "from plainresults import data\nprint(data.number('samet2024.opioid_deaths.control').text)",
        ),
    )
    assert not job.error and text(job) == "51.7\n", job.trace
    assert {"code:hcs.data", "file:data/samet2024.yml"} <= set(job.reads)


def test_kernels_come_from_one_process_that_has_loaded_the_data_anew(tmp_path):
    """Each renewal ends the one before it, so that a long day with the preview takes no more memory than a short one."""
    kernels.start()
    before = 0
    for _ in range(3):
        kernels.renew()
        (job,) = ran(
            tmp_path,
            (
                "import os\nfrom plainresults import data\nassert data.load().numbers\nprint(os.getppid())",
            ),
        )
        assert not job.error, job.trace
        assert before != (now := int(text(job)))
        for _ in range(100):
            if not before or not psutil.pid_exists(before):
                break
            time.sleep(0.1)
        else:
            pytest.fail("the process before this one is still there")
        before = now


def test_the_makers_of_pictures_stay_while_pages_are_read(tmp_path):
    """Reading a page clears what was kept of files; where the makers are reached is not of that kind, and each chart would start an engine of its own."""
    code = (
        "from plainresults.rendering import vega\nvega.MAKERS.clear()  # so that only the makers can answer\n"
        'print(vega.svg(\'{"data": {"values": []}, "mark": "bar"}\')[:4])',
    )
    for _ in range(2):
        (job,) = ran(tmp_path, code)
        assert text(job) == "<svg\n", job.trace
        notebooks._begin(None, "a-page", [])


@pytest.mark.parametrize("fonts", ["the system's", "none"])
def test_a_picture_is_the_same_whichever_fonts_the_machine_has(tmp_path, fonts):
    """vl-convert would take the system's, and open them again for each letter."""
    drawn = tmp_path / "drawn.png"
    code = (
        f"from pathlib import Path\nfrom plainresults.rendering import vega\nPath({str(drawn)!r}).write_bytes(vega.png({TEXT!r}))\n"
        "import os\nassert os.environ.get('FONTCONFIG_FILE', '') == os.environ['AS_IT_WAS']"
    )
    Path(tmp_path, "fonts.conf").write_text(
        f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", "utf8"
    )
    asked = {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")} if fonts == "none" else {}
    opened = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=ROOT,
        env=os.environ | {"AS_IT_WAS": asked.get("FONTCONFIG_FILE", "")} | asked,
        capture_output=True,
        text=True,
    )
    assert not opened.returncode, opened.stderr
    assert (
        hashlib.sha256(drawn.read_bytes()).hexdigest() == hashlib.sha256(vega.png(TEXT)).hexdigest()
    )
    assert len(drawn.read_bytes()) > len(
        vega.png(TEXT.replace("Helvetica, Arial, sans-serif", "A font that nobody has"))
    ), "the text is in it"


def test_a_png_that_was_begun_is_not_made_again(monkeypatch):
    """The makers work while pages are read; each result is given once and then forgotten."""
    kernels.start()
    vega.begin_pngs([TEXT])
    monkeypatch.setattr(vega, "_made", lambda *_what: b"made anew")
    assert vega.png(TEXT).startswith(b"\x89PNG")
    assert vega.png(TEXT) == b"made anew"


def test_who_asks_for_a_picture_waits_until_its_maker_is_there(monkeypatch, tmp_path):
    """A maker that has just been started is not to be taken for one that has ended."""
    kernels.start()
    monkeypatch.setenv(vega.SERVERS, str(tmp_path / "maker"))
    monkeypatch.setattr(vega, "MAKERS", {})  # so that only a maker can answer
    made = ThreadPoolExecutor().submit(vega.png, TEXT)
    time.sleep(0.2)
    assert not made.done()
    with (
        Listener(str(tmp_path / "maker"), authkey=vega._key()) as listener,
        listener.accept() as asked,
    ):
        assert asked.recv() == ("png 2", TEXT)
        asked.send((True, b"made"))
    assert made.result(10) == b"made"
