"""No file of the repository names a machine's folders, a registry of packages, or papers that are not in it."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Each in two pieces, so that this file does not name them either.
REGISTRIES = tuple("".join(pair) for pair in (
    ("pypi.", "org"), ("python", "hosted.org"), ("npmjs", ".org"), ("npmjs", ".com"), ("crates", ".io"),
    ("rubygems", ".org"), ("conda.ana", "conda.org"), ("registry.", "yarnpkg"), ("repo.", "maven"),
    ("proxy.", "golang"),
))  # fmt: skip
PRIVATE = tuple("".join(pair) for pair in (("..", "/shared"), ("/wo", "rk/"), ("/tm", "p/brief"), ("design", ".md")))
MACHINE = re.compile(r"(?<![\w.~{}])/(?:home|root|Users|mnt)/\w")
NOT_OURS = ("LICENSE", "-LICENSE.txt")


def repository_files() -> list[Path]:
    """Return the files git knows or would take; in a copy without git, all but what .gitignore names at the root."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode == 0:
        return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    skipped = {".venv", ".tool", ".git", "uscita", "__pycache__", "_build", "dist", "build"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(part in skipped or part.endswith("_cache") for part in path.parts)
    ]


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


TEXTS = {path: text for path in repository_files() if (text := _text(path)) is not None}


def _named_in(words: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {word}"
        for path, text in TEXTS.items()
        for word in words
        if word in text and not path.name.endswith(NOT_OURS)
    ]


def test_the_whole_repository_is_read() -> None:
    assert {ROOT / "README.md", ROOT / "requirements.lock", ROOT / "workflow" / "clock.py", Path(__file__)} <= set(
        TEXTS
    )


def test_no_file_names_the_host_of_a_registry() -> None:
    assert _named_in(REGISTRIES) == []


def test_no_file_names_what_is_not_in_the_repository() -> None:
    assert _named_in(PRIVATE) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert [str(path.relative_to(ROOT)) for path, text in TEXTS.items() if MACHINE.search(text)] == []


@pytest.mark.parametrize("text", ["/ho" + "me/anna/x", " /ro" + "ot/x", '"/Use' + 'rs/x"'])
def test_a_folder_of_a_machine_is_recognised(text: str) -> None:
    assert MACHINE.search(text)


def test_no_file_is_a_lock_with_addresses() -> None:
    assert (ROOT / "uv.lock") not in TEXTS
    assert "://" not in TEXTS[ROOT / "requirements.lock"]
