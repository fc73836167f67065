"""`python -m contactcentre.local.mailcatcher`: an SMTP server and its inbox."""

import argparse
from pathlib import Path

import structlog
import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from contactcentre.local.mailcatcher.site import make_site
from contactcentre.local.mailcatcher.store import Store

LARGEST = 64 * 1024 * 1024
logger = structlog.get_logger(__name__)
LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"]


class Catcher:
    """Takes every mail for everybody, and keeps it before saying so."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        try:
            self.store.keep(sender=envelope.mail_from or "", recipients=envelope.rcpt_tos, raw=raw)
        except OSError:
            logger.exception("mail_not_kept")
            return "451 4.3.0 Not now: the mail could not be written"
        return "250 OK"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m contactcentre.local.mailcatcher")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="where the mails are kept")
    chosen = parser.parse_args()
    store = Store(chosen.data)
    store.drop_torn()
    controller = Controller(
        Catcher(store),
        hostname=chosen.host,
        port=chosen.smtp_port,
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
        ready_timeout=30,
    )
    controller.start()
    uvicorn.run(
        make_site(chosen.data, hosts=LOCAL_NAMES),
        host=chosen.host,
        port=chosen.http_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
    )
    controller.stop()


if __name__ == "__main__":
    main()
