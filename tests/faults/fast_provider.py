"""Starts `python -m pulumi.dynamic` again and again, each in a process of its own, without the second of its imports.

It has everything imported and forks: a line on stdin, {"environment", "output", "errors"}, starts one, whose process id
it prints.
"""

import json
import os
import runpy
import signal
import sys
from importlib import import_module
from typing import Any

from .fast import hasten

_IMPORTED = (
    "dill",
    "grpc",
    "pulumi.dynamic",
    "pulumi.runtime.proto.provider_pb2_grpc",
    "psycopg2",
    "sqlalchemy.dialects.postgresql.psycopg2",
    "trunkline.providers.dynamic",
    "trunkline.providers.asterisk.endpoint",
    "trunkline.providers.twilio.credential_list",
    "trunkline.providers.twilio.credential_list_seal",
    "trunkline.providers.twilio.ip_access_control_list",
    "trunkline.providers.twilio.phone_number",
    "trunkline.providers.twilio.trunk",
    "twilio.rest.api.v2010.account.available_phone_number_country.local",
    "twilio.rest.api.v2010.account.incoming_phone_number",
    "twilio.rest.api.v2010.account.sip.credential_list.credential",
    "twilio.rest.api.v2010.account.sip.ip_access_control_list.ip_address",
    "twilio.rest.trunking.v1.trunk.origination_url",
)


def main() -> None:
    hasten()
    for name in _IMPORTED:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no process waits for them
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _serve(json.loads(line))
        print(pid, flush=True)  # noqa: T201


def _serve(order: dict[str, Any]) -> None:
    """Be the provider's process until somebody ends it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(order["environment"])
    for descriptor, name in ((1, "output"), (2, "errors")):
        file = os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, descriptor)
    os.close(0)
    sys.argv = ["pulumi.dynamic"]
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
