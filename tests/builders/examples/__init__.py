"""The three example dossiers of the repository, made from invented facts: `python -m tests.builders.examples`."""

from pathlib import Path

from tests.builders.examples import aid, cer, gac
from tests.builders.examples.example import Example

FOLDER = Path(__file__).parents[3] / "dossiers" / "esempi"


MAKERS = (cer.example, gac.example, aid.example)


def all_examples() -> tuple[Example, ...]:
    """Return the examples, always equal."""
    return tuple(make() for make in MAKERS)


def files_in(folder: Path) -> dict[str, bytes]:
    """Return what a committed folder holds, without what builds leave there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "uscita"
    }


def write(folder: Path = FOLDER) -> list[str]:
    """Make the folders equal to what they should be; return the paths that were written or removed."""
    changed = []
    for example in all_examples():
        place = folder / example.folder
        wanted, present = example.files(), files_in(place)
        for path in sorted(present.keys() - wanted.keys()):
            (place / path).unlink()
            changed.append(f"{example.folder}/{path}")
        for path, content in wanted.items():
            if present.get(path) != content:
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (place / path).write_bytes(content)
                changed.append(f"{example.folder}/{path}")
    return changed
