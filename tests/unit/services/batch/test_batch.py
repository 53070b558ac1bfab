"""A batch does every good dossier once, tells why of each bad one, and goes on from where it was stopped."""

import os
import resource
import signal
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import openpyxl
import pytest

from tests.builders.batches import broken, explains, files_of, ran, resumed
from tests.builders.condominiums import MEMBERS, slug_of, write_condominiums
from workflow.bundle.verify import verify
from workflow.cli.batch_watching import left_words, stop_requests
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services.batch.executors.in_process import InProcess
from workflow.services.batch.executors.process_pool import ProcessPool
from workflow.services.batch.planning import BUNDLES, LEDGER, BatchMissingError, default_out, held_out, tasks_of
from workflow.services.batch.planning import resumed as on_the_same_day
from workflow.services.batch.results import Results
from workflow.services.batch.running import run_batch, summarise
from workflow.services.batch.tasks import BatchJob, Stage, TaskResult, TaskState, code_of, worst
from workflow.services.building import BuildRun, build
from workflow.services.opening import open_dossier


def test_a_batch_writes_the_very_bundle_that_build_writes(condominiums: Path, job: BatchJob, tmp_path: Path) -> None:
    law = Law.load()
    source = tmp_path / "uno"
    source.mkdir()
    (source / "cond").symlink_to(condominiums / slug_of(0))
    results = ran(source, job)
    assert results["cond"].state is TaskState.DONE
    opened = open_dossier(str(condominiums / slug_of(0)), as_of=job.as_of, law=law)
    built = build(
        opened, law, None, tmp_path / "a-mano", final=False, accept_preview=False, run=BuildRun(), watch=lambda _: None
    )
    assert built.manifest_sha256 == results["cond"].manifest_sha256
    place = Path(job.out) / BUNDLES / "cond"
    assert verify(place) == []
    words = [name for name in results["cond"].files if name.endswith(".docx")]
    wanted = ("verbale_assemblea", "mandato_produttore", "liberatoria_", "scheda_adesione", "elenco_membri")
    assert all(any(part in name for name in words) for part in wanted)
    assert sum("scheda_adesione" in name for name in words) == MEMBERS - 2  # the clients by liberatoria do not adhere
    assert sum("liberatoria_" in name for name in words) == 2
    assert not (place / "fascicolo.pdf").exists()


def test_a_killed_worker_a_stop_and_broken_folders_leave_each_good_one_done_once_and_each_bad_one_told(
    tmp_path: Path, job: BatchJob
) -> None:
    source, good = tmp_path / "studio", 8
    write_condominiums(source, good)
    with held_out(job, str(source)):
        pass
    ways = broken(source, Path(job.out), good)
    executor = ProcessPool(1)  # the pool survives the loss of all its workers
    told: list[str] = []

    def kill_a_worker(result: object) -> None:
        told.append(str(result))
        if len(told) == 2:
            os.kill(active_children()[0].pid or 0, signal.SIGKILL)

    first = ran(source, job, executor, stop=lambda: len(told) >= 6, watch=kill_a_worker)
    assert {result.state for result in first.values()} >= {TaskState.DONE, TaskState.WAITING}
    done = {name for name, result in first.items() if result.state is TaskState.DONE}
    stamps = {name: (Path(job.out) / BUNDLES / name).stat().st_ino for name in done if name not in ways}
    second = ran(source, resumed(job), executor)
    executor.close()
    assert {name for name, result in second.items() if result.code} == ways.keys()
    for name, way in ways.items():
        assert explains(second[name].model_dump(mode="json"), way), (second[name].reason, way)
    finished = {name for name, result in second.items() if result.state.is_done}
    assert {slug_of(number) for number in range(good)} <= finished
    for name, inode in stamps.items():
        assert second[name].state is TaskState.KEPT
        assert (Path(job.out) / BUNDLES / name).stat().st_ino == inode
    for number in range(good):
        assert verify(Path(job.out) / BUNDLES / slug_of(number)) == []
    with held_out(job, str(source)):
        pass  # what the killed worker had begun goes away with the next command
    assert not [path for path in (Path(job.out) / BUNDLES).iterdir() if path.name.startswith(".")]


def test_a_batch_resumed_the_next_day_is_of_the_day_it_began(condominiums: Path, job: BatchJob) -> None:
    with held_out(job, str(condominiums)):
        pass
    tomorrow = replace(job, as_of=job.as_of.replace(day=23), is_resumed=True)
    assert on_the_same_day(tomorrow).as_of == job.as_of
    given = replace(tomorrow, is_as_of_given=True)
    assert on_the_same_day(given).as_of == given.as_of


def test_a_batch_whose_day_nobody_can_tell_wants_to_be_told(job: BatchJob) -> None:
    Path(job.out).mkdir()
    (Path(job.out) / LEDGER).write_text('{"as_of": "ieri"}', encoding="utf-8")
    with pytest.raises(BrokenFileError, match="--as-of"):
        on_the_same_day(replace(job, is_resumed=True))
    assert on_the_same_day(replace(job, is_as_of_given=True)).as_of == job.as_of


