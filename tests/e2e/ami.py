"""A small client of Asterisk's manager interface: actions, their answers, and events."""

import itertools
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

Message = dict[str, str]


class Ami:
    """A logged-in connection."""

    def __init__(self, host: str, port: int, user: str, secret: str) -> None:
        self._socket = socket.create_connection((host, port), timeout=10)
        self._socket.settimeout(None)
        self._numbers = itertools.count(1)
        self._news = threading.Condition()
        self.messages: list[Message] = []
        threading.Thread(target=self._read, daemon=True).start()
        self.action("Login", Username=user, Secret=secret)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def send(self, name: str, **headers: str) -> str:
        """Send an action without waiting; its id."""
        number = str(next(self._numbers))
        lines = {"Action": name, "ActionID": number, **headers}
        self._socket.sendall("".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode() + b"\r\n")
        return number

    def action(self, name: str, **headers: str) -> Message:
        """Send an action; its answer."""
        number = self.send(name, **headers)
        answer = self.wait(lambda m: m.get("ActionID") == number and "Response" in m)
        if answer["Response"] == "Error":
            raise RuntimeError(f"AMI {name}: {answer.get('Message')}")
        return answer

    def command(self, line: str) -> str:
        """The output of the console."""
        number = self.send("Command", Command=line)
        return self.wait(lambda m: m.get("ActionID") == number).get("Output", "")

    def wait(self, wanted: Callable[[Message], bool], seconds: float = 20) -> Message:
        """The first message, of those past and to come, that is `wanted`."""
        end = time.monotonic() + seconds
        seen = 0
        with self._news:
            while True:
                for message in self.messages[seen:]:
                    if wanted(message):
                        return message
                seen = len(self.messages)
                if not self._news.wait(end - time.monotonic()) and time.monotonic() >= end:
                    raise TimeoutError(f"nothing of the kind within {seconds} s")

    def _read(self) -> None:
        try:
            with self._socket.makefile("r", encoding="utf-8", errors="replace", newline="\r\n") as stream:
                message: Message = {}
                for line in stream:
                    key, colon, value = line.rstrip("\r\n").partition(":")
                    if colon:
                        value = value.lstrip()
                        message[key] = f"{message[key]}\n{value}" if key in message else value
                    elif message and not key:
                        with self._news:
                            self.messages.append(message)
                            self._news.notify_all()
                        message = {}
        except (OSError, ValueError):
            return
