"""The options that say who does the work, for the commands that share it out, and the executor that they ask for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from workflow.cli.console import error_console
from workflow.processors import available_processors
from workflow.resources import ProgramError
from workflow.services.batch.executors.executor import Executor
from workflow.services.batch.executors.in_process import InProcess

WORKERS = typer.Option(
    None,
    "--workers",
    min=0,
    max=256,
    help="Processi che lavorano insieme (0: solo questo; se non si dice: tutti i core).",
)
SCHEDULER = typer.Option(
    None, "--scheduler", metavar="tls://…", help="Lavora su un cluster Dask (serve dossier-cer[cluster])."
)
TLS_CA = typer.Option(None, "--tls-ca", help="Certificato dell'autorità del cluster.")
TLS_CERT = typer.Option(None, "--tls-cert", help="Certificato di questa macchina.")
TLS_KEY = typer.Option(None, "--tls-key", help="Chiave di questa macchina.")


class ExecutorUsageError(ProgramError):
    """Options that do not go together."""

    exit_code = 2


@dataclass(frozen=True)
class ExecutorOptions:
    """What was asked: so many processes, or a cluster with the three files of its certificates."""

    workers: int | None
    scheduler: str | None
    tls_ca: Path | None
    tls_cert: Path | None
    tls_key: Path | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return self.workers is None and self.scheduler is None and not any((self.tls_ca, self.tls_cert, self.tls_key))


def check_executor(options: ExecutorOptions) -> None:
    """Raise ExecutorUsageError for options that do not go together."""
    if options.scheduler is None and any((options.tls_ca, options.tls_cert, options.tls_key)):
        raise ExecutorUsageError("--tls-ca, --tls-cert e --tls-key servono solo con --scheduler tls://….")
    if options.scheduler is not None and options.workers is not None:
        raise ExecutorUsageError("Con --scheduler lavorano i processi del cluster: togliere --workers.")


@contextmanager
def opened_executor(options: ExecutorOptions, fingerprint: Callable[[], str]) -> Iterator[Executor]:
    """Yield who does the work; on a cluster `fingerprint` says what its machines must have in common with this one."""
    check_executor(options)
    executor: Executor
    if options.scheduler is not None:
        executor = _cluster(options.scheduler, options, fingerprint)
    elif options.workers == 0:
        executor = InProcess()
    else:
        from workflow.services.batch.executors.process_pool import ProcessPool  # noqa: PLC0415 - who wants processes

        executor = ProcessPool(options.workers or available_processors())
    try:
        yield executor
    finally:
        executor.close()


def _cluster(address: str, options: ExecutorOptions, fingerprint: Callable[[], str]) -> Executor:
    from workflow.services.batch.executors.dask_cluster import (  # noqa: PLC0415 - only who asks for a cluster
        Certificates,
        DaskCluster,
    )

    given = None
    if options.tls_ca is not None and options.tls_cert is not None and options.tls_key is not None:
        given = Certificates(options.tls_ca, options.tls_cert, options.tls_key)
    cluster = DaskCluster(address, given, fingerprint)
    for note in cluster.notes:
        error_console().print(note, style="yellow")
    return cluster