def test_only_check_writes_no_bundle_and_only_render_no_more_than_the_words(condominiums: Path, job: BatchJob) -> None:
    checked = ran(condominiums, replace(job, stage=Stage.CHECK))
    assert {result.state for result in checked.values()} == {TaskState.DONE}
    assert files_of(job.out) == {}
    ran(condominiums, replace(job, stage=Stage.RENDER))
    assert {Path(name).suffix for name in files_of(job.out)} == {".docx", ".json"}


def test_an_interruption_finishes_what_is_begun_and_leaves_the_rest_waiting(condominiums: Path, job: BatchJob) -> None:
    with stop_requests() as stop:
        results = ran(
            condominiums,
            replace(job, stage=Stage.CHECK),
            stop=stop.asked,
            watch=lambda _result: signal.raise_signal(signal.SIGTERM),
        )
    assert stop.is_set
    assert [results[slug_of(number)].state for number in range(3)] == [
        TaskState.DONE, TaskState.WAITING, TaskState.WAITING,
    ]  # fmt: skip


def test_a_second_interruption_ends_at_once() -> None:
    def twice() -> None:
        with stop_requests():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        twice()


def test_the_summary_has_a_row_for_each_dossier_and_no_formula(tmp_path: Path, job: BatchJob) -> None:
    source = tmp_path / "studio"
    write_condominiums(source, 1)
    hostile = source / "=1+1"
    hostile.mkdir()
    stage = replace(job, stage=Stage.CHECK)
    with Results() as results:
        run_batch(tasks_of(str(source), stage), InProcess(), results, watch=lambda _result: None)
        summary = summarise(str(source), stage, results, is_interrupted=False)
    assert (summary.done, summary.failed, summary.code) == (1, 1, 4)
    workbook = openpyxl.load_workbook(summary.summary or "")
    rows = list(workbook["Fascicoli"].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == ["=1+1", slug_of(0)]
    assert all(cell.data_type != "f" for sheet in workbook for row in sheet.iter_rows() for cell in row)
    assert "fascicolo.yaml" in str(rows[0][12].value)
    assert rows[1][4].value == "conforme"
    assert {row[0].value for row in workbook["Rilievi"].iter_rows(min_row=2)} == {slug_of(0)}


def test_what_cannot_be_told_in_a_summary_is_still_told(condominiums: Path, job: BatchJob, tmp_path: Path) -> None:
    stage = replace(job, stage=Stage.CHECK, out=str(tmp_path / "file" / "dentro"))
    (tmp_path / "file").write_text("non è una cartella", encoding="utf-8")
    with Results() as results:
        run_batch(tasks_of(str(condominiums), stage), InProcess(), results, watch=lambda _result: None)
        summary = summarise(str(condominiums), stage, results, is_interrupted=False)
    assert (summary.summary, summary.done, summary.code) == (None, 3, 6)


def test_results_that_find_no_room_on_the_disk_are_kept_and_told_all_the_same() -> None:
    """As with the temporary files on the disk that is full: here no file of this process may grow beyond 300 bytes."""
    made = [TaskResult(name=f"cond-{number}", state=TaskState.DONE, title="x" * 40) for number in range(4)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Results() as results:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))
        try:
            for result in made:
                results.add(result)
            assert list(results) == made
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_worst_outcome_gives_the_exit_code() -> None:
    assert [worst(codes) for codes in ({0}, {0, 1}, {1, 4}, {4, 6, 1}, {10, 6}, set())] == [0, 1, 4, 6, 10, 0]
    assert [code_of(code) for code in (0, 1, 2, 3, 4, 5, 6, 10)] == [0, 1, 4, 4, 4, 4, 6, 10]


def test_a_place_that_holds_something_else_is_refused_and_one_without_dossiers_is_told(
    tmp_path: Path, job: BatchJob
) -> None:
    from workflow.bundle.output_folder import WriteRefusedError  # noqa: PLC0415 - beside its only use

    Path(job.out).mkdir()
    (Path(job.out) / "tesi.docx").touch()
    with pytest.raises(WriteRefusedError, match="contiene altro"), held_out(job, "x"):
        pass
    with pytest.raises(BatchMissingError, match="non ci sono fascicoli"):
        tasks_of(str(tmp_path / "lotto"), job)
    with pytest.raises(BatchMissingError, match="non esiste"):
        tasks_of(str(tmp_path / "niente"), job)


def test_the_results_of_a_batch_are_not_taken_for_dossiers(tmp_path: Path, job: BatchJob) -> None:
    source = tmp_path / "studio"
    for name in ("cond-a", "uscita_lotto", ".nascosta", "uscita-4"):
        (source / name).mkdir(parents=True)
    (source / "uscita-4" / "fascicolo.yaml").touch()
    mine = replace(job, out=default_out(str(source)))
    assert [task.name for task in tasks_of(str(source), mine)] == ["cond-a", "uscita-4"]
    (source / "uscita-4" / "fascicolo.yaml").unlink()
    inside = replace(job, out=str(source / "cond-a"))
    with pytest.raises(BatchMissingError):
        tasks_of(str(source), inside)


@pytest.mark.parametrize(
    ("elapsed", "over", "total", "words"),
    [(10, 0, 5, "–"), (10, 10, 40, "30 s"), (60, 10, 40, "3 min 0 s"), (3600, 10, 40, "3 h 0 min")],
)
def test_the_time_left_is_told_at_the_pace_kept_so_far(elapsed: float, over: int, total: int, words: str) -> None:
    assert left_words(elapsed, over, total) == words
