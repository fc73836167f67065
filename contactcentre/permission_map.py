"""Every address and who may open it, read from the views themselves by one walk."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from accounts.access import PUBLIC
from accounts.roles import ROLES, Can

# Sites of libraries that guard themselves, by namespace: what they ask for.
FOREIGN = {"admin": (Can.ADMINISTER,)}
SAMPLES = {"IntConverter": "1", "UUIDConverter": "00000000-0000-0000-0000-000000000000"}


@dataclass(frozen=True)
class Door:
    """One address in English. `requires` is None where a view names nothing: a mistake."""

    route: str
    sample: str
    name: str
    requires: tuple[Can, ...] | str | None
    callback: Any

    @property
    def is_public(self) -> bool:
        return self.requires == PUBLIC

    @property
    def capabilities(self) -> frozenset[Can]:
        """What it takes to open it; any of these will do."""
        return frozenset() if isinstance(self.requires, str) else frozenset(self.requires or ())

    @property
    def is_foreign(self) -> bool:
        return self.name.split(":")[0] in FOREIGN

    @property
    def opens_for(self) -> str:
        """The capabilities and the roles that hold one of them, in words."""
        if self.is_public:
            return "everybody"
        holders = [role.value for role in ROLES if ROLES[role] & self.capabilities]
        return f"{' or '.join(self.requires or ())} ({', '.join(holders)})"


def doors() -> list[Door]:
    """Every address of the site, as English speakers see it."""
    with translation.override("en"):
        return list(_walk(get_resolver(), "/", "/", []))


def _walk(resolver: URLResolver, route: str, sample: str, spaces: list[str]) -> Iterator[Door]:
    for entry in resolver.url_patterns:
        here, example = _pieces(entry)
        if isinstance(entry, URLResolver):
            inner = [*spaces, entry.namespace] if entry.namespace else spaces
            yield from _walk(entry, route + here, sample + example, inner)
        elif isinstance(entry, URLPattern):
            name = ":".join([*spaces, entry.name or ""])
            needed = FOREIGN.get(spaces[0] if spaces else "") or requirement(entry.callback)
            yield Door(route + here, sample + example, name, needed, entry.callback)


def _pieces(entry: URLPattern | URLResolver) -> tuple[str, str]:
    """An entry's route, and the same with made-up values in place of its parameters."""
    route = str(entry.pattern)
    example = route
    for name, converter in entry.pattern.converters.items():
        kind = type(converter).__name__
        start = example.index("<")
        end = example.index(">") + 1
        if name not in example[start:end]:
            raise ValueError(f"parameters out of order in {route}")
        example = example[:start] + SAMPLES.get(kind, "x") + example[end:]
    return route, example


def requirement(callback: Any) -> tuple[Can, ...] | str | None:
    """What a view says of itself, be it a function, a class or an endpoint of the API."""
    for source in (callback, getattr(callback, "cls", None), getattr(callback, "view_class", None)):
        found = getattr(source, "requires", None)
        if found is not None:
            return found
    return None


def document() -> str:
    """The map as the page `docs/permissions.md`."""
    lines = [
        "# Who may open what",
        "",
        "Written by `manage.py permission_map` from the views themselves; a test compares.",
        "What somebody sees behind a door is further limited to the rows that are theirs.",
        "",
        "| address | name | opens for |",
        "|---|---|---|",
    ]
    shown = [door for door in doors() if not door.is_foreign]
    lines += [
        f"| `{door.route}` | {door.name} | {door.opens_for} |"
        for door in sorted(shown, key=lambda door: door.route)
    ]
    for space, needed in FOREIGN.items():
        holder = Door("", "", "", needed, None).opens_for
        lines.append(f"| `/en/{space}/…` | {space} | {holder} |")
    return "\n".join(lines) + "\n"
