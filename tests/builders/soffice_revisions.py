"""Accepts or refuses every tracked change of Word files as LibreOffice does: run by the system's own Python, with uno.

/usr/bin/python3 soffice_revisions.py PROFILE FILE.docx…   writes FILE.accepted.docx and FILE.refused.docx
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found] # the system's own module
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found] # likewise

COMMANDS = {"accepted": "AcceptAllTrackedChanges", "refused": "RejectAllTrackedChanges"}
SECONDS = 90


def option(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connected(pipe: str) -> Any:
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def main(profile: str, files: list[str]) -> None:
    pipe = f"revisioni{abs(hash(profile))}"
    command = [
        "soffice",
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--norestore",
        f"--accept=pipe,name={pipe};urp;",
    ]
    office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        context = connected(pipe)
        manager = context.ServiceManager
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        for file in map(Path, files):
            for name, order in COMMANDS.items():
                document = desktop.loadComponentFromURL(
                    file.as_uri(), "_blank", 0, (option(name="Hidden", value=True),)
                )
                dispatcher.executeDispatch(document.getCurrentController().getFrame(), f".uno:{order}", "", 0, ())
                target = file.with_suffix(f".{name}.docx").as_uri()
                document.storeToURL(target, (option("FilterName", "MS Word 2007 XML"),))
                document.dispose()
        desktop.terminate()
    finally:
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
