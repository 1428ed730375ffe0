"""The whole laboratory: Twilio's account and edge, an Asterisk and its database, phones, and a project for `pulumi`."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from attrs import frozen

from trunkline.testing import twilio
from trunkline.testing.twilio import Emulator

from ..support import rows
from ..support.project import Project
from . import sipp
from .addresses import (
    ASTERISK,
    CALLER,
    DESK_PHONE,
    DOMAIN,
    EDGE,
    FAR_PHONE,
    HOST,
    INSIDE,
    NAMES,
    NOBODY,
    RESOLVER,
)
from .ami import Ami
from .asterisk import AMI_PORT, AMI_SECRET, Asterisk, asterisk
from .edge import Edge, edge
from .names import names
from .realtime import Realtime

FAR = "+10987654321"
"""The number of somebody in the telephone network."""


@frozen
class Bench:
    """Everything running."""

    root: Path
    folder: Path
    engine: Path
    realtime: Realtime
    emulator: Emulator
    asterisk: Asterisk
    edge: Edge
    far_phone: sipp.FarPhone
    ami: Ami
    names: dict[str, str]

    def project(self, stack: str = "test") -> Project:
        """A new project with that stack, which knows both sides and this Asterisk's manager."""
        folder = self.folder / stack
        folder.mkdir()
        variables = {
            "TRUNKLINE_DATABASE_URL": self.realtime.url,
            "TRUNKLINE_AMI_HOST": f"{ASTERISK}:{AMI_PORT}",
            "TRUNKLINE_AMI_USER": "trunkline",
            "TRUNKLINE_AMI_SECRET": AMI_SECRET,
        }
        return Project.create(folder, self.engine, self.emulator.environment | variables, stack)

    def sql(self, statement: str) -> None:
        """Change Asterisk's rows by hand."""
        rows.execute(self.realtime.url, statement)

    def ring(self, number: str, *, secure: bool, talk: int = 1000) -> int:
        """Somebody in the telephone network calls `number` for `talk` ms; the SIP code that it comes to."""
        caller = f"{FAR}@{DOMAIN}:5060"
        return self.call(CALLER, INSIDE, f"{number}@{INSIDE}", caller, transport="udp", secure=secure, talk=talk)

    def knock(
        self,
        source: str,
        number: str,
        transport: str,
        *,
        caller: str = f"{FAR}@{DOMAIN}",
        host: str = HOST,
        secure: bool | None = None,
        header: str = "",
    ) -> int:
        """Somebody at `source` calls Asterisk itself, under the name `host`; the SIP code that it comes to."""
        secure = transport == "tls" if secure is None else secure
        called = f"{number}@{host}"
        return self.call(source, ASTERISK, called, caller, transport=transport, secure=secure, header=header)

    def dial(self, number: str) -> int:
        """Somebody at the desk phone calls `number`, by the guide's dialplan; the SIP code that it comes to."""
        called = f"{number}@{ASTERISK}"
        return self.call(DESK_PHONE, ASTERISK, called, f"desk@{ASTERISK}", transport="udp", secure=False)

    def arrivals(self) -> list[tuple[str, str, str]]:
        """Endpoint, context and number of each call that took the first step of a stack's dialplan."""
        steps = [m for m in list(self.ami.messages) if m.get("Event") == "Newexten" and m["Application"] == "Goto"]
        return [(m["Channel"].split("/")[1].split("-")[0], m["Context"], m["Extension"]) for m in steps]

    def call(
        self,
        source: str,
        target: str,
        called: str,
        caller: str,
        *,
        transport: str,
        secure: bool,
        header: str = "",
        talk: int = 1000,
    ) -> int:
        """The address `source` calls the SIP address `called` at the address `target`; the SIP code it comes to."""
        port = 5061 if transport == "tls" else 5060
        return sipp.call(
            self.root,
            source,
            f"{target}:{port}",
            called=called,
            caller=caller,
            transport=transport,
            secure=secure,
            certificates=self.asterisk.folder / "certs",
            header=header,
            talk=talk,
        )[-1]


@contextmanager
def bench(root: Path, folder: Path, engine: Path, realtime: Realtime, *, secure: bool) -> Iterator[Bench]:
    """Start it all, the far phone with or without SRTP; what the parties keep is in `folder`."""
    with ExitStack() as stack:
        emulator = stack.enter_context(twilio.running(folder / "twilio.sqlite3"))
        table = dict(NAMES)
        resolver = stack.enter_context(names(RESOLVER, table))
        server = stack.enter_context(asterisk(root, ASTERISK, realtime, resolver=resolver, desk_phone=DESK_PHONE))
        proxy = stack.enter_context(
            edge(
                root,
                EDGE,
                emulator.state,
                server.folder / "certs",
                inside=INSIDE,
                far_phone=f"{FAR_PHONE}:5060",
                resolver=resolver,
            )
        )
        phone = stack.enter_context(sipp.far_phone(root, FAR_PHONE, 5060, secure=secure))
        ami = stack.enter_context(Ami(ASTERISK, AMI_PORT, "lab", AMI_SECRET))
        try:
            yield Bench(root, folder, engine, realtime, emulator, server, proxy, phone, ami, table)
        except BaseException as error:
            error.add_note(f"Asterisk said:\n{server.log[-3000:]}\nthe edge said:\n{proxy.log[-2000:]}")
            raise


@contextmanager
def silence(bench: Bench) -> Iterator[None]:
    """The trunk's domain leads to a machine that accepts connections and never answers."""
    bench.names[DOMAIN] = NOBODY
    try:
        with socket.create_server((NOBODY, 5061)):
            yield
    finally:
        bench.names[DOMAIN] = EDGE
