"""Runs the soffice program once, shut in: own profile, no network, no macro, killed with its children when late."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from workflow.bundle.fonts import font_folder

_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = {
    "BlockUntrustedRefererLinks": "true",  # linked pictures and pages are not fetched
    "DisableActiveContent": "true",
    "DisableMacrosExecution": "true",
    "MacroSecurityLevel": "3",
}
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>Cambria</family><prefer><family>Caladea</family></prefer></alias>
  <alias binding="same"><family>Calibri</family><prefer><family>Carlito</family></prefer></alias>
</fontconfig>
"""


def find_soffice() -> Path | None:
    """Return the LibreOffice program, or None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    return _MAC if _MAC.exists() else None


@dataclass(frozen=True)
class Workplace:
    """A throw-away folder with the profile and the font list of one run of soffice."""

    folder: Path

    @property
    def output(self) -> Path:
        """Where the run puts its PDFs."""
        return self.folder / "pdf"

    def prepare(self) -> None:
        """Write the hardened profile and the font list."""
        user = self.folder / "profilo" / "user"
        user.mkdir(parents=True, exist_ok=True)
        self.output.mkdir(exist_ok=True)
        items = "".join(
            f'<item oor:path="{_SECURITY}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
            for name, value in _SETTINGS.items()
        )
        (user / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
            f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
            encoding="utf-8",
        )
        fonts = _FONTS.format(folder=escape(str(font_folder())), cache=escape(str(self.folder / "fontcache")))
        (self.folder / "fonts.conf").write_text(fonts, encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """Return the few variables that soffice needs; the person's home is not among them."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "PROGRAMFILES") if name in os.environ}
        return kept | {
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "LANG": "it_IT.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
            "FONTCONFIG_FILE": str(self.folder / "fonts.conf"),
        }


def run_soffice(program: Path, arguments: list[str], workplace: Workplace, timeout_seconds: float) -> str | None:
    """Run soffice to its end; return its output, or None if it was late and was killed with all its children."""
    command = [
        *_without_network(),
        str(program),
        f"-env:UserInstallation={(workplace.folder / 'profilo').as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        *arguments,
    ]
    with subprocess.Popen(  # noqa: S603  # the program was found on the PATH, the arguments are ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=workplace.folder,
        env=workplace.environment(),
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            said = None
        finally:
            # Also after a good end: what soffice has left behind must not outlive it.
            _kill_group(process)
    return None if said is None else said.decode("utf-8", errors="replace")


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()


@cache
def _without_network() -> tuple[str, ...]:
    """Return the prefix that takes the network away from a program, where the system allows it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    for prefix in ((unshare, "-n"), (unshare, "-rn")):
        try:
            done = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603  # fixed words
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return prefix
    return ()
