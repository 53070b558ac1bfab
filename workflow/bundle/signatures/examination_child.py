"""Run as a process of its own with little memory and time: examines untrusted files, one request a line."""

import contextlib
import json
import logging
import os
import sys
import warnings
from datetime import datetime
from pathlib import Path

from workflow.bundle.signatures.examination import Request, examine
from workflow.bundle.signatures.trust import read_trust

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS_EACH = 40


def limit_resources() -> None:
    """Bind this process to little memory and to no writing, where the system can."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - it does not exist on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_next() -> None:
    """Give the next file its own processor time: who overruns it is killed by the system."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - likewise

        used = sum(os.times()[:2])
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + CPU_SECONDS_EACH, most))


def main() -> None:
    """Read the setting from the first line and a request from each that follows; answer each before the next."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    setting = json.loads(sys.stdin.readline())
    limit_resources()
    limit_next()
    trusted = read_trust(Path(setting["trust"]) if setting["trust"] else None)
    now = datetime.fromisoformat(setting["now"])
    print(json.dumps({"anchors": len(trusted.anchors), "unread": trusted.unread}), flush=True)  # noqa: T201 - the answer
    for line in sys.stdin:
        limit_next()
        asked = json.loads(line)
        original = asked["original"]
        request = Request(
            Path(asked["path"]),
            Path(original) if original else None,
            wants_pages=asked["wants_pages"],
            known_sha256=frozenset(asked["known"]),
        )
        answer = examine(request, trusted, now).model_dump_json()
        sys.stdout.buffer.write(answer.encode("utf-8", "surrogatepass") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
