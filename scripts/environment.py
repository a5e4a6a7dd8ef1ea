"""Make .venv hold exactly what a lock file says, with nothing but Python's standard library.

In charge of the virtual environment for scripts/serve, scripts/test and scripts/lint: made when it is missing or was
moved, brought up to date when a lock file or pyproject.toml changed, left alone (in milliseconds) otherwise.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"


def main(lock: Path) -> None:
    """Install what is missing. Several of these may run at once: the others wait."""
    stamp = HOME / f".installed-{lock.stem}"
    # Within .venv everything names its own full path, so a folder that was moved or copied is made anew.
    wanted = _digest(str(ROOT), sys.version, lock.read_text(), (ROOT / "pyproject.toml").read_text())
    if _is(stamp, wanted):
        return
    turn = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if _is(stamp, wanted):
            return
        if not _is_whole():
            _say("Making .venv ...")
            _make()
        total = sum("==" in line for line in lock.read_text().splitlines())
        _say(f"Installing {total} packages from {lock.name} ...")
        started = time.monotonic()
        _pip("--require-hashes", "-r", str(lock), total=total)
        _pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        stamp.write_text(wanted)
        _say(f"Installed in {time.monotonic() - started:.0f} s.")
    finally:
        os.close(turn)


def _is_whole() -> bool:
    """Whether .venv was made for this very folder and its Python and pip still run."""
    activate = HOME / "bin" / "activate"
    if not activate.is_file() or str(HOME) not in activate.read_text():
        return False
    try:
        return subprocess.run([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def _make() -> None:
    try:
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(HOME)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv")


def _pip(*arguments: str, total: int = 0) -> None:
    """Run pip install; of its talk only how far it is is shown, and all of it when it fails."""
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    process = subprocess.Popen(
        [*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    assert process.stdout is not None
    said, seen, shown = [], 0, time.monotonic()
    for line in process.stdout:
        said.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied: ")):
            seen += 1
            if total and time.monotonic() - shown > 2:
                shown = time.monotonic()
                _say(f"  {seen} of {total}: {line.split()[1].split('=')[0]}")
        elif line.startswith("Installing collected"):
            _say("  unpacking ...")
    if process.wait() != 0:
        sys.exit("".join(said) + "\nThe packages could not be installed; pip's words are above.")


def _is(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text() == text


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    main(ROOT / sys.argv[1])
