"""Commands that run beside the servers, some at a time, their output shown only on failure."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from contactcentre.local.servers import CHECKOUT
from contactcentre.local.supervisor import StoppedError, Supervisor, tell


class Job:
    """One check, started."""

    def __init__(self, name: str, command: list[str], env: Mapping[str, str]) -> None:
        self.name = name
        self.begun = time.monotonic()
        self.output = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def report(self) -> bool:
        passed = self.process.returncode == 0
        if not passed:
            self.output.seek(0)
            tell(self.output.read().decode("utf-8", "replace").rstrip())
        how = "passed" if passed else "FAILED"
        tell(f"{self.name}: {how} in {time.monotonic() - self.begun:.1f} s")
        self.output.close()
        return passed


def run_all(
    commands: Mapping[str, list[str]], env: Mapping[str, str], supervisor: Supervisor
) -> list[str]:
    """Run them, as many at a time as there are processors; the names of those that failed."""
    waiting = list(commands.items())
    running: list[Job] = []
    failed = []
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            running.append(Job(*waiting.pop(0), env))
        _watch(supervisor, [job.process for job in running])
        for job in [job for job in running if job.process.returncode is not None]:
            running.remove(job)
            if not job.report():
                failed.append(job.name)
    return failed


def run_shown(command: list[str], env: Mapping[str, str], supervisor: Supervisor) -> int:
    """Run one command on our own terminal; its exit code."""
    process = subprocess.Popen(command, cwd=CHECKOUT, env=env)
    _watch(supervisor, [process])
    return process.returncode


def _watch(supervisor: Supervisor, processes: list[subprocess.Popen[bytes]]) -> None:
    """Until one has ended. The servers' lines must go on being read, or they would block."""
    try:
        while all(process.poll() is None for process in processes):
            supervisor.turn(0.1)
    except StoppedError:
        for process in processes:
            process.terminate()
            process.wait()
        raise


def in_venv(python: str, command: tuple[str, ...]) -> list[str]:
    """The command with its program taken from the environment of `python`."""
    program, *rest = command
    return [str(Path(python).parent / program), *rest]
