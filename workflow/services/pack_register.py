"""The register of a folder of packs: which folder is whose, and what we wrote there, line by line as it is written."""

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from workflow.bundle.atomic_swap import sync_folder
from workflow.resources import BrokenFileError

REGISTER_NAME = "registro.jsonl"
_PRIVATE_FILE = 0o600


class PackRegister:
    """Knows a file of ours from one that somebody changed: of each, every content that was ever written is noted.

    A line is written before the files it names: whatever is killed afterwards, what is found can be told.
    """

    def __init__(self, folder: Path) -> None:
        """Read the register of a folder, empty if there is none; raises BrokenFileError."""
        self._path = folder / REGISTER_NAME
        self._folders: dict[str, str] = {}
        self._digests: dict[str, set[str]] = defaultdict(set)
        self._end = 0
        self._read()

    def _read(self) -> None:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return
        # A line without its end was being written when the program was killed: none of its files exists yet.
        self._end = content.rfind(b"\n") + 1
        for number, line in enumerate(content[: self._end].splitlines(), start=1):
            try:
                entry = json.loads(line)
                self._note(entry["key"], entry["folder"], entry["files"])
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BrokenFileError(
                    self._path,
                    "la riga non è del registro.",
                    "Togliere la riga, oppure scegliere un'altra cartella con --out.",
                    line=number,
                ) from error

    def _note(self, key: str, folder: str, files: Mapping[str, str]) -> None:
        self._folders[key] = folder
        for name, digest in files.items():
            self._digests[f"{folder}/{name}"].add(digest)

    @property
    def folders(self) -> Mapping[str, str]:
        """The folder of each subject."""
        return self._folders

    def folder_for(self, key: str, name: str) -> str:
        """Return the folder of a subject: the one it has, or a new one with the next number."""
        if key in self._folders:
            return self._folders[key]
        taken = [int(folder.partition("_")[0]) for folder in self._folders.values()]
        return f"{max(taken, default=0) + 1:03d}_{name}"

    def is_ours(self, folder: str, name: str, digest: str) -> bool:
        """Whether a file with this content was written by us."""
        return digest in self._digests[f"{folder}/{name}"]

    def add(self, key: str, folder: str, files: Mapping[str, str]) -> None:
        """Note what is about to be written for a subject, with the digest of each file; nothing new adds no line."""
        is_known = self._folders.get(key) == folder
        if is_known and all(self.is_ours(folder, name, digest) for name, digest in files.items()):
            return
        line = json.dumps({"key": key, "folder": folder, "files": dict(files)}, ensure_ascii=False).encode() + b"\n"
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, _PRIVATE_FILE)
        try:
            os.ftruncate(descriptor, self._end)
            self._end += os.pwrite(descriptor, line, self._end)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(self._path.parent)
        self._note(key, folder, files)
