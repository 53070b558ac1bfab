"""Backups taken while others write: each is a whole archive, of one moment."""

from collections.abc import Callable
from pathlib import Path

from tests.faults.test_archive_writers import kind_of, worker
from workflow.store.archive import Archive
from workflow.store.backup import write_backup
from workflow.store.engine import engine_for
from workflow.store.history import broken_at
from workflow.store.restore import restore
from workflow.store.verify import verify


def test_every_backup_taken_while_writing_is_whole(
    empty_archive: str, tmp_path: Path, note: Callable[[str, str], None], *, all_faults: bool
) -> None:
    wanted = 30 if all_faults else 3
    writers = [worker("go-on", empty_archive, tmp_path, name) for name in ("anna", "bruno")]
    sizes = []
    try:
        for writer in writers:
            assert writer.stdout.readline().startswith("facts")
        with Archive.open(empty_archive) as archive:
            for number in range(wanted):
                made = write_backup(archive.engine, tmp_path / f"copia-{number}.zip")
                assert made.lost == ()
                sizes.append(made.rows)
        assert [writer.poll() for writer in writers] == [None, None]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate(timeout=30)
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1], "nobody wrote meanwhile: the test proved nothing"
    for number in range(wanted):
        path = tmp_path / f"ripristinato-{number}.sqlite"
        with Archive(engine_for(f"sqlite:///{path}")) as restored:
            restore(restored.engine, tmp_path / f"copia-{number}.zip")
            assert [broken_at(restored.history(one.slug)) for one in restored.all()] == [None, None]
        assert verify(str(path)).problems == []
    note(f"backups taken while two processes write, {kind_of(empty_archive)}", f"{wanted} of {wanted} whole")
