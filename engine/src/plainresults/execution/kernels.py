"""Run notebooks in warm kernels: processes forked from one that has imported everything once.

`run` takes notebooks and runs several at a time, each in a kernel of its own with its own folder and
environment; `headstart` begins the imports early. A kernel that hangs, dies, prints without end or takes too
much memory is stopped, and the cell that was running gets an error as its output.
Where processes cannot be forked, the same calls start ordinary kernels. There is no Sphinx in here.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from pathlib import Path
from queue import Empty

import nbformat
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from plainresults.execution import dependencies, forkserver
from plainresults.execution.forkserver import CAN_FORK, while_needed
from plainresults.rendering import vega

NAME = "plainresults-warm"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
MEMORY = 2 * 2**30  # bytes that one kernel may take
OUTPUT = 10 * 2**20  # characters that one notebook may show


@dataclass
class Job:
    """A notebook to run in `folder`. Afterwards `error` is what stopped it, and `reads` what it read."""

    notebook: nbformat.NotebookNode
    folder: Path
    timeout: int = 120
    error: Exception | None = None
    trace: str = ""
    reads: dict[str, str] = field(default_factory=dict)


def run(jobs: Iterable[Job], at_once: int = 0) -> None:
    """Run every job, `at_once` at a time; by default as many as cores and memory allow."""

    async def all_of_them() -> None:
        gate = asyncio.Semaphore(at_once or _room())
        await asyncio.gather(*(_run(job, gate) for job in jobs))

    start()
    asyncio.run(all_of_them())


async def _run(job: Job, gate: asyncio.Semaphore) -> None:
    async with gate:
        with tempfile.TemporaryDirectory(prefix="plainresults-kernel-") as place:
            notes = Path(place, "reads.json")
            runner = Runner(
                place,
                job.notebook,
                timeout=job.timeout,
                startup_timeout=job.timeout,
                shutdown_kernel="immediate",
                resources={"metadata": {"path": str(job.folder)}},
                ipython_hist_file=":memory:",
                extra_arguments=[
                    "--IPKernelApp.exec_lines=import plainresults.execution.dependencies; plainresults.execution.dependencies.record()"
                ],
            )
            try:
                await runner.async_execute(env=os.environ | {dependencies.LEAVE_AT: str(notes)})
            except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
                job.error, job.trace = error, traceback.format_exc()
                runner.show(error)
            atexit.unregister(
                runner._cleanup_kernel
            )  # Jupyter leaves it there when a kernel could not start, and it then fails
            job.reads = dependencies.load(notes)


class Runner(NotebookClient):
    """Runs one notebook, and says in the cell's own output why the kernel had to be stopped."""

    cell, shown, flooded = 0, 0, False

    def __init__(self, place: str, *args, **kwargs):
        """As Jupyter's; `place` is a folder for this run alone."""
        super().__init__(*args, **kwargs)
        self.place = place

    def create_kernel_manager(self):
        """Jupyter's manager; for a warm kernel, one that talks to it through files, as the numbers of ports clash now and then."""
        manager = super().create_kernel_manager()
        if CAN_FORK:
            manager.transport, manager.connection_file, manager.client_factory = (
                "ipc",
                f"{self.place}/kernel.json",
                Client,
            )
        return manager

    async def async_execute_cell(self, cell, cell_index, *args, **kwargs):
        """Remember which cell is running; one that could not show what it made has failed too, though Jupyter counts it as good."""
        self.cell = cell_index
        done = await super().async_execute_cell(cell, cell_index, *args, **kwargs)
        failed = next(
            (output for output in cell.get("outputs", ()) if output.output_type == "error"), None
        )
        if failed and "raises-exception" not in cell.metadata.get("tags", ()):
            raise CellExecutionError.from_cell_and_msg(cell, failed)
        return done

    def process_message(self, msg, cell, cell_index):
        """Count what the notebook shows; too much of it stops the cell."""
        self.shown += (
            len(str(msg["content"]))
            if msg["msg_type"]
            in ("stream", "display_data", "execute_result", "update_display_data")
            else 0
        )
        if self.shown <= OUTPUT:
            return super().process_message(msg, cell, cell_index)
        self.flooded = True
        self.task_poll_for_reply.cancel()
        return None

    def show(self, error: Exception) -> None:
        """Give the cell that was running an error output, unless the kernel itself gave one."""
        cell = self.nb.cells[self.cell]
        if isinstance(error, CellExecutionError) or "outputs" not in cell:
            return
        name, what = (
            ("TooMuchOutput", f"it showed more than {OUTPUT >> 20} MB")
            if self.flooded
            else ("Timeout", f"it ran for longer than {self.timeout} seconds")
            if isinstance(error, CellTimeoutError)
            else (
                "KernelDied",
                f"its process ended; the most memory that it may take is {MEMORY >> 30} GB",
            )
        )
        cell.outputs = [
            nbformat.v4.new_output("error", ename=name, evalue=what, traceback=[f"{name}: {what}"])
        ]


