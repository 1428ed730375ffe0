"""A process has one client for each account and one engine for each database, in whatever settings and threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from attrs import evolve

from trunkline.doctor.diagnosis import diagnose
from trunkline.importing.examination import examine
from trunkline.providers import connections
from trunkline.providers.errors import NotConfiguredError
from trunkline.providers.settings import Settings
from trunkline.testing.twilio import Emulator

from ..support import twilio_side


@pytest.fixture
def settings(emulator: Emulator, sqlite_url: str) -> Settings:
    return evolve(emulator.settings, database_url=sqlite_url)


def test_threads_at_the_same_moment(settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        accounts = list(pool.map(connections.account, [settings] * 8))
        databases = list(pool.map(connections.database, [settings] * 8))
    assert len({*map(id, accounts)}) == len({*map(id, databases)}) == 1


def test_what_belongs_to_the_other_side_makes_no_other_connection(settings: Settings) -> None:
    elsewhere = evolve(settings, database_url="sqlite:////elsewhere", ami_host="pbx")
    assert connections.account(settings) is connections.account(elsewhere)
    assert connections.database(settings) is not connections.database(elsewhere)
    stranger = evolve(settings, twilio_account_sid=f"AC{'0' * 32}")
    assert connections.account(settings) is not connections.account(stranger)
    assert connections.database(settings) is connections.database(stranger)


def test_an_error_names_the_url_as_its_settings_do(settings: Settings) -> None:
    urls = [evolve(settings, database_url="sqlite:////nowhere", explicit=explicit) for explicit in (False, True)]
    assert connections.database(urls[0]) is not connections.database(urls[1])


def test_what_cannot_be_opened_is_tried_again(settings: Settings) -> None:
    closed = evolve(settings, twilio_auth_token=None)
    for _ in range(2):
        with pytest.raises(NotConfiguredError):
            connections.account(closed)


def test_cleared(settings: Settings) -> None:
    before = connections.account(settings), connections.database(settings)
    connections.clear()
    assert connections.account(settings) is not before[0]
    assert connections.database(settings) is not before[1]


@pytest.mark.parametrize("command", ["doctor", "import"])
def test_a_command_opens_one_engine(
    command: str, settings: Settings, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    twilio_side.create(emulator.client())
    opened = []
    create_engine = sa.create_engine

    def spy(*args: object, **options: object) -> sa.Engine:
        opened.append(args)
        return create_engine(*args, **options)  # type: ignore[call-overload, no-any-return] # handed on

    monkeypatch.setattr(sa, "create_engine", spy)
    if command == "doctor":
        diagnose([(settings, None)])
    else:
        examine(settings, None, [], force=False)
    assert len(opened) == 1
