"""An endpoint's rows are owned whole: what a killed run wrote goes, what others made stays."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import TrunklineError
from trunkline.providers.ledger import Ledger
from trunkline.providers.ownership import Owner, key

from ..support import inputs, rows
from ..support.logics import EndpointLogic
from ..support.postgres import PostgresServer

Inputs = dict[str, Any]
EXTENSIONS = "extensions"
AOR = {"contact": "sip:grable@grable.pstn.dublin.twilio.com", "max_contacts": 1.0, "qualify_frequency": 60.0}


def _exten(number: str, context: str = "from-twilio", to: str = "office,s,1") -> Inputs:
    row = {"context": context, "exten": number, "priority": 1.0, "app": "Goto", "appdata": to}
    return {f"{context}/{number}/1": row}


def _edges(endpoint_id: str, *edges: str) -> Inputs:
    """An endpoint with an AOR for each edge."""
    declared = inputs.endpoint(endpoint_id)
    aors = declared["ps_aors"] | {f"{endpoint_id}-{edge}": AOR for edge in edges}
    row = declared["ps_endpoints"][endpoint_id] | {"aors": ",".join(aors)}
    return declared | {"ps_aors": aors, "ps_endpoints": {endpoint_id: row}}


SIMPLE = inputs.endpoint()
KILLED: dict[str, Inputs] = {
    "AORs of edges": _edges("twilio", "dublin", "ashburn"),
    "dialplan rows": inputs.endpoint(extensions=_exten("+1") | _exten("s")),
    "dialplan rows of another context": inputs.endpoint(extensions=_exten("+1", "elsewhere")),
    "identify rows": inputs.endpoint(
        ps_endpoint_id_ips={"twilio-tokyo": {"endpoint": "twilio", "match": "54.65.63.192/30"}}
    ),
    "all of them": _edges("twilio", "dublin")
    | {
        "extensions": _exten("+1") | _exten("+2", "elsewhere"),
        "ps_endpoint_id_ips": {"twilio-tokyo": {"endpoint": "twilio", "match": "54.65.63.192/30"}},
    },
}
"""Rows of a run that was killed before the state had them."""


def test_identify_rows_of_each_endpoint(database_url: str) -> None:
    """Two endpoints of one trunk, as an import takes them over."""
    declared = inputs.endpoint()
    second = declared["ps_endpoints"]["twilio"] | {"context": "from-second"}
    rows_of = {"twilio-b": {"endpoint": "second", "match": "54.172.60.0/30"}}
    declared["ps_endpoints"] = {"twilio": declared["ps_endpoints"]["twilio"], "second": second}
    declared["ps_endpoint_id_ips"] = declared["ps_endpoint_id_ips"] | rows_of
    logic = EndpointLogic(Database(database_url))
    logic.create(declared)
    for endpoint in ("second", "other"):
        rows.execute(
            database_url,
            'INSERT INTO ps_endpoint_id_ips (id, endpoint, "match") '  # noqa: S608 - our own
            f"VALUES ('by-hand-{endpoint}', '{endpoint}', '198.51.100.7')",
        )
    found = logic.read("twilio", declared)
    assert found is not None
    assert found["ps_endpoint_id_ips"].keys() - declared["ps_endpoint_id_ips"].keys() == {"by-hand-second"}
    logic.update("twilio", found, declared)
    assert rows.read(database_url)["ps_endpoint_id_ips"].keys() == {
        *declared["ps_endpoint_id_ips"],
        "by-hand-other",
    }


def _stored(url: str) -> dict[str, Any]:
    """All rows of all tables; those of the dialplan by their key."""
    database = Database(url)
    with database.transaction() as connection:
        dialplan = connection.execute(sa.select(database.table(EXTENSIONS))).mappings().all()
    found = {f"{row['context']}/{row['exten']}/{row['priority']}": row["appdata"] for row in dialplan}
    return rows.read(url) | {EXTENSIONS: found}


@pytest.fixture
def endpoints(database_url: str) -> Callable[[], EndpointLogic]:
    """Each in a process of its own."""
    return lambda: EndpointLogic(Database(database_url))


FOREIGN = (
    "INSERT INTO ps_aors (id, contact) VALUES ('sales', 'sip:sales@192.0.2.1')",
    "INSERT INTO ps_aors (id, contact) VALUES ('twilio2', 'sip:two@192.0.2.1')",
    "INSERT INTO ps_aors (id, contact) VALUES ('twilio-fax', 'sip:fax@192.0.2.1')",
    "INSERT INTO ps_auths (id, username) VALUES ('sales', 'sales')",
    "INSERT INTO ps_endpoints (id, aors) VALUES ('sales', 'sales')",
    "INSERT INTO ps_endpoint_id_ips (id, endpoint, \"match\") VALUES ('twilio-hole', 'sales', '192.0.2.1')",
    "INSERT INTO extensions VALUES (900, 'from-twilio', 'h', 1, 'Hangup', '')",
    "INSERT INTO extensions VALUES (-77, 'from-twilio', 'i', 1, 'Hangup', '')",
)


def _add_what_others_have(url: str) -> None:
    for statement in FOREIGN:
        rows.execute(url, statement)
    others = EndpointLogic(Database(url))
    others.create(_edges("twilio-office", "dublin") | {"extensions": _exten("+9", "from-twilio")})


@pytest.mark.parametrize("killed", KILLED)
@pytest.mark.parametrize("first", [SIMPLE, None], ids=["update", "create"])
def test_what_a_killed_run_wrote(
    first: Inputs | None, killed: str, database_url: str, endpoints: Callable[[], EndpointLogic]
) -> None:
    _add_what_others_have(database_url)
    others = _stored(database_url)
    if first:
        endpoints().create(first)
        before = _stored(database_url)
        endpoints().update("twilio", first, KILLED[killed])
    else:
        endpoints().create(KILLED[killed])

    found = endpoints().read("twilio", SIMPLE)
    assert found
    for table in (*rows.ENDPOINT_TABLES, EXTENSIONS):
        assert found.get(table, {}) == KILLED[killed].get(table, {})

    endpoints().update("twilio", SIMPLE, SIMPLE)
    if first:
        assert _stored(database_url) == before
    assert endpoints().read("twilio", SIMPLE) == SIMPLE
    endpoints().update("twilio", SIMPLE, KILLED[killed])
    endpoints().delete("twilio", SIMPLE)
    assert _stored(database_url) == others


def test_an_aor_that_somebody_named_in_our_endpoint_stays(
    database_url: str, endpoints: Callable[[], EndpointLogic]
) -> None:
    """This includes an endpoint whose id begins with ours."""
    endpoints().create(SIMPLE)
    _add_what_others_have(database_url)
    others = _stored(database_url)
    named = "twilio,sales,twilio2,twilio-office, twilio-office-dublin"
    rows.execute(database_url, f"UPDATE ps_endpoints SET aors = '{named}' WHERE id = 'twilio'")  # noqa: S608
    found = endpoints().read("twilio", SIMPLE)
    assert found
    assert found["ps_endpoints"]["twilio"]["aors"] == named
    assert found["ps_aors"] == SIMPLE["ps_aors"]
    endpoints().update("twilio", found, SIMPLE)
    assert _stored(database_url) == others
    rows.execute(database_url, f"UPDATE ps_endpoints SET aors = '{named}' WHERE id = 'twilio'")  # noqa: S608
    endpoints().delete("twilio", SIMPLE)
    left = _stored(database_url)
    assert left["ps_aors"] == {id_: row for id_, row in others["ps_aors"].items() if id_ != "twilio"}


@pytest.mark.parametrize("rights", ["REVOKE ALL ON extensions FROM {role}", "DROP TABLE extensions"])
def test_the_dialplan_table_is_not_needed(
    rights: str, postgres_server: PostgresServer, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each refused statement would be in the server's log."""
    url = make_url(postgres_url)
    postgres_server.execute(rights.format(role=url.username), str(url.database))
    database, statements = Database(postgres_url), list[str]()
    failed = list[str]()
    sa.event.listen(database._engine, "before_cursor_execute", lambda _c, _u, text, *_: statements.append(text))
    sa.event.listen(database._engine, "handle_error", lambda context: failed.append(str(context.statement)))
    logic = EndpointLogic(database)
    with caplog.at_level(logging.WARNING):
        assert logic.inspect({}, SIMPLE) == []
        logic.create(SIMPLE)
        assert logic.read("twilio", SIMPLE) == SIMPLE
        logic.update("twilio", SIMPLE, _edges("twilio", "dublin"))
        logic.delete("twilio", SIMPLE)
    assert not any(rows.read(postgres_url).values())
    assert statements
    assert failed == []
    assert caplog.records == []
    with pytest.raises(TrunklineError) as refused:
        logic.create(SIMPLE | {"extensions": _exten("+1")})
    assert "extensions" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


