"""Run by a Python that can talk to LibreOffice: takes requests as lines of JSON and has documents printed.

It imports nothing of ours and keeps to what old interpreters know, because LibreOffice brings its own. When its input
ends, whoever asked is gone: it then ends LibreOffice too and removes its folder and sockets: nothing is left behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

# The folder of this file holds modules of ours: none of them may stand in for one of Python's own.
sys.path[:] = [place for place in sys.path if Path(place).resolve() != Path(__file__).resolve().parent]

import uno  # type: ignore[import-not-found]  # noqa: E402  # only LibreOffice's Python has it
from com.sun.star.beans import NamedValue, PropertyValue  # type: ignore[import-not-found]  # noqa: E402  # likewise

NEVER_EXECUTE = 0
NO_UPDATE = 0
RETRY_SECONDS = 0.05
A_LITTLE = 500  # hundredths of a millimetre


class NotOpenedError(Exception):
    """A document that LibreOffice does not open, without saying why."""


class Bridge:
    """A connection to one LibreOffice."""

    def __init__(self, pipe: str, seconds: float) -> None:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + seconds
        while True:
            try:
                self.context = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)  # noqa: UP031  # old interpreters
                break
            except Exception:  # UNO's own exceptions share no useful base
                if time.monotonic() > until:
                    raise
                time.sleep(RETRY_SECONDS)
        self.windows = self.make("com.sun.star.frame.TaskCreator")

    def make(self, name: str, *arguments: object) -> object:
        """Return a service of LibreOffice."""
        services = self.context.ServiceManager
        if arguments:
            return services.createInstanceWithArgumentsAndContext(name, arguments, self.context)
        return services.createInstanceWithContext(name, self.context)

    def version(self) -> str:
        """Return the version, as the window «about» shows it."""
        provider = self.make("com.sun.star.configuration.ConfigurationProvider")
        place = value("nodepath", "/org.openoffice.Setup/Product")
        access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (place,))  # type: ignore[attr-defined]  # UNO has no types
        return str(access.getByName("ooSetupVersionAboutBox"))

    def convert(self, request: dict[str, Any]) -> None:
        """Open a document, print it to PDF and close it, whatever happens.

        At each paragraph of one of `start_styles` the pages begin again from one; `remedy` says what is done otherwise.
        """
        document = self.opened(request["source"])
        try:
            if request["start_styles"]:
                begin_anew(document, request["start_styles"])
            if request["remedy"] == "fill_twice":
                lay_out_again(document)
            elif request["remedy"] == "loose_rows":
                loosen_rows(document)
            data = tuple(value(name, option) for name, option in sorted(request["options"].items()))
            document.storeToURL(
                request["target"],
                (
                    value("FilterName", "writer_pdf_Export"),
                    value("FilterData", uno.Any("[]com.sun.star.beans.PropertyValue", data)),
                ),
            )
        finally:
            document.close(True)  # noqa: FBT003  # UNO knows no names of arguments

    def opened(self, source: str) -> Any:
        """Open a document in a window of its own that has no bars; who closes the document closes the window.

        With bars it takes a fifth more: they are drawn, and count the words of the document meanwhile.
        """
        frame: Any = self.windows.createInstanceWithArguments(  # type: ignore[attr-defined]
            (named("MakeVisible", content=False), named("SupportPersistentWindowState", content=False))
        )
        frame.LayoutManager = None
        document = None
        try:
            document = frame.loadComponentFromURL(
                source,
                "_self",
                0,
                (
                    value("Hidden", content=True),
                    value("ReadOnly", content=True),
                    value("MacroExecutionMode", NEVER_EXECUTE),
                    value("UpdateDocMode", NO_UPDATE),
                ),
            )
        finally:
            if document is None:
                frame.close(True)  # noqa: FBT003  # UNO knows no names of arguments
        if document is None:
            raise NotOpenedError
        return document


def begin_anew(document: Any, start_styles: list[str]) -> None:
    """Begin again from page one, in the same kind of page, at each paragraph of the styles; the layout waits."""
    document.lockControllers()
    try:
        page = document.getText().createTextCursor().getPropertyValue("PageStyleName")
        styles = document.getStyleFamilies().getByName("ParagraphStyles")
        for name in start_styles:
            style = styles.getByName(name)
            style.setPropertyValue("PageDescName", page)
            style.setPropertyValue("PageNumberOffset", 1)
    finally:
        document.unlockControllers()


def lay_out_again(document: Any) -> None:
    """Have the pages filled a second time: the first, LibreOffice leaves some headings alone at the foot of a page."""
    controller = document.getCurrentController()
    styles = document.getStyleFamilies().getByName("PageStyles")
    used = [style for style in (styles.getByIndex(place) for place in range(styles.getCount())) if style.isInUse()]
    margins = [style.BottomMargin for style in used]
    for change in (A_LITTLE, 0):
        for place, style in enumerate(used):
            style.BottomMargin = margins[place] + change
        _ = controller.PageCount  # who asks for it has the pages filled


def loosen_rows(document: Any) -> None:
    """Let every row of every table go on overleaf."""
    tables = document.getTextTables()
    for place in range(tables.getCount()):
        rows = tables.getByIndex(place).getRows()
        for number in range(rows.getCount()):
            rows.getByIndex(number).IsSplitAllowed = True


def value(name: str, content: object) -> object:
    """Return a named value as UNO wants it."""
    made = PropertyValue()
    made.Name, made.Value = name, content
    return made


def named(name: str, *, content: object) -> object:
    """Return the other kind of named value that UNO has."""
    made = NamedValue()
    made.Name, made.Value = name, content
    return made


def name_of(error: Exception) -> str:
    """Return the name of an exception; those of UNO carry the way to it."""
    return type(error).__name__.rpartition(".")[2]


def say(**answer: object) -> None:
    """Answer with a line; if nobody reads it any more, leave the end to the thread that listens."""
    try:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    except OSError:
        threading.Event().wait()


def serve(bridge: Bridge, requests: list[str], arrived: threading.Condition) -> None:
    """Answer requests one by one, for ever: the end of the input ends the process."""
    while True:
        with arrived:
            while not requests:
                arrived.wait()
            request = json.loads(requests.pop(0))
        try:
            bridge.convert(request)
        except Exception as error:  # noqa: BLE001  # whatever a document breaks, the answer says so
            say(problem=name_of(error))
        else:
            say(problem=None)


def listen(requests: list[str], arrived: threading.Condition, group: int, leftovers: list[str]) -> None:
    """Collect requests; when there will be no more, end LibreOffice and this process, even in the middle of a call."""
    for line in sys.stdin:
        with arrived:
            requests.append(line)
            arrived.notify()
    with contextlib.suppress(OSError, AttributeError):
        os.killpg(group, signal.SIGKILL)
    shutil.rmtree(leftovers[0], ignore_errors=True)
    for pattern in leftovers[1:]:
        for socket in Path("/").glob(pattern.lstrip("/")):
            with contextlib.suppress(OSError):
                socket.unlink()
    os._exit(0)


def main() -> None:
    """Connect to the pipe named by the first argument and serve."""
    pipe, seconds, group, leftovers = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    requests: list[str] = []
    arrived = threading.Condition()
    threading.Thread(target=listen, args=(requests, arrived, group, leftovers), daemon=True).start()
    try:
        bridge = Bridge(pipe, seconds)
        say(version=bridge.version())
    except Exception as error:  # noqa: BLE001  # the reason is all that can be told
        say(version=None, problem=name_of(error))
        return
    serve(bridge, requests, arrived)


if __name__ == "__main__":
    main()
