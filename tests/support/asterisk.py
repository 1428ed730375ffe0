"""A server that speaks Asterisk's manager protocol as far as the product needs it, with a script of events."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress

from attrs import define, field

from trunkline.call.running import TO_CALL, TO_WAIT

from .manager import actions

SECRET = "Canary-Manager-5f1e"
USER = "caller"
FULL = {kind: sorted({*TO_CALL[kind], *TO_WAIT[kind]}) for kind in ("read", "write")}
CONTACT = "sip:grable@grable.pstn.twilio.com"

ENDPOINT = """
Endpoint:  <Endpoint/CID.....................................>  <State.....>  <Channels.>
   Match:  <criteria.........................>
==========================================================================================

Endpoint:  twilio                                               Not in use    0 of inf
    Match: 54.172.60.0/30

 ParameterName                      : ParameterValue
===================================================================================================
 allow                              : (ulaw)
 aors                               : twilio
 context                            : from-twilio
 from_user                          : 
 identify_by                        : ip
 media_encryption                   : sdes
 outbound_auth                      : twilio
 transport                          : tls
"""  # noqa: W291 - as Asterisk prints it

COMMANDS = {
    "core show version": "Asterisk 20.5.0 built by root @ here on a Linux",
    "manager show user": (
        f"username: {USER}\nsecret: <Set>\nread perm: {','.join(FULL['read'])}\nwrite perm: {','.join(FULL['write'])}"
    ),
    "pjsip show endpoint twilio": ENDPOINT,
    "pjsip show endpoint": "Unable to find object nope.",
    "pjsip show transport tls": "protocol                    : tls",
    "pjsip show identifiers": "Identifier Names:\nip\nusername",
    "core show application": "-= Info about Application 'Milliwatt' =-",
    "core show function": "-= Info about Function 'TIMEOUT' =-",
    "pjsip": "No such command 'pjsip show history' (type 'core show help pjsip show' for other possible commands)",
}
"""{beginning of a console command: what it prints}; the longest beginning counts. Without res_pjsip_history."""

VARIABLES = {
    "PJSIP_AOR(twilio,contact)": "twilio@@6ed81610eb",
    "PJSIP_CONTACT(twilio@@6ed81610eb,uri)": CONTACT,
    "PJSIP_CONTACT(twilio@@6ed81610eb,status)": "Reachable",
    "PJSIP_CONTACT(twilio@@6ed81610eb,rtt)": "23456",
    "CHANNEL(rtcp,rxcount,audio)": "50",
    "CHANNEL(rtcp,txcount,audio)": "51",
}

Script = Sequence[Mapping[str, str] | float | None]
"""Events, with `{name}` for the call's id; pauses in seconds; None closes the connection."""


@define
class Peer:
    """A running peer: the actions that came, and what it says to them."""

    port: int
    script: Script
    commands: Mapping[str, str]
    variables: Mapping[str, str]
    answers: Mapping[str, str]
    begins: str
    actions: list[dict[str, str]] = field(factory=list)

    def of(self, name: str) -> list[dict[str, str]]:
        return [each for each in self.actions if each["Action"] == name]

    def environment(self) -> dict[str, str]:
        return {
            "TRUNKLINE_AMI_HOST": f"127.0.0.1:{self.port}",
            "TRUNKLINE_AMI_USER": USER,
            "TRUNKLINE_AMI_SECRET": SECRET,
        }

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), closing(actions(connection)) as asked:
                for action in asked:
                    self.actions.append(action)
                    self._answer(connection, action)

    def _answer(self, connection: socket.socket, action: dict[str, str]) -> None:
        name, reply = action["Action"], {"Response": "Success", "ActionID": action["ActionID"]}
        if error := self.answers.get(name):
            reply |= {"Response": "Error", "Message": error}
        elif name == "Getvar":
            reply["Value"] = self.variables.get(action["Variable"], "")
        text = _written(reply)
        if name == "Command" and not error:
            known = max((each for each in self.commands if action["Command"].startswith(each)), key=len)
            output = "".join(f"Output: {line}\r\n" for line in self.commands[known].split("\n"))
            text = f"{_written(reply)[:-2]}Message: Command output follows\r\n{output}\r\n"
        connection.sendall(text.encode())
        if self.begins in {name, action.get("Command")} and not error:
            self._play(connection, action["ActionID"])
        if name == "Hangup" and not error:
            ended = {"Event": "Hangup", "Uniqueid": self.of("Originate")[-1]["ChannelId"], "Cause": "16"}
            connection.sendall(_written(ended).encode())

    def _play(self, connection: socket.socket, name: str) -> None:
        for step in self.script:
            if step is None:
                connection.shutdown(socket.SHUT_RDWR)
            elif isinstance(step, float):
                time.sleep(step)
            else:
                connection.sendall(_written({key: value.format(name=name) for key, value in step.items()}).encode())


def _written(message: Mapping[str, str]) -> str:
    return "".join(f"{key}: {value}\r\n" for key, value in message.items()) + "\r\n"


@contextmanager
def asterisk(
    script: Script = (),
    *,
    commands: Mapping[str, str] = {},
    variables: Mapping[str, str] = {},
    answers: Mapping[str, str] = {},
    begins: str = "Originate",
) -> Iterator[Peer]:
    """A peer, which plays the script after the action or console command `begins`.

    `answers` are errors, {action: message}. What is given wins over the usual answers.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, usual = listener.getsockname()[1], ({**COMMANDS, **commands}, {**VARIABLES, **variables})
        peer = Peer(port, script, *usual, answers, begins)
        threading.Thread(target=peer.serve, args=[listener], daemon=True).start()
        yield peer
