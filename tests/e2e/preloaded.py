"""A process that has imported the program once and forks for every command, so that tests need not import it again.

Run as a script with a socket's path: each request is one line of JSON with arguments, environment and folder, sent with
the two files that the command writes to; the answer is its exit code. Each command is a process of its own all the
same: only the imports are shared, and our templates as they are compiled. A bundle built so is compared byte by byte
with that of the installed program in `test_bundle_contents`.
"""

import atexit
import gc
import json
import os
import pkgutil
import signal
import socket
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import time_machine

from tests.builders.compiled_templates import compile_all, compiled_once
from workflow.documents import compiled

# What commands import when they start, without what only a few of them need (charts, signatures, tables).
WARM = (
    "workflow.cli.app",
    "workflow.cli.console",
    "workflow.cli.check",
    "workflow.cli.build",
    "workflow.store.archive",
    "workflow.services.as_was",
    "workflow.services.building",
    "workflow.services.recording",
    "workflow.checks.catalogue",
)


def serve(place: str) -> None:
    """Answer requests until the one who started this process is gone."""
    for name in WARM:
        import_module(name)
    for found in pkgutil.iter_modules([str(Path(import_module("workflow.checks").__file__ or "").parent)]):
        import_module(f"workflow.checks.{found.name}")
    compiled.CompiledTemplate = compiled_once()
    compile_all(compiled.CompiledTemplate)
    gc.freeze()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(place)
    listener.listen()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _attend(connection)
        connection.close()


def _attend(connection: socket.socket) -> None:
    """Run one command in a child of this process and send its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    data, files, _, _ = socket.recv_fds(connection, 1 << 20, 2)
    request: dict[str, Any] = json.loads(data)
    child = os.fork()
    if child == 0:
        connection.close()
        os.setpgid(0, 0)
        _become(request, files)
    _, status = os.waitpid(child, 0)
    connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(request: dict[str, Any], files: list[int]) -> None:
    """Take the place of the installed program: its environment, folder, streams and arguments."""
    code = 0
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        os.chdir(request["folder"])
        os.dup2(files[0], 1)
        os.dup2(files[1], 2)
        sys.argv = request["arguments"]
        if request["on_day"]:
            time_machine.travel(request["on_day"], tick=True).start()
        from workflow.cli.entry import main  # noqa: PLC0415 - as the program's own script does

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - what Python itself would print
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    # As at any end of Python: what registered itself to clean up does so.
    atexit._run_exitfuncs()
    os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
