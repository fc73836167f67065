"""Makes .venv from a lock, with nothing but Python itself; run as a file by bin/setup."""

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import time
import venv
from collections import deque
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
STAMP = VENV / "installed.json"
GUARD = ".setup-lock"
# The lock for tests holds all of the other one.
INCLUDED = {"requirements-test.lock": ("requirements.lock",)}


def main(lock_name: str) -> int:
    VENV.mkdir(exist_ok=True)
    with (VENV / GUARD).open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if _installed().get(lock_name) == _digest(lock_name) and _python_runs():
            return 0
        if not _python_runs():
            _step("Python environment", _make_venv)
        return _step(f"Packages of {lock_name}", lambda: _install(lock_name))


def _make_venv() -> int:
    for rest in VENV.iterdir():
        if rest.is_dir() and not rest.is_symlink():
            shutil.rmtree(rest)
        elif rest.name != GUARD:
            rest.unlink()
    venv.EnvBuilder(with_pip=True, clear=False, symlinks=True).create(VENV)
    return 0


def _install(lock_name: str) -> int:
    lock = CHECKOUT / lock_name
    total = sum("==" in line for line in lock.read_text().splitlines())
    command = [
        *(str(VENV / "bin/python"), "-m", "pip", "install", "--disable-pip-version-check"),
        *("--no-input", "--progress-bar", "off", "--require-hashes", "--only-binary", ":all:"),
        *("-r", str(lock)),
    ]
    last: deque[str] = deque(maxlen=20)
    seen = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            last.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                seen += 1
                _progress(f"{seen} of about {total}")
            elif line.startswith("Installing "):
                _progress("unpacking, this takes a while")
    if pip.returncode:
        print("", *last, sep="\n  ", file=sys.stderr)
        return 1
    done = {name: _digest(name) for name in (lock_name, *INCLUDED.get(lock_name, ()))}
    STAMP.write_text(json.dumps(done))
    return 0


def _installed() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _digest(lock_name: str) -> str:
    return hashlib.sha256((CHECKOUT / lock_name).read_bytes()).hexdigest()


def _python_runs() -> bool:
    """False also when the Python that made the environment was removed or is too old."""
    ask = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        done = subprocess.run([VENV / "bin/python", "-c", ask], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _step(title, work) -> int:  # type: ignore[no-untyped-def]
    print(f"  {title} ...", flush=True)
    begun = time.monotonic()
    code = work()
    _progress("")
    how = "done" if code == 0 else "FAILED"
    print(f"  {title}: {how} in {time.monotonic() - begun:.0f} s", flush=True)
    return code


def _progress(text: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K    {text}" if text else "\r\033[K", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