ONE, TWO = "one", "two"
EXCHANGES: dict[str, tuple[Inputs, Inputs, Inputs, Inputs]] = {
    "one row": (_exten("+1"), {}, {}, _exten("+1")),
    "rows exchanged": (_exten("+1"), _exten("+2"), _exten("+2"), _exten("+1")),
    "all to one": (_exten("+1"), _exten("+2"), {}, _exten("+1") | _exten("+2")),
}
"""{what happens: the dialplan rows of both endpoints before, and after}"""


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first, second", "second, first"])
@pytest.mark.parametrize("checked", ["all checked before", "each checked before its own"])
@pytest.mark.parametrize("exchange", EXCHANGES)
def test_two_endpoints_exchange_rows_of_the_dialplan(
    exchange: str, checked: str, order: tuple[int, int], database_url: str
) -> None:
    """In one run, as the engine asks: it may have checked the second when the first is changed, or not yet."""
    case, names = EXCHANGES[exchange], (ONE, TWO)
    before = [_with(name, extens) for name, extens in zip(names, case[:2], strict=True)]
    after = [_with(name, extens) for name, extens in zip(names, case[2:], strict=True)]
    for declared in before:
        EndpointLogic(Database(database_url)).create(declared)
    run = _of_one_run(database_url, Ledger())

    def check(index: int) -> None:
        run(names[index]).owner.hold(key("place", EXTENSIONS, row) for row in after[index].get(EXTENSIONS, {}))

    for index in order if checked == "all checked before" else ():
        check(index)
    for index in order:
        check(index)
        run(names[index]).update(names[index], before[index], after[index])
    assert _stored(database_url)[EXTENSIONS] == {
        row: columns["appdata"] for declared in after for row, columns in declared.get(EXTENSIONS, {}).items()
    }
    for name, declared in zip(names, after, strict=True):
        assert EndpointLogic(Database(database_url)).read(name, declared) == declared
    EndpointLogic(Database(database_url)).delete(ONE, after[0])
    assert EndpointLogic(Database(database_url)).read(TWO, after[1]) == after[1]


def _with(name: str, extens: Inputs) -> Inputs:
    return inputs.endpoint(name) | ({EXTENSIONS: extens} if extens else {})


def _of_one_run(url: str, ledger: Ledger) -> Callable[[str], EndpointLogic]:
    database = Database(url)

    def logic(name: str) -> EndpointLogic:
        made = EndpointLogic(database, place="place")
        made.owner = Owner(f"urn:pulumi:test::trunkline::Endpoint::{name}", ledger)
        return made

    return logic
