"""Does the work on the machines of a Dask cluster, reached over mutual TLS or, on this machine alone, without."""

import ipaddress
import queue
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from workflow.resources import ProgramError
from workflow.services.batch.executors.executor import (
    AHEAD_PER_WORKER,
    POLL_SECONDS,
    Item,
    Outcome,
    Result,
    Stop,
    fault_of,
    never,
)

_CONNECT_SECONDS = 15
_LONGEST_TTL_SECONDS = 60
_SLOW_SCHEDULER = (
    "Lo scheduler si accorge di una macchina caduta solo dopo molti minuti: avviarlo con "
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL=15s."
)
_LOST = "i processi che ci lavoravano sono finiti di colpo o non rispondono più"


class ClusterRefusedError(ProgramError):
    """An address or certificates with which nobody should send facts of persons anywhere."""

    exit_code = 2


class ClusterUnreachableError(ProgramError):
    """A scheduler that does not answer, or a cluster without workers."""

    exit_code = 3


class ClusterDifferentError(ProgramError):
    """Workers that have another program, law or templates: their bundles would not be those of this machine."""

    exit_code = 4


@dataclass(frozen=True)
class Certificates:
    """The three files of mutual TLS: the authority, and who this machine is."""

    authority: Path
    certificate: Path
    key: Path


class DaskCluster:
    """A running cluster. Nothing is scattered: what a worker needs travels with each work or lies on shared storage."""

    name = "dask"

    def __init__(self, address: str, certificates: Certificates | None, fingerprint: Callable[[], str]) -> None:
        """Connect; `fingerprint` says what a worker must have in common with this machine.

        Raises ClusterRefusedError, ClusterUnreachableError, ClusterDifferentError.
        """
        refuse_open_address(address, certificates)
        self._client = _connected(address, certificates)
        try:
            self.workers = max(1, sum(self._client.nthreads().values()))
            self._refuse_others(fingerprint)
        except BaseException:
            self.close()
            raise

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should know of how the cluster is set up."""
        ttl = self._client.run_on_scheduler(_worker_ttl)
        if ttl is not None and ttl <= _LONGEST_TTL_SECONDS:
            return ()
        return (_SLOW_SCHEDULER,)

    def run(
        self, work: Callable[[Item], Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        """Yield the outcomes as they come; the scheduler gives the work of a lost worker to another."""
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 - only with a cluster

        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        flying: dict[str, tuple[Any, Item]] = {}
        waiting = iter(items)
        is_over = False
        try:
            while True:
                while not is_over and not stop() and len(flying) < self.workers * AHEAD_PER_WORKER:
                    try:
                        item = next(waiting)
                    except StopIteration:
                        is_over = True
                        break
                    future = self._client.submit(work, item, pure=False)
                    flying[future.key] = (future, item)
                    future.add_done_callback(done.put)
                if not flying:
                    return
                try:
                    key = done.get(timeout=POLL_SECONDS).key
                except queue.Empty:
                    continue
                future, item = flying.pop(key)
                try:
                    yield Outcome(item, future.result())
                except KilledWorker:
                    yield Outcome(item, fault=_LOST)
                except Exception as error:  # noqa: BLE001 - a bug in one work must not take the others along
                    yield Outcome(item, fault=fault_of(error))
                finally:
                    future.release()
        finally:
            if flying:
                self._client.cancel([future for future, _ in flying.values()])

    def close(self) -> None:
        """Leave the cluster as it is, and go."""
        self._client.close()

    def _refuse_others(self, fingerprint: Callable[[], str]) -> None:
        mine = fingerprint()
        theirs = self._client.run(fingerprint, on_error="return")
        if not theirs:
            raise ClusterUnreachableError("Lo scheduler risponde ma non ha lavoratori: avviarne con «dask worker».")
        different = sorted(worker for worker, found in theirs.items() if found != mine)
        if different:
            raise ClusterDifferentError(
                f"Questi lavoratori hanno un altro programma, un'altra legge o altri modelli: {', '.join(different)}. "
                "Installare ovunque la stessa versione di dossier-cer."
            )


def refuse_open_address(address: str, certificates: Certificates | None) -> None:
    """Raise ClusterRefusedError unless the way is TLS with certificates, or does not leave this machine.

    Who reaches a scheduler without TLS can run whatever he likes on every worker.
    """
    parts = urlsplit(address)
    if parts.scheme == "tls" and parts.hostname and parts.port:
        if certificates is None:
            raise ClusterRefusedError("Con tls:// servono --tls-ca, --tls-cert e --tls-key.")
        missing = [path for path in (certificates.authority, certificates.certificate, certificates.key)
                   if not path.is_file()]  # fmt: skip
        if missing:
            raise ClusterRefusedError(f"Il file {missing[0]} non esiste.")
        return
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        raise ClusterRefusedError(f"«{address}» non è l'indirizzo di uno scheduler: scrivere tls://nome:porta.")
    if not _is_loopback(parts.hostname):
        raise ClusterRefusedError(
            f"«{address}» non è cifrato: fuori da questa macchina lo scheduler si raggiunge solo con tls:// e i "
            "certificati (--tls-ca, --tls-cert, --tls-key)."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _connected(address: str, certificates: Certificates | None) -> Any:
    try:
        import distributed  # noqa: PLC0415 - an optional library, loaded by who asks for it
    except ImportError as error:
        raise ClusterRefusedError(
            "Per lavorare su un cluster serve la libreria «distributed»: installare dossier-cer[cluster]."
        ) from error
    library: Any = distributed  # typed in part
    security = None
    if certificates is not None:
        security = library.Security(
            tls_ca_file=str(certificates.authority),
            tls_client_cert=str(certificates.certificate),
            tls_client_key=str(certificates.key),
            require_encryption=True,
        )
    try:
        return library.Client(address, security=security, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ClusterUnreachableError(
            f"Lo scheduler {address} non risponde, o non accetta questi certificati."
        ) from error


def _worker_ttl(dask_scheduler: Any) -> float | None:
    ttl = dask_scheduler.worker_ttl
    return float(ttl) if ttl else None
