"""Keeps what became of each dossier on disk while a batch runs, so that memory does not grow with their number."""

import os
from collections import Counter
from collections.abc import Iterator
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from workflow.services.batch.tasks import TaskResult, TaskState


class Results:
    """The results by name, in a file that goes away with the batch; counts are kept at hand."""

    def __init__(self) -> None:
        """Open the file."""
        # Without a buffer: what a full disk refuses is refused now, and not when the next result is read or written.
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as long as this object, used in a `with`
        self._in_memory: dict[str, TaskResult] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self.counts: Counter[TaskState] = Counter()
        self.codes: set[int] = set()

    def __enter__(self) -> Self:
        """Give the results."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the file go."""
        self._file.close()

    def add(self, result: TaskResult) -> None:
        """Keep the result of a dossier; the first counts, where a lost worker made it be done again."""
        if result.name in self:
            return
        content = result.model_dump_json().encode()
        place = self._file.seek(0, os.SEEK_END)
        try:
            is_whole = self._file.write(content) == len(content)
        except OSError:  # the disk is full: that must be told of the dossiers, not stop the telling
            is_whole = False
        if is_whole:
            self._places[result.name] = place, len(content)
        else:
            self._in_memory[result.name] = result
        self.counts[result.state] += 1
        self.codes.add(result.code)

    def __contains__(self, name: str) -> bool:
        """Whether a dossier has its result."""
        return name in self._places or name in self._in_memory

    def __iter__(self) -> Iterator[TaskResult]:
        """Yield the results in order of name."""
        for name in sorted({*self._places, *self._in_memory}):
            if name in self._in_memory:
                yield self._in_memory[name]
            else:
                place, length = self._places[name]
                self._file.seek(place)
                yield TaskResult.model_validate_json(self._file.read(length) or b"")