class Client(AsyncKernelClient):
    """Jupyter's client, which is ready as soon as the kernel answers.

    Only where they talk through files: who knocks so often at a port that nobody listens to gets through to itself now and then.
    """

    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        context.setsockopt(
            zmq.RECONNECT_IVL, 5
        )  # ms until it knocks again at a kernel that is still starting; 100 if not said
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for an answer and for a word of what the kernel shows; RuntimeError when it has ended or needs more than `timeout` seconds.

        Jupyter then listens until a fifth of a second has passed in silence. The runner needs no silence: it leaves out what does not answer it.
        """
        end = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < end and await self._async_is_alive():
            self.kernel_info()
            with contextlib.suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
                self._handle_kernel_info_reply(reply)
                return
        raise RuntimeError("The kernel did not start")


# The warm process ------------------------------------------------------------------------------

_helpers: list[multiprocessing.Process] = []
_sockets: list[
    tempfile.TemporaryDirectory
] = []  # where they are reached; no cached function, as those are cleared for each page


def start() -> None:
    """Have kernels and makers of pictures at hand. Calling it again does nothing."""
    forkserver.begin()
    if _helpers or not CAN_FORK:
        return
    _sockets.append(tempfile.TemporaryDirectory(prefix="plainresults-"))
    makers = min(
        -(-CORES // 2), 4
    )  # one for two cores, as the rest of a kernel's work takes about as long as its pictures
    places = [os.path.join(_sockets[0].name, f"pictures-{number}") for number in range(makers)]
    _helpers.extend(
        _started("spawn", while_needed, os.getpid(), vega.serve, place) for place in places
    )  # the warm process may still be importing
    os.environ[vega.SERVERS] = " ".join(places)
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(
        NAME, "plainresults.execution.kernels:WarmProvisioner", KernelProvisionerFactory.GROUP_NAME
    )
    factory.default_provisioner_name = NAME


def renew() -> None:
    """Have kernels forked from a copy of the warm process that has loaded the data as they are now, so that not each has to load them."""
    with forkserver.change_server() as (listener, needed):
        _started("forkserver", _be_server, listener, needed)


def _be_server(listener, needed) -> None:
    from multiprocessing import forkserver

    sys.modules["plainresults.execution.preload"].look_afresh()
    forkserver.main(listener.detach(), needed.fileno(), [])


def _started(how: str, target, *args) -> multiprocessing.Process:
    """A started process. Its parent's main program is kept from it, as it would import that again."""
    main, sys.modules["__main__"] = sys.modules["__main__"], types.ModuleType("__main__")
    try:
        process = multiprocessing.get_context(how).Process(target=target, args=args, daemon=True)
        process.start()
        return process
    finally:
        sys.modules["__main__"] = main


class WarmProvisioner(LocalProvisioner):
    """Jupyter's way to say how a kernel is started: Python kernels are forked, all others started afresh."""

    async def launch_kernel(self, cmd, **kwargs):
        """Start the kernel that `cmd` describes."""
        if not CAN_FORK or cmd[1:3] != ["-m", "ipykernel_launcher"]:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = _Popen(
            _started(
                "forkserver",
                while_needed,
                os.getpid(),
                _become_kernel,
                cmd[3:],
                str(kwargs.get("cwd") or "."),
                dict(kwargs["env"]),
            )
        )
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, and wait until it is gone; Jupyter looks whether it is ten times a second."""
        await super().kill(restart)
        for _ in range(200):
            if self.process and self.process.poll() is None:
                await asyncio.sleep(0.005)


class _Popen:
    """A process of `multiprocessing` with the few methods of `subprocess.Popen` that a provisioner calls."""

    stdin = stdout = stderr = None

    def __init__(self, process):
        self.process, self.pid = process, process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.process.kill()

    terminate = kill


def _become_kernel(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Turn this process, just forked, into a kernel."""
    import resource

    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    multiprocessing.process.current_process()._config["daemon"] = (
        False  # a cell may start processes
    )
    if warm := sys.modules.get("plainresults.execution.preload"):
        warm.look_afresh()
    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(arguments)
    app.start()


def _room() -> int:
    """How many kernels may run at a time."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        free = CORES * MEMORY
    return max(1, min(3 * CORES, free // (MEMORY // 4)))  # a kernel waits much of its time
