"""What was checked, written or put together is not done again, unless something that it was made of has changed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.builders.batches import ran, resumed
from tests.builders.folders import mini_dossier, write_folder
from workflow.bundle.manifest import sha256_of
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.finding import Finding, Severity
from workflow.law import Law
from workflow.services.batch import doneness
from workflow.services.batch.doneness import OUTCOMES
from workflow.services.batch.planning import BUNDLES
from workflow.services.batch.tasks import BatchJob, Stage, TaskResult, TaskState
from workflow.services.batch.workshop import workshop
from workflow.services.opening import open_dossier
from workflow.services.own_template_files import LETTERHEAD
from workflow.services.own_templates import LETTERHEAD_USED, USED

NAME = "cliente"
INVENTED = Finding(code="X-01", severity=Severity.NOTE, message="inventato").model_dump(mode="json")
Again = Callable[..., TaskResult]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with the smallest dossier in it."""
    write_folder(tmp_path / "studio" / NAME, mini_dossier("cad"))
    return tmp_path / "studio"


@pytest.fixture(params=[Stage.CHECK, Stage.RENDER, Stage.BUNDLE])
def stage(request: pytest.FixtureRequest) -> Stage:
    found: Stage = request.param
    return found


@pytest.fixture
def again(source: Path, job: BatchJob, stage: Stage) -> Again:
    """Do it a first time; what is given does it again with --resume."""

    def resume(**changes: object) -> TaskResult:
        return ran(source, resumed(replace(job, stage=stage, **changes)))[NAME]  # type: ignore[arg-type] # its fields

    first = ran(source, replace(job, stage=stage))[NAME]
    second = resume()
    assert (first.state, second.state) == (TaskState.DONE, TaskState.KEPT)
    assert second == first.model_copy(update={"state": TaskState.KEPT})
    return resume


def test_a_fact_a_paper_a_day_the_program_and_the_law_have_it_done_again_when_they_change(
    again: Again, source: Path, job: BatchJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = source / NAME / "fascicolo.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("Cuneo", "Savona"), encoding="utf-8")
    assert facts.read_text(encoding="utf-8") != text
    assert [again().state, again().state] == [TaskState.DONE, TaskState.KEPT]
    paper = next(path for path in sorted((source / NAME / "allegati").rglob("*")) if path.is_file())
    paper.write_bytes(paper.read_bytes() + b"\n%")
    assert again().state is TaskState.DONE
    assert again(as_of=job.as_of + timedelta(days=1), is_as_of_given=True).state is TaskState.DONE
    assert again().state is TaskState.DONE
    with monkeypatch.context() as patch:
        patch.setattr(doneness, "__version__", "altra")
        assert again().state is TaskState.DONE
    again()
    law = Law.load()
    monkeypatch.setattr(workshop(), "law", Law(law.parameters, law.sources, law.terms, "0" * 64))
    assert again().state is TaskState.DONE


def test_what_could_not_be_read_has_it_done_again_though_the_facts_are_the_same(again: Again, source: Path) -> None:
    facts = source / NAME / "fascicolo.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text + "colore: verde\n", encoding="utf-8")
    told = again()
    assert told.state is TaskState.DONE
    assert any("colore" in finding.message for finding in told.findings)
    facts.write_text(text, encoding="utf-8")
    assert again().state is TaskState.DONE


def test_a_bundle_over_another_letterhead_is_another_though_its_templates_are_the_same(
    source: Path, job: BatchJob, tmp_path: Path
) -> None:
    opened = open_dossier(str(source / NAME), as_of=job.as_of)
    own = tmp_path / "modelli"
    own.mkdir()
    paper = own / f"{LETTERHEAD}.docx"
    without: list[Finding] = []
    paper.write_bytes(b"Studio Bianchi")
    used = finding_of(packaged_card(USED), LETTERHEAD_USED, {"documento": "", "file": "", "sha256": sha256_of(paper)})
    as_then = partial(doneness._has_same_letterhead, opened=opened, templates=own, digest=sha256_of)
    assert [as_then([used]), as_then(without)] == [True, False]
    paper.write_bytes(b"Studio Bianchi e Verdi")
    assert [as_then([used]), as_then(without)] == [False, False]
    paper.unlink()
    assert [as_then([used]), as_then(without)] == [False, True]


@pytest.mark.parametrize("stage", [Stage.RENDER, Stage.BUNDLE], indirect=True)
def test_a_file_that_is_gone_has_the_documents_written_again(again: Again, job: BatchJob) -> None:
    place = Path(job.out) / BUNDLES / NAME
    min(place.rglob("*.docx")).unlink()
    assert [again().state, again().state] == [TaskState.DONE, TaskState.KEPT]


@pytest.mark.parametrize("damage", ["cut", "another finding", "another form", "gone"])
@pytest.mark.parametrize("stage", [Stage.CHECK], indirect=True)
def test_an_outcome_that_is_not_as_it_was_kept_is_not_believed(
    again: Again, stage: Stage, job: BatchJob, damage: str
) -> None:
    kept = Path(job.out) / OUTCOMES / stage.value / f"{NAME}.json"
    assert kept.stat().st_mode & 0o077 == 0
    content = json.loads(kept.read_bytes())
    if damage == "cut":
        kept.write_bytes(kept.read_bytes()[:-40])
    elif damage == "another finding":
        kept.write_text(json.dumps({**content, "findings": [INVENTED]}), encoding="utf-8")
    elif damage == "another form":
        kept.write_text("[]", encoding="utf-8")
    else:
        kept.unlink()
    assert [again().state, again().state] == [TaskState.DONE, TaskState.KEPT]


@pytest.mark.parametrize("stage", [Stage.RENDER], indirect=True)
def test_a_bundle_is_not_taken_for_its_documents_nor_the_documents_for_a_bundle(
    again: Again, source: Path, job: BatchJob
) -> None:
    assert ran(source, resumed(job))[NAME].state is TaskState.DONE
    assert ran(source, resumed(job))[NAME].state is TaskState.KEPT
    assert again().state is TaskState.DONE


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    workshop().close()
