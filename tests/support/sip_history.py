"""Asterisk's history of SIP messages as its console shows it: a list, or one message whole."""

TITLE = "No.   Timestamp  (Dir) Address                  SIP Message\n===== ========== ======"
EDGE = "54.172.60.1:5061"


def listed(*messages: str) -> str:
    """`>INVITE …` was sent, `<SIP/2.0 …` was received."""
    rows = [
        f"{number:05} 1795800715 * {'==>' if text[0] == '>' else '<=='} {EDGE:<24} {text[1:]}"
        for number, text in enumerate(messages)
    ]
    return "\n".join([TITLE, *rows])


def whole(message: str, *headers: str, number: int = 0) -> str:
    """The message with its headers, and with the line ends of SIP."""
    way = "Sent to" if message[0] == ">" else "Received from"
    text = "\r\n".join([message[1:], *headers, "", ""])
    return f"<--- History Entry {number} {way} {EDGE} at 1795800740 --->\n{text}\n"
