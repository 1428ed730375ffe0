"""Asterisk's manager interface, which goes away when it is asked for more than a test lets it answer."""

import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress


@contextmanager
def dying(after: str) -> Iterator[int]:
    """Its port; a command is answered if it begins with `after`, and any other one ends the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=[listener, after], daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, after: str) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_answer, args=[connection, after], daemon=True).start()


def actions(connection: socket.socket) -> Generator[dict[str, str], None, None]:
    """Greet the client, and give each of its actions, until one of the two ends the connection."""
    with suppress(OSError), connection, connection.makefile("rb") as lines:
        connection.sendall(b"Asterisk Call Manager/9.0.0\r\n")
        action: dict[str, str] = {}
        for line in lines:
            key, _, value = line.decode().strip().partition(": ")
            action[key] = value
            if not key:
                yield action
                action = {}


def _answer(connection: socket.socket, after: str) -> None:
    with suppress(OSError), closing(actions(connection)) as asked:
        for action in asked:
            if action["Action"] == "Command" and not action["Command"].startswith(after):
                return
            said = f"Response: Success\r\nMessage: Done\r\nActionID: {action['ActionID']}\r\n\r\n"
            connection.sendall(said.encode())
