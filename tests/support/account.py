"""The whole of a Twilio account, as a test compares it. The emulator's state has it, and is read without a request."""

import sqlite3
from contextlib import closing
from typing import Any

from trunkline.testing.twilio import Emulator

_TRUNKS = "SELECT sid, domain_name, friendly_name, secure FROM trunks WHERE account_sid = ? ORDER BY id"
_OF_TRUNK = {
    "credential_lists": "SELECT friendly_name FROM credential_lists AS list JOIN trunk_credential_lists AS mapping "
    "ON mapping.credential_list_sid = list.sid WHERE trunk_sid = ? ORDER BY mapping.id",
    "ip_access_control_lists": "SELECT friendly_name FROM ip_access_control_lists AS list "
    "JOIN trunk_ip_access_control_lists AS mapping ON mapping.ip_access_control_list_sid = list.sid "
    "WHERE trunk_sid = ? ORDER BY mapping.id",
    "origination_urls": "SELECT sip_url FROM origination_urls WHERE trunk_sid = ? ORDER BY sip_url",
    "phone_numbers": "SELECT phone_number FROM incoming_phone_numbers WHERE trunk_sid = ? ORDER BY phone_number",
}
_LISTS = {
    "credential_lists": "SELECT list.friendly_name, username FROM credential_lists AS list LEFT JOIN credentials "
    "ON credential_list_sid = list.sid WHERE list.account_sid = ? ORDER BY list.id, username",
    "ip_access_control_lists": "SELECT list.friendly_name, ip_address FROM ip_access_control_lists AS list "
    "LEFT JOIN ip_addresses ON ip_access_control_list_sid = list.sid WHERE list.account_sid = ? "
    "ORDER BY list.id, ip_address",
}
_NUMBERS = "SELECT phone_number FROM incoming_phone_numbers WHERE account_sid = ? ORDER BY phone_number"


def read(emulator: Emulator) -> dict[str, Any]:
    """Trunks, lists and numbers without SIDs and dates."""
    with closing(sqlite3.connect(emulator.state, timeout=30)) as state:

        def column(select: str, sid: str) -> list[str]:
            return [value for (value,) in state.execute(select, [sid])]

        lists: dict[str, dict[str, list[str]]] = {}
        for kind, select in _LISTS.items():
            lists[kind] = {}
            for name, member in state.execute(select, [emulator.account_sid]):
                lists[kind].setdefault(name, []).extend([member] if member else [])
        return {
            "trunks": [
                {"domain_name": domain, "friendly_name": name, "secure": bool(secure)}
                | {kind: column(select, sid) for kind, select in _OF_TRUNK.items()}
                for sid, domain, name, secure in state.execute(_TRUNKS, [emulator.account_sid])
            ],
            **lists,
            "numbers": column(_NUMBERS, emulator.account_sid),
            "lists": sum(map(len, lists.values())),
        }
