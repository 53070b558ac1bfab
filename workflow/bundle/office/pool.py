"""Several LibreOffice at work on one list of batches: the guilty document of a batch is found, the others are made."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pikepdf

from workflow.bundle.office.batches import LARGEST, Batch, Remedy
from workflow.bundle.office.conversion import convert_joined, convert_single
from workflow.bundle.office.instance import (
    OfficeFailureError,
    OfficeInstance,
    OfficeRefusedError,
    OfficeStartError,
)
from workflow.bundle.office.split_pdf import UnsplittablePdfError
from workflow.bundle.office.word_parts import CannotJoinError
from workflow.bundle.pdf_engine import PdfJob

# Conversions, joined or single. Measured: about 200 MB at the start, 340 MB after some batches; the figures leave room
# for long documents.
RECYCLE_AFTER = 300
RECYCLE_ABOVE_BYTES = 1_200_000_000
_TRIES = 2
_DOCUMENTS_OF_ONE = 10  # how many of a batch are given the time of one by itself
_BYTES_OF_ONE = 1_000_000  # how much text is


@dataclass(frozen=True)
class News:
    """What became of a batch: made, or given up with an Italian clause; `was_joined` if cut out of a larger one."""

    indexes: tuple[int, ...]
    failure: str | None = None
    was_joined: bool = False


class OfficePool:
    """Instances that stay open between one list of documents and the next."""

    def __init__(
        self,
        start: Callable[[], OfficeInstance],
        size: int,
        *,
        seconds_each: float,
        recycle_after: int = RECYCLE_AFTER,
        recycle_above_bytes: int = RECYCLE_ABOVE_BYTES,
    ) -> None:
        """Start nothing yet: the first batch does."""
        self._start = start
        self._size = size
        self._seconds_each = seconds_each
        self._recycle_after = recycle_after
        self._recycle_above_bytes = recycle_above_bytes
        self._lock = threading.Lock()
        self._idle: list[OfficeInstance] = []
        self._open: list[OfficeInstance] = []
        self._is_closed = False

    @property
    def instances(self) -> tuple[OfficeInstance, ...]:
        """The instances that are open now."""
        with self._lock:
            return tuple(self._open)

    def run(self, jobs: Sequence[PdfJob], batches: Sequence[Batch]) -> "PoolRun":
        """Return the run of a list of batches, to be iterated for its news."""
        return PoolRun(self, jobs, batches, min(self._size, max(1, len(batches))))

    def close(self) -> None:
        """End every instance, also one in the middle of its work."""
        with self._lock:
            self._is_closed = True
            instances, self._open, self._idle = self._open, [], []
        for instance in instances:
            instance.stop()

    def take(self) -> OfficeInstance:
        """Return an idle instance or a new one; raises OfficeStartError."""
        with self._lock:
            if self._is_closed:
                raise OfficeStartError("il lavoro è stato interrotto")
            if self._idle:
                return self._idle.pop()
        started = self._start()
        if not self._keep(started):
            started.stop()
            raise OfficeStartError("il lavoro è stato interrotto")
        return started

    def _keep(self, started: OfficeInstance) -> bool:
        """Count an instance among the open ones, unless the pool was closed while it started."""
        with self._lock:
            if self._is_closed:
                return False
            self._open.append(started)
            return True

    def give_back(self, instance: OfficeInstance) -> None:
        """Keep an instance for the next batch, unless it has worked enough or holds too much memory."""
        if instance.conversions >= self._recycle_after or instance.resident_bytes() > self._recycle_above_bytes:
            self.discard(instance)
            return
        with self._lock:
            if not self._is_closed:
                self._idle.append(instance)

    def discard(self, instance: OfficeInstance) -> None:
        """End an instance that is of no more use."""
        with self._lock:
            if instance in self._open:
                self._open.remove(instance)
        instance.stop()

    def convert(self, jobs: Sequence[PdfJob], batch: Batch) -> list[int]:
        """Take a batch through an instance and return the pages of each document, if they were joined.

        An instance that is late or dead is ended, and the next batch has a new one.
        """
        seconds = self._seconds_each * (
            1 + (len(batch.indexes) - 1) / _DOCUMENTS_OF_ONE + batch.text_bytes / _BYTES_OF_ONE
        )
        instance = self.take()
        try:
            pages: list[int] = []
            if batch.is_single:
                convert_single(instance, jobs[batch.indexes[0]], seconds, batch.remedy)
            else:
                pages = convert_joined(instance, [jobs[index] for index in batch.indexes], seconds)
        except (OfficeRefusedError, CannotJoinError, UnsplittablePdfError, pikepdf.PdfError):
            self.give_back(instance)  # it is still well
            raise
        except BaseException:
            self.discard(instance)
            raise
        self.give_back(instance)
        return pages


class PoolRun:
    """One list of documents on its way: iterated, it tells what became of each batch.

    The listener may ask for documents to be made again by themselves while it iterates.
    """

    def __init__(self, pool: OfficePool, jobs: Sequence[PdfJob], batches: Sequence[Batch], size: int) -> None:
        self._pool = pool
        self._jobs = jobs
        self._waiting = deque(batches)
        self._odd: dict[tuple[bytes, int], list[tuple[int, int]]] = {}
        self._unfinished = len(batches)
        self._changed = threading.Condition()
        self._news: queue.Queue[News | BaseException | None] = queue.Queue()
        self._threads = [threading.Thread(target=self._work, daemon=True, name="dossier-cer-pdf") for _ in range(size)]
        self.left: list[int] = []
        self.start_failure: str | None = None

    def again(self, index: int, remedy: Remedy) -> None:
        """Have a document made by itself and otherwise: what came out is not good."""
        self._put(Batch((index,), 0, remedy=remedy))

    def __iter__(self) -> Iterator[News]:
        """Start the work and yield its news; at the end `left` holds what no instance could be started for."""
        for thread in self._threads:
            thread.start()
        working = len(self._threads)
        try:
            while working:
                said = self._news.get()
                if said is None:
                    working -= 1
                elif isinstance(said, BaseException):
                    raise said
                else:
                    yield said
                    self._done()  # only now: the listener may have asked for one more
        finally:
            with self._changed:
                self._gather()
                self.left = [index for batch in self._waiting for index in batch.indexes]
                self._unfinished = 0
                self._changed.notify_all()

    def _work(self) -> None:
        """Take batches until none is left or to come."""
        try:
            while (batch := self._next()) is not None:
                try:
                    pages = self._pool.convert(self._jobs, batch)
                except OfficeStartError as error:
                    self.start_failure = str(error)
                    with self._changed:
                        self._waiting.appendleft(batch)
                        self._changed.notify_all()
                    return
                except (OfficeFailureError, UnsplittablePdfError, pikepdf.PdfError) as error:
                    self._failed(batch, error)
                except CannotJoinError as error:
                    self._take_out(batch, error.index)
                else:
                    self._made(batch, pages)
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that waits
            self._news.put(error)
        finally:
            self._news.put(None)

    def _made(self, batch: Batch, pages: list[int]) -> None:
        """Tell what was made; documents of another length than the first of their batch go again, with their likes.

        They wait for those of other batches until somebody has nothing else to do.
        """
        if batch.is_single:
            self._news.put(News(batch.indexes))
            return
        by_length: dict[int, list[int]] = {}
        for index, length in zip(batch.indexes, pages, strict=True):
            by_length.setdefault(length, []).append(index)
        (_, likes), *others = by_length.items()
        share = batch.text_bytes // len(batch.indexes)
        with self._changed:
            for length, indexes in others:
                if (batch.family, length) not in self._odd:
                    self._odd[batch.family, length] = []
                    self._unfinished += 1  # until they are gathered
                self._odd[batch.family, length] += [(index, share) for index in indexes]
            self._changed.notify_all()
        self._news.put(News(tuple(likes), was_joined=True))

    def _failed(self, batch: Batch, error: Exception) -> None:
        """Halve a batch, try a single document once more, give it up at the second failure."""
        if not batch.is_single:
            self._put(*batch.halves())
            self._done()
        elif batch.tries + 1 < _TRIES:
            self._put(replace(batch, tries=batch.tries + 1))
            self._done()
        else:
            self._news.put(News(batch.indexes, failure=str(error)))

    def _take_out(self, batch: Batch, place: int) -> None:
        """Leave out of a batch the document that has to go by itself."""
        share = batch.text_bytes // len(batch.indexes)
        others = batch.indexes[:place] + batch.indexes[place + 1 :]
        self._put(Batch((batch.indexes[place],), share), Batch(others, batch.text_bytes - share, batch.family))
        self._done()

    def _next(self) -> Batch | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._odd or not self._unfinished)
            if not self._unfinished:
                return None
            if not self._waiting:
                self._gather()
            return self._waiting.popleft()

    def _gather(self) -> None:
        """Make batches of the documents that came out longer or shorter than the first of theirs."""
        for (family, _length), found in self._odd.items():
            self._unfinished -= 1
            for start in range(0, len(found), LARGEST):
                some = found[start : start + LARGEST]
                self._waiting.append(Batch(tuple(index for index, _ in some), sum(size for _, size in some), family))
                self._unfinished += 1
        self._odd.clear()

    def _put(self, *batches: Batch) -> None:
        with self._changed:
            self._waiting.extendleft(reversed(batches))
            self._unfinished += len(batches)
            self._changed.notify_all()

    def _done(self) -> None:
        with self._changed:
            self._unfinished -= 1
            self._changed.notify_all()
