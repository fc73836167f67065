"""`python -m contactcentre.local.carrier`: telephones, signed webhooks and commands."""

import argparse
import threading
from pathlib import Path

import uvicorn

from contactcentre.env import Environment
from contactcentre.local.carrier.exchange import Exchange
from contactcentre.local.carrier.lines import Lines, lines_of_the_centre, read_lines
from contactcentre.local.carrier.site import make_site
from contactcentre.local.carrier.webhooks import Centre

# The last is its name among containers, by which the centre calls it.
LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]", "carrier"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m contactcentre.local.carrier")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--centre", default="", help="where the centre is, if not at BASE_URL")
    parser.add_argument("--lines", type=Path, help="a file with the output of phone_lines --json")
    parser.add_argument("--pace", type=float, default=1.0, help="times faster than life")
    chosen = parser.parse_args()
    environment = Environment.read()
    public = environment.base_url.rstrip("/")
    centre = Centre(
        account=environment.phone_account,
        token=next(iter(environment.phone_tokens), ""),
        public=public,
        inside=chosen.centre.rstrip("/") or public,
    )
    written: Path | None = chosen.lines
    lines = Lines((lambda: read_lines(written.read_text())) if written else lines_of_the_centre)
    threading.Thread(target=lines.all, daemon=True).start()
    exchange = Exchange(centre, pace=chosen.pace, repeats=True)
    uvicorn.run(
        make_site(exchange, lines, hosts=[*LOCAL_NAMES, *environment.allowed_hosts]),
        host=chosen.host,
        port=chosen.http_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
    )


if __name__ == "__main__":
    main()
