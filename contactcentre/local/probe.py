"""Asks the web server how it is; as a command, the health check of a container."""

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any


def ask(url: str, *, host: str = "", seconds: float = 3.0) -> dict[str, Any] | None:
    """The JSON answer, an unready one included; None when nobody answers."""
    request = urllib.request.Request(url, headers={"Host": host} if host else {})  # noqa: S310
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=seconds) as response:
            return _read(response.read())
    except urllib.error.HTTPError as error:
        return _read(error.read())
    except OSError:
        return None


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def main(url: str) -> int:
    # Only the names that we serve are answered, and a container's own is not among them.
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    answer = ask(url, host=host)
    return 0 if answer and (answer.get("ready") or answer.get("status") == "ok") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
