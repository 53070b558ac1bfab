"""Several LibreOffice at work on one list of batches: the guilty document of a batch is found, the others are made."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import pikepdf

from workflow.bundle.office.batches import LARGEST, Batch, Remedy
from workflow.bundle.office.conversion import convert_single, cut, join, print_joined
from workflow.bundle.office.instance import (
    OfficeFailureError,
    OfficeInstance,
    OfficeRefusedError,
    OfficeStartError,
)
from workflow.bundle.office.split_pdf import UnsplittablePdfError
from workflow.bundle.office.word_parts import CannotJoinError, PackageCache
from workflow.bundle.pdf_engine import PdfJob

# Conversions, joined or single. Measured: about 200 MB at the start, 340 MB after some batches; the figures leave room
# for long documents.
RECYCLE_AFTER = 300
RECYCLE_ABOVE_BYTES = 1_200_000_000
_TRIES = 2
_DOCUMENTS_OF_ONE = 10  # how many of a batch are given the time of one by itself
_BYTES_OF_ONE = 1_000_000  # how much text is
_INTERRUPTED = "il lavoro è stato interrotto"

Made = TypeVar("Made")


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
        self._lock = threading.Condition()
        self._joining = threading.Lock()  # one after the other, the first is done sooner, and the last no later
        self._idle: list[OfficeInstance] = []
        self._open: list[OfficeInstance] = []
        self._starting = 0
        self._ahead: list[Future[OfficeInstance]] = []
        self._start_failure: OfficeStartError | None = None
        self._is_closed = False
        self.version = ""
        """As the last instance that started has told it."""

    @property
    def instances(self) -> tuple[OfficeInstance, ...]:
        """The instances that are open now."""
        with self._lock:
            return tuple(self._open)

    def run(self, jobs: Sequence[PdfJob], batches: Sequence[Batch], packages: PackageCache | None = None) -> "PoolRun":
        """Return the run of a list of batches, to be iterated for its news.

        It has one thread more than there may be instances: one joins or cuts documents while the others print.
        """
        self._start_failure = None
        convert = partial(self.convert, jobs, packages or PackageCache())
        return PoolRun(convert, batches, min(self._size + 1, max(1, len(batches))))

    def prepare(self, count: int) -> None:
        """Let so many instances start while the caller does something else, less those that are there."""
        with self._lock:
            missing = max(0, min(count, self._size) - len(self._open) - self._starting)
            self._starting += missing
            ahead: list[Future[OfficeInstance]] = [Future() for _ in range(missing)]
            self._ahead += ahead
        for one in ahead:
            threading.Thread(target=self._start_ahead, args=(one,), daemon=True, name="dossier-cer-start").start()

    def close(self) -> None:
        """End every instance, also one in the middle of its work; one that is starting will end itself."""
        with self._lock:
            self._is_closed = True
            instances, self._open, self._idle = self._open, [], []
            self._lock.notify_all()
        for instance in instances:
            instance.stop()

    def take(self) -> OfficeInstance:
        """Return an idle instance or a new one, waited for if there is no place for more; raises OfficeStartError."""
        with self._lock:
            self._lock.wait_for(
                lambda: self._is_closed or self._idle or self._ahead or len(self._open) + self._starting < self._size
            )
            if self._is_closed:
                raise OfficeStartError(_INTERRUPTED)
            if self._idle:
                return self._idle.pop()
            if self._start_failure is not None and not self._open and not self._starting:
                raise self._start_failure  # a second one would be waited for as long
            ahead = self._ahead.pop() if self._ahead else None
            self._starting += ahead is None
        return self._started() if ahead is None else ahead.result()

    def _start_ahead(self, ahead: "Future[OfficeInstance]") -> None:
        """Start an instance for whoever takes one next; the failure of a start is for him too."""
        try:
            ahead.set_result(self._started())
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that wants an instance
            ahead.set_exception(error)

    def _started(self) -> OfficeInstance:
        """Return a new instance, counted among the open ones; raises OfficeStartError, also when it comes too late."""
        instance = None
        try:
            instance = self._start()
        except OfficeStartError as error:
            self._start_failure = error
            raise
        finally:
            with self._lock:
                self._starting -= 1
                is_late = self._is_closed
                if instance is not None and not is_late:
                    self._open.append(instance)
                    self.version = instance.version
                self._lock.notify_all()
        if is_late:
            instance.stop()
            raise OfficeStartError(_INTERRUPTED)
        return instance

    def give_back(self, instance: OfficeInstance) -> None:
        """Keep an instance for the next batch, unless it has worked enough or holds too much memory."""
        if instance.conversions >= self._recycle_after or instance.resident_bytes() > self._recycle_above_bytes:
            self.discard(instance)
            return
        with self._lock:
            if not self._is_closed:
                self._idle.append(instance)
                self._lock.notify()

    def discard(self, instance: OfficeInstance) -> None:
        """End an instance that is of no more use."""
        with self._lock:
            if instance in self._open:
                self._open.remove(instance)
            self._lock.notify_all()
        instance.stop()

    def convert(self, jobs: Sequence[PdfJob], packages: PackageCache, batch: Batch) -> list[int]:
        """Take a batch through an instance and return the pages of each document, if they were joined.

        An instance that is late or dead is ended, and the next batch has a new one.
        """
        seconds = self._seconds_each * (
            1 + (len(batch.indexes) - 1) / _DOCUMENTS_OF_ONE + batch.text_bytes / _BYTES_OF_ONE
        )
        if batch.is_single:
            job = jobs[batch.indexes[0]]
            self._use(lambda instance: convert_single(instance, job, seconds, batch.remedy))
            return []
        # Joining before and cutting after keep no instance from the batch of another.
        with self._joining:
            joined = join([jobs[index] for index in batch.indexes], packages)
        return cut(joined, self._use(lambda instance: print_joined(instance, joined, seconds)))

    def _use(self, work: Callable[[OfficeInstance], Made]) -> Made:
        """Do something with an instance; after a failure that is not a refusal it is ended."""
        instance = self.take()
        try:
            made = work(instance)
        except OfficeRefusedError:
            self.give_back(instance)  # it is still well
            raise
        except BaseException:
            self.discard(instance)
            raise
        self.give_back(instance)
        return made


class PoolRun:
    """One list of documents on its way: iterated, it tells what became of each batch.

    The listener may ask for documents to be made again by themselves while it iterates.
    """

    def __init__(self, convert: Callable[[Batch], list[int]], batches: Sequence[Batch], size: int) -> None:
        self._convert = convert
        self._waiting = deque(batches)
        self._odd: dict[tuple[int, int], list[tuple[int, int]]] = {}
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
                    pages = self._convert(batch)
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
