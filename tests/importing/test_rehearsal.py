"""The component is built without an engine."""

import asyncio

from trunkline.importing.asterisk_side import AsteriskSide
from trunkline.importing.rehearsal import Rehearsal
from trunkline.importing.twilio_side import Sids
from trunkline.providers.settings import Settings


def test_where_nothing_has_made_an_event_loop(sqlite_url: str) -> None:
    """Python does not by itself any more, from 3.14 on."""
    settings = Settings(database_url=sqlite_url)
    rehearsal = Rehearsal(settings, AsteriskSide(settings), None)
    config = {
        "domainName": "grable.pstn.twilio.com",
        "username": "grable",
        "password": "Grable-Trunk-2024",
        "asteriskAddresses": ["192.0.2.1"],
    }
    for name in ("first", "second"):
        asyncio.set_event_loop(None)
        assert rehearsal.make(name, config, Sids("", "", "")).trunk.domain_name == "grable.pstn.twilio.com"
