"""From the draft to the bundle with what was signed: build, print to sign, sign, collect, build again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.builders.in_process import exit_code_of
from tests.builders.scans import scanned
from workflow.bundle.embedded_pdf import EmbeddedEngine
from workflow.bundle.verify import verify
from workflow.law import Law
from workflow.services.opening import open_dossier
from workflow.services.signature_plan import signature_plan
from workflow.services.signature_prints import FOLDER, print_to_sign

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs a command on the dossier and returns its code and its JSON."""
    monkeypatch.setenv("DOSSIER_CER_FIDUCIA", str(tmp_path / "nessuna"))

    def command(*words: object) -> tuple[int, Any]:
        code = exit_code_of(*words, "--no-archive", "--json")
        return code, json.loads(capsys.readouterr().out)

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A group in order but for its mandates, which nobody has signed yet."""
    kept = [
        paper.model_dump(by_alias=True, mode="json")
        for paper in mini_dossier("gac").attachments
        if paper.kind.value != "mandato"
    ]
    return write_folder(tmp_path / "gruppo", mini_dossier("gac", {"allegati": kept}))


def states(built: dict[str, Any], item: str) -> set[str]:
    return {one["state"] for one in built["items"] if one["id"] == item}


def mandates(out: Path) -> list[Path]:
    return sorted(path for path in out.rglob("CON-03-PROD_*") if path.suffix == ".pdf")


def test_what_is_printed_to_sign_is_no_draft_and_once_collected_the_bundle_is_none_either(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    code, first = run("build", folder, "--engine", "nessuno")
    assert (code, first["is_draft"], states(first, "CON-03-PROD")) == (1, True, {"da firmare"})
    law = Law.load()
    opened = open_dossier(str(folder), law=law)
    plan = signature_plan(opened, law)
    items = [item for item in plan.items if item.order.output.startswith("mandato")]
    printed = print_to_sign(opened, law, EmbeddedEngine(), plan, items)
    assert printed.files
    assert (printed.drafts, printed.blocking) == ((), ())

    back = tmp_path / "ritorno"
    back.mkdir()
    scans = {name: scanned((folder / FOLDER / name).read_bytes()) for name in printed.files}
    for number, scan in enumerate(scans.values()):
        (back / f"{number}.pdf").write_bytes(scan)
    code, collected = run("bundle", "collect", back, folder, "--apply")
    assert (code, collected["counts"]["raccolto"]) == (0, len(scans))

    code, second = run("build", folder, "--engine", "nessuno")
    assert (code, second["is_draft"], states(second, "CON-03-PROD")) == (0, False, {"firmato"})
    assert sorted(path.read_bytes() for path in mandates(folder / "uscita")) == sorted(scans.values())
    assert verify(folder / "uscita") == []

    facts = folder / "fascicolo.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace(opened.dossier.title, "Condominio che cambia nome"), encoding="utf-8")
    code, third = run("build", folder, "--engine", "nessuno")
    assert (code, third["is_draft"], states(third, "CON-03-PROD")) == (1, True, {"da firmare"})
    assert "SIG-21" in {finding["code"] for finding in third["findings"]}
    code, asked = run("bundle", "plan", folder)
    (warnings,) = {tuple(one["warnings"]) for one in asked["items"] if one["id"] == "CON-03-PROD"}
    assert any("non è quello di adesso" in warning for warning in warnings)
