"""The wheel holds one top-level package with its data and nothing else, and works where there is no checkout."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from workflow import __version__

ROOT = Path(__file__).resolve().parents[2]
DATA = "workflow/_data"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel, which for a pure package is what installing it without dependencies does."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _run(installed: Path, place: Path, *arguments: str) -> str:
    """Run the installed program outside the tree, with the dependencies of this environment and no checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "DOSSIER_CER_ARCHIVE": str(place / "archivio.sqlite")}
    done = subprocess.run(
        [sys.executable, "-P", *arguments], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_workflow_is_the_only_top_level_name(names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert tops == {"workflow", f"dossier_cer-{__version__}.dist-info"}


def test_the_wheel_has_the_data(names: list[str]) -> None:
    for folder in ("templates", "checklists"):
        wanted = {
            f"{DATA}/{path.relative_to(ROOT).as_posix()}"
            for suffix in (".yaml", ".docx")
            for path in (ROOT / folder).rglob(f"*{suffix}")
        }
        assert wanted, folder
        assert wanted <= set(names)
    examples = {path.name for path in (ROOT / "dossiers" / "esempi").iterdir() if path.is_dir()}
    assert {name.split("/")[4] for name in names if name.startswith(f"{DATA}/dossiers/esempi/")} >= examples


def test_the_wheel_has_the_migrations(names: list[str]) -> None:
    versions = {path.name for path in (ROOT / "workflow/store/migrations/versions").glob("*.py")}
    assert versions
    assert {f"workflow/store/migrations/versions/{name}" for name in versions} <= set(names)


def test_what_is_for_developers_stays_out(names: list[str]) -> None:
    unwanted = ("workflow/devtools/", "workflow/decisions/", "tests/", f"{DATA}/tests/", "docs/")
    assert [name for name in names if name.startswith(unwanted) or "/uscita/" in name] == []
    assert [name for name in names if name.endswith((".md", ".pyc"))] == [
        "workflow/domain/identifiers/comuni.LICENSE.md"
    ]


def test_peoples_own_dossiers_stay_out(names: list[str]) -> None:
    own = [name for name in names if name.startswith(f"{DATA}/dossiers/")]
    assert [name for name in own if not name.startswith(f"{DATA}/dossiers/esempi/")] == []


def test_every_licence_travels(names: list[str]) -> None:
    fonts = ROOT / "templates" / "_shared" / "fonts"
    licences = {path.name for path in fonts.glob("*LICENSE*")}
    assert licences
    assert {f"{DATA}/templates/_shared/fonts/{name}" for name in licences} <= set(names)
    assert f"dossier_cer-{__version__}.dist-info/licenses/LICENSE" in names


def test_every_font_has_its_licence() -> None:
    fonts = ROOT / "templates" / "_shared" / "fonts"
    families = {path.name.split("-LICENSE")[0] for path in fonts.glob("*-LICENSE*")}
    assert [font.name for font in fonts.glob("*.ttf") if font.stem.split("-")[0] not in families] == []


def test_the_installed_program_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = _run(installed, tmp_path, "-c", "import workflow; print(workflow.__file__)")
    assert Path(where.strip()).is_relative_to(installed)
    data = _run(
        installed, tmp_path, "-c",
        "from workflow.resources import data_folder; print(*map(data_folder, ('checklists', 'templates')), sep='\\n')",
    )  # fmt: skip
    assert [Path(line) for line in data.split()] == [installed / DATA / name for name in ("checklists", "templates")]
    assert __version__ in _run(installed, tmp_path, "-m", "workflow.cli.entry", "--version")


def test_the_installed_program_explains_and_scaffolds_and_checks(installed: Path, tmp_path: Path) -> None:
    program = ("-m", "workflow.cli.entry")
    assert "PLT-06" in _run(installed, tmp_path, *program, "explain", "PLT-06")
    created = json.loads(_run(installed, tmp_path, *program, "new", "gruppo", "--kind", "gac", "--json"))
    assert created["kind"] == "gac"
    assert (tmp_path / "gruppo" / "soci.xlsx").is_file()


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
