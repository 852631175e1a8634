"""Runs the workers on other machines, in a dask cluster (``distributed``, the extra ``cluster``).

Workbooks and finished files are sent as bytes, so that the machines need no common disk. The scheduler chooses the
worker of each job and starts a job again if its worker dies.
"""

from __future__ import annotations

import logging
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client, Worker, WorkerPlugin
from distributed.cfexecutor import ClientExecutor

from reportgen import __version__
from reportgen.batch.engine import EngineError, Preparation

_TALKERS = ("distributed", "tornado", "asyncio")
_SECONDS_TO_CONNECT = 15
_SECONDS_FOR_WORKERS = 60  # the nanny of a worker starts it again within some seconds if it was killed


@dataclass(slots=True)
class Cluster:
    """The workers of the scheduler at ``address``, such as tcp://10.0.0.1:8786."""

    preparation: Preparation
    address: str
    workers: int = 1
    _client: Client | None = field(default=None, repr=False)

    def start(self) -> Executor:
        """Connect, and prepare every worker, also those that join later; ``EngineError`` if there is none."""
        for name in _TALKERS:  # we report their errors ourselves
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            self._client = client = Client(self.address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:  # nobody answers, or it is no address
            raise EngineError(f"连不上 {self.address}") from error
        try:
            client.wait_for_workers(1, timeout=_SECONDS_FOR_WORKERS)
            client.register_plugin(_PreparesWorker(self.preparation, __version__), name=self.preparation.key)
        except TimeoutError as error:
            client.close()
            raise EngineError(f"{self.address} 上没有工作进程") from error
        except Exception as error:  # any error that a worker raised during its preparation
            client.close()
            raise EngineError(f"{self.address} 的工作进程准备不好：{error}") from error
        self.workers = sum(client.nthreads().values())
        return _Connected(client)

    def look_after(self) -> None:
        """Raise ``EngineError`` if all workers have gone and none comes back."""
        if self._client is None:
            return
        try:
            self._client.wait_for_workers(1, timeout=_SECONDS_FOR_WORKERS)
        except (TimeoutError, OSError) as error:
            raise EngineError(f"{self.address} 上的工作进程都不在了") from error


class _Connected(ClientExecutor):
    """An executor that closes its client when it is shut down."""

    def __init__(self, client: Client) -> None:
        super().__init__(client, pure=False)  # type: ignore[no-untyped-call] # distributed is typed in part only

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Do as :meth:`concurrent.futures.Executor.shutdown`; the method of dask has no ``cancel_futures``."""
        super().shutdown(wait=wait and not cancel_futures)  # type: ignore[no-untyped-call] # likewise
        self._client.close()


class _PreparesWorker(WorkerPlugin):
    """Prepares a worker on its own machine."""

    def __init__(self, preparation: Preparation, version: str) -> None:
        self._preparation = preparation
        self._version = version

    def setup(self, worker: Worker) -> None:
        """Prepare the worker; dask calls this in every worker before its first job."""
        if self._version != __version__:
            raise RuntimeError(f"{worker.address} 的 reportgen 是 {__version__}，这里是 {self._version}")
        folder = Path(worker.local_directory) / f"reportgen-{self._preparation.key}"  # dask removes it at the end
        folder.mkdir(exist_ok=True)
        self._preparation.write(folder)
        self._preparation.load(folder)
