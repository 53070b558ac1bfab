"""A few condominiums in folders of their own, and the job of a batch over them."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders.condominiums import write_condominiums
from workflow.services.batch.tasks import BatchJob, Stage

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def condominiums(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three condominiums that nobody changes."""
    folder = tmp_path_factory.mktemp("condomini")
    write_condominiums(folder, 3)
    return folder


@pytest.fixture
def job(tmp_path: Path) -> BatchJob:
    return BatchJob(stage=Stage.BUNDLE, out=str(tmp_path / "lotto"), engine="nessuno", as_of=DAY)
