"""Structured logs with a request id that follows into tasks. Ids and codes, never personal data."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from asgiref.sync import iscoroutinefunction
from celery.signals import task_postrun, task_prerun
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

# How an error of the database stands in a stack trace. Only those of the connection say nothing
# of what was written; the others quote it, over as many lines as it has.
DATABASE_ERROR = re.compile(r"((?:psycopg(?:\.errors)?|django\.db\.utils)\.(\w+)): ")
IN_ONE_LINE = re.compile(
    r"\b((?:Integrity|Data|Programming|Internal|NotSupported)Error)\(.*\)", re.DOTALL
)
GOES_ON = ("Traceback (most recent", "The above exception was", "During handling of the above")


def leave_out_values(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Take out what PostgreSQL quotes of a refused row: it is what a client wrote."""
    if "exception" in event:
        event["exception"] = "\n".join(_without_values(str(event["exception"])))
    event["event"] = IN_ONE_LINE.sub(r"\1(…)", str(event["event"]))
    return event


def _without_values(trace: str) -> Iterator[str]:
    quoted = False
    for line in trace.splitlines():
        found = DATABASE_ERROR.match(line)
        if found:
            quoted = found[2] != "OperationalError"
            yield f"{found[1]}: …" if quoted else line
        elif not quoted or line.startswith(GOES_ON):
            quoted = False
            yield line


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    leave_out_values,
]


def logging_config(*, level: str, pretty: bool) -> dict[str, Any]:
    """Return a dictConfig: one line an event, JSON in production."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if pretty
        else structlog.processors.JSONRenderer()
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "uvicorn.access": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else uuid.uuid4().hex


@sync_and_async_middleware
def RequestIdMiddleware(get_response: Callable) -> Callable:  # noqa: N802 - Django's own casing
    """Bind a request id to everything logged while a request is answered."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponse:
            request_id = _bind(request)
            response = await get_response(request)
            response["X-Request-ID"] = request_id
            return response

        return answer_async

    def answer(request: HttpRequest) -> HttpResponse:
        request_id = _bind(request)
        response = get_response(request)
        response["X-Request-ID"] = request_id
        return response

    return answer


def _bind(request: HttpRequest) -> str:
    request_id = _request_id(request)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id


@task_prerun.connect
def bind_task(task: Any = None, task_id: str = "", **_: Any) -> None:
    """Give a task the request id of the page that woke it."""
    structlog.contextvars.clear_contextvars()
    request_id = (getattr(task.request, "headers", None) or {}).get("request_id") or task_id
    structlog.contextvars.bind_contextvars(request_id=request_id, task=task.name)


@task_postrun.connect
def unbind_task(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()
