"""What looks at a signed file with the authority of the tests as the one that is trusted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import signing
from tests.builders.signed_files import CA
from tests.builders.signing import NOW
from workflow.bundle.signatures.examination import Request, examine
from workflow.bundle.signatures.seen import (
    FileSeen,
)
from workflow.bundle.signatures.trust import Material, read_trust


@pytest.fixture
def trusted(tmp_path: Path) -> Material:
    folder = tmp_path / "fiducia"
    folder.mkdir()
    (folder / "ca.pem").write_bytes(CA.pem)
    (folder / "ca.crl").write_bytes(signing.revocation_list(CA))
    return read_trust(folder)


@pytest.fixture
def look(tmp_path: Path, trusted: Material) -> Callable[..., FileSeen]:
    """Give a function that examines bytes under a name."""

    def seen(
        content: bytes, name: str = "a.pdf", *, trust: Material | None = None, original: bytes | None = None
    ) -> FileSeen:
        path = tmp_path / "file" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        beside = None
        if original is not None:
            beside = path.with_suffix("")
            beside.write_bytes(original)
        return examine(Request(path, beside), trusted if trust is None else trust, NOW)

    return seen
