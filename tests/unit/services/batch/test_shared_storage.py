"""Dossiers and bundles on shared storage (a local S3): sent whole, manifest last, found again by --resume."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from tests.builders.batches import files_of, ran, resumed
from tests.builders.folders import mini_dossier, write_folder
from workflow.bundle.output_folder import WriteRefusedError
from workflow.services.batch import storage
from workflow.services.batch.planning import held_out
from workflow.services.batch.planning import resumed as on_the_same_day
from workflow.services.batch.storage import StorageMissingError, find_bytes, joined, names_in, written_at
from workflow.services.batch.tasks import BatchJob, Stage, TaskState


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket of a server of this machine, to which the usual settings of the environment lead."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "prova")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "prova")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().mkdir("studio")
        yield "s3://studio"
        s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of the smallest dossiers: each file is a request to the server."""
    folder = tmp_path_factory.mktemp("piccoli")
    for name in ("uno", "due"):
        write_folder(folder / name, mini_dossier("cad"))
    return folder


def objects(place: str) -> dict[str, bytes]:
    files, root = storage.file_system(place)
    return {str(name).removeprefix(f"{root}/"): files.cat_file(name) for name in files.find(root)}


def test_bundles_on_shared_storage_are_those_of_a_folder_and_are_not_made_twice(
    bucket: str, small: Path, job: BatchJob
) -> None:
    source = small
    there = replace(job, out=f"{bucket}/lotto")
    first = ran(source, there)
    assert {result.state for result in first.values()} == {TaskState.DONE}
    ran(source, job)
    assert objects(f"{bucket}/lotto/fascicoli") == files_of(job.out)
    files, root = storage.file_system(f"{bucket}/lotto/fascicoli/due")
    files.pipe_file(f"{root}/indice.pdf", b"guasto")
    files.pipe_file(f"{root}/estraneo.txt", b"di altri")
    second = ran(source, resumed(there))
    assert {name: result.state for name, result in second.items()} == {"uno": TaskState.KEPT, "due": TaskState.DONE}
    assert objects(f"{bucket}/lotto/fascicoli") == files_of(job.out)


def test_dossiers_are_read_from_shared_storage_too(bucket: str, small: Path, job: BatchJob) -> None:
    files, _ = storage.file_system(bucket)
    folder = small / "uno"
    for path in folder.rglob("*"):
        if path.is_file():
            files.put_file(str(path), f"studio/fonte/uno/{path.relative_to(folder).as_posix()}")
    assert names_in(f"{bucket}/fonte") == ["uno"]
    there = ran(f"{bucket}/fonte", replace(job, stage=Stage.CHECK))
    here = ran(small, replace(job, stage=Stage.CHECK))
    assert there["uno"].state is TaskState.DONE
    assert there["uno"].findings == here["uno"].findings


def test_a_bundle_that_is_not_all_there_has_no_manifest(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f"{bucket}/meta/uno"

    def write(names: tuple[str, ...]) -> None:
        with written_at(place) as folder:
            folder.mkdir()
            for name in names:
                (folder / name).write_bytes(name.encode())

    write(("a.txt", "b.txt", "manifest.json"))
    assert sorted(objects(place)) == ["a.txt", "b.txt", "manifest.json"]
    files, _ = storage.file_system(place)
    whole = files.put_file

    def failing(path: str, target: str) -> Any:
        if target.endswith("b.txt"):
            raise OSError(28, "No space left on device")
        return whole(path, target)

    monkeypatch.setattr(files, "put_file", failing)
    with pytest.raises(WriteRefusedError, match="No space left"):
        write(("a.txt", "b.txt", "manifest.json"))
    assert "manifest.json" not in objects(place)


def test_what_was_asked_is_kept_beside_the_bundles(bucket: str, job: BatchJob) -> None:
    there = replace(job, out=f"{bucket}/domani")
    with held_out(there, "studio"):
        pass
    assert find_bytes(joined(there.out, "lotto.json")) is not None
    assert on_the_same_day(replace(there, as_of=job.as_of.replace(day=25))).as_of == job.as_of


def test_an_address_that_nothing_reaches_is_refused(job: BatchJob) -> None:
    with pytest.raises(StorageMissingError, match="raggiungere"):
        find_bytes("piccione://torre/lotto.json")
