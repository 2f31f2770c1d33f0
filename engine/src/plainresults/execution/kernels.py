"""Run notebooks, several at a time, each in a kernel of its own.

Kernels are forks of the fork server, which has everything imported; where processes cannot be
forked, and for other languages, Jupyter starts them. A kernel that hangs, dies, prints without end
or takes too much memory is ended, and the cell that was running gets an error as its output.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any, TypeVar

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.manager import AsyncKernelManager

from plainresults.execution import forkserver, preload

MEMORY = 2 * 2**30  # bytes that one kernel may take
OUTPUT = 10 * 2**20  # characters that one notebook may show
SHOWS = {"stream", "display_data", "execute_result", "update_display_data", "error"}
INSIDE = "plainresults.execution.kernel_process"
T = TypeVar("T")


@dataclass
class Job:
    """A notebook to run in `folder`, with at most `timeout` seconds for each cell.

    Afterwards `error` says what stopped it, which is also an output of its cell, and `reads` what
    it read.
    """

    notebook: nbformat.NotebookNode
    folder: Path
    timeout: int = 120
    error: str = ""
    reads: dict[str, str] = field(default_factory=dict)


class Stopped(Exception):
    """Why a notebook does not go on. `name` and `what` are as in an error that Python raises."""

    def __init__(self, name: str, what: str, shown: bool = False):
        super().__init__(f"{name}: {what}")
        self.name, self.what, self.shown = name, what, shown


def run(jobs: Iterable[Job], at_once: int = 0) -> None:
    """Run every job, `at_once` at a time; by default as many as cores and memory allow."""

    async def all_of_them() -> None:
        gate = asyncio.Semaphore(at_once or _room())
        await asyncio.gather(*(_run(job, gate) for job in jobs))

    preload.begin()
    asyncio.run(all_of_them())


def _room() -> int:
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        free = preload.CORES * MEMORY
    return max(1, min(3 * preload.CORES, free // (MEMORY // 4)))  # a kernel waits much of its time


async def _run(job: Job, gate: asyncio.Semaphore) -> None:
    cells = [cell for cell in job.notebook.cells if cell.cell_type == "code"]
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    cell, name = cells[0], job.notebook.metadata.get("kernelspec", {}).get("name", "python3")
    start = _forked if forkserver.CAN_FORK and name == "python3" else _ordinary
    async with gate:
        try:
            async with start(job, name) as (client, ended):
                talk = Talk(client, ended, job.timeout)
                job.notebook.metadata["language_info"] = await talk.begin()
                for cell in cells:
                    await talk.run(cell)
                job.reads = await talk.reads()
        except Stopped as stopped:
            job.error = str(stopped)
            if not stopped.shown:
                shown = {"ename": stopped.name, "evalue": stopped.what, "traceback": [job.error]}
                cell.outputs.append(nbformat.v4.new_output("error", **shown))


Kernel = tuple[AsyncKernelClient, "asyncio.Future[Any]"]  # and what is done when it has ended


@contextlib.asynccontextmanager
async def _forked(job: Job, _name: str) -> AsyncIterator[Kernel]:
    """A kernel from the fork server, reached through files of this user, as ports can clash."""
    folder = os.environ[forkserver.PLACE]
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
        file, _ = write_connection_file(f"{place}/kernel.json", transport="ipc", ip=f"{place}/k")
        client = AsyncKernelClient(connection_file=file)
        client.load_connection_file()
        lent = {service: one for service, one in forkserver.services.items() if service != "forks"}
        process = forkserver.start(f"{INSIDE}:become_kernel", file, str(job.folder), MEMORY, **lent)
        reader, writer = await asyncio.open_connection(sock=process.connection)
        number = b""
        try:
            with contextlib.suppress(TimeoutError):
                number = await asyncio.wait_for(reader.readline(), job.timeout)
            if not number:
                raise Stopped("KernelDied", "it did not start")
            yield client, asyncio.ensure_future(reader.read())
        finally:
            if number and not reader.at_eof():
                os.killpg(int(number), signal.SIGKILL)
            client.stop_channels()
            writer.close()


@contextlib.asynccontextmanager
async def _ordinary(job: Job, name: str) -> AsyncIterator[Kernel]:
    """A kernel that Jupyter starts."""
    manager = AsyncKernelManager(kernel_name=name)
    await manager.start_kernel(cwd=str(job.folder))
    client, ended = manager.client(), asyncio.ensure_future(_end_of(manager))
    try:
        yield client, ended
    finally:
        ended.cancel()
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


async def _end_of(manager: AsyncKernelManager) -> None:
    while await manager.is_alive():
        await asyncio.sleep(1)


class Talk:
    """The conversation with a kernel; Stopped is raised where it cannot go on."""

    def __init__(self, client: AsyncKernelClient, ended: asyncio.Future[Any], timeout: int):
        self.client, self.ended, self.timeout = client, ended, timeout
        self.shown = 0  # characters
        self.displays: dict[str, list[nbformat.NotebookNode]] = {}  # outputs by their id
        self.clears = False  # the next output takes the place of those before it

    async def begin(self) -> dict[str, Any]:
        """Wait until the kernel answers and what it shows arrives, and let it note what it reads.

        Gives what a notebook says of its language.
        """
        self.client.start_channels(stdin=False, hb=False, control=False)
        while True:
            reply = await self._in_time(self._reply(self.client.kernel_info()))
            with contextlib.suppress(Empty):
                await self.client.get_iopub_msg(timeout=0.2)
                break
        language: dict[str, Any] = reply["content"]["language_info"]
        self.notes = language["name"] == "python"
        await self._ask("record")
        return language

    async def run(self, cell: nbformat.NotebookNode) -> None:
        """Run a cell and fill in its outputs."""
        tags = cell.metadata.get("tags", [])
        if not cell.source.strip() or "skip-execution" in tags:
            return
        may_fail = "raises-exception" in tags
        request = self.client.execute(cell.source, stop_on_error=not may_fail, allow_stdin=False)
        await self._in_time(self._listen(request, cell))
        reply = await self._in_time(self._reply(request))
        cell.execution_count = reply["content"].get("execution_count")
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if errors and not may_fail:
            raise Stopped(errors[0].ename, errors[0].evalue, shown=True)

    async def reads(self) -> dict[str, str]:
        """What the cells have read, with fingerprints; nothing where another language runs."""
        found: dict[str, str] = json.loads(await self._ask("reads") or "{}")
        return found

    async def _ask(self, function: str) -> str | None:
        """What a function of `kernel_process` returns inside the kernel, if that is a text."""
        if not self.notes:
            return None
        call = {"answer": f"__import__('{INSIDE}', fromlist=['']).{function}()"}
        request = self.client.execute("", silent=True, user_expressions=call)
        answer = (await self._in_time(self._reply(request)))["content"]["user_expressions"][
            "answer"
        ]
        if answer["status"] != "ok":
            raise Stopped(answer["ename"], answer["evalue"])
        found = ast.literal_eval(answer["data"]["text/plain"])
        return found if isinstance(found, str) else None

    async def _reply(self, request: str) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = await self.client.get_shell_msg()
            if message["parent_header"].get("msg_id") == request:
                return message

    async def _listen(self, request: str, cell: nbformat.NotebookNode) -> None:
        """Take in all that the kernel shows for a request."""
        while True:
            message = await self.client.get_iopub_msg()
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["content"].get("execution_state") == "idle":
                return
            self.shown += len(str(message["content"])) if message["msg_type"] in SHOWS else 0
            if self.shown > OUTPUT:
                raise Stopped("TooMuchOutput", f"it showed more than {OUTPUT >> 20} MB")
            self._take_in(message, cell.outputs)

    def _take_in(self, message: dict[str, Any], outputs: list[nbformat.NotebookNode]) -> None:
        """Put what the kernel shows into the outputs of its cell, as Jupyter's front ends do."""
        kind, content = message["msg_type"], message["content"]
        display = str((content.get("transient") or {}).get("display_id", ""))
        if kind == "clear_output" and not content["wait"]:
            outputs.clear()
        elif kind == "clear_output":
            self.clears = True
        elif kind in SHOWS:
            for shown in self.displays.get(display, ()):
                shown.data = nbformat.from_dict(content["data"])
                shown.metadata = nbformat.from_dict(content["metadata"])
            if kind == "update_display_data":
                return
            if self.clears:
                outputs.clear()
                self.clears = False
            outputs.append(nbformat.v4.output_from_msg(message))
            if display:
                self.displays.setdefault(display, []).append(outputs[-1])

    async def _in_time(self, work: Awaitable[T]) -> T:
        """What `work` gives, unless the kernel ends first or the time is up."""
        task = asyncio.ensure_future(work)
        both = {task, self.ended}
        await asyncio.wait(both, timeout=self.timeout, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        task.cancel()
        if self.ended.done():
            limit = f"the most memory that it may take is {MEMORY >> 30} GB"
            raise Stopped("KernelDied", f"its process ended; {limit}")
        raise Stopped("Timeout", f"it ran for longer than {self.timeout} seconds")
