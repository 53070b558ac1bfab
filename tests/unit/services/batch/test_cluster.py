"""The same batch on a Dask cluster of two workers, over mutual TLS, gives the same bytes as on this machine."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.builders.batches import files_of, ran
from tests.builders.cluster import certificates, running_cluster
from tests.builders.wide_settlements import write_wide
from tests.unit.services.batch.works import failing_on_three
from workflow.energy.year_grid import YearGrid
from workflow.intake.settlement_file import read_settlement
from workflow.services.batch.executors.dask_cluster import (
    Certificates,
    ClusterDifferentError,
    ClusterUnreachableError,
    DaskCluster,
)
from workflow.services.batch.executors.in_process import InProcess
from workflow.services.batch.tasks import BatchJob, TaskState
from workflow.services.batch.workshop import fingerprint
from workflow.services.own_templates import ENVIRONMENT
from workflow.services.settling_wide import wide_withdrawals


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificati"))


@pytest.fixture(scope="module")
def address(given: Certificates) -> Iterator[str]:
    with running_cluster(given) as found:
        yield found


def test_two_workers_of_a_cluster_write_the_bytes_that_one_process_writes(
    address: str, given: Certificates, condominiums: Path, job: BatchJob, tmp_path: Path
) -> None:
    cluster = DaskCluster(address, given, fingerprint)
    assert (cluster.workers, cluster.notes) == (2, ())
    elsewhere = replace(job, out=str(tmp_path / "cluster"))
    results = ran(condominiums, elsewhere, cluster)
    cluster.close()
    assert {result.state for result in results.values()} == {TaskState.DONE}
    here = ran(condominiums, job)
    there_files, here_files = files_of(elsewhere.out), files_of(job.out)
    assert [name for name in here_files if here_files[name] != there_files.get(name)] == []
    assert there_files == here_files
    assert {name: result.manifest_sha256 for name, result in results.items()} == {
        name: result.manifest_sha256 for name, result in here.items()
    }


def test_the_sums_of_a_cluster_are_those_of_one_process_to_the_last_bit(
    address: str, given: Certificates, tmp_path: Path
) -> None:
    path, hours = write_wide(tmp_path, points=7, points_in_file=3), YearGrid.of(2026).hours
    found = read_settlement(path)
    cluster = DaskCluster(address, given, fingerprint)
    there = wide_withdrawals(found, path, hours, cluster, bytes_at_once=1)
    cluster.close()
    here = wide_withdrawals(found, path, hours, InProcess(), bytes_at_once=1)
    assert list(there.by_class) == list(here.by_class)
    assert all(np.array_equal(there.by_class[key], here.by_class[key]) for key in here.by_class)


def test_a_worker_with_other_templates_of_the_studio_is_refused(
    address: str, given: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "carta_intestata.docx").write_bytes(b"Studio Bianchi")
    assert fingerprint(str(tmp_path)) != fingerprint()
    DaskCluster(address, given, partial(fingerprint, str(tmp_path))).close()
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))  # of this process: the workers began without it
    with pytest.raises(ClusterDifferentError):
        DaskCluster(address, given, fingerprint)


def test_a_bug_on_a_worker_is_told_and_stops_no_other_work(address: str, given: Certificates) -> None:
    cluster = DaskCluster(address, given, fingerprint)
    outcomes = {outcome.item: outcome for outcome in cluster.run(failing_on_three, range(8))}
    cluster.close()
    assert outcomes[3].fault == "errore interno (ValueError)"
    assert {item for item, outcome in outcomes.items() if outcome.result == item} == set(range(8)) - {3}


def test_workers_with_another_program_or_law_are_refused(address: str, given: Certificates) -> None:
    with pytest.raises(ClusterDifferentError, match="stessa versione"):
        DaskCluster(address, given, _another_each_time)


def test_a_client_without_the_certificates_of_the_cluster_does_not_get_in(address: str, tmp_path: Path) -> None:
    with pytest.raises(ClusterUnreachableError):
        DaskCluster(address, certificates(tmp_path / "altri"), fingerprint)


def _another_each_time() -> str:
    import os  # noqa: PLC0415 - it travels to the workers

    return str(os.getpid())
