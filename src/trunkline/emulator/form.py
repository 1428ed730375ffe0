"""A request's body: the fields of a form, in either of the two encodings that Twilio reads."""

from email import message_from_bytes, policy
from urllib.parse import parse_qsl

from trunkline.emulator.errors import ContentTypeError, InvalidParameterError

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def read_form(content_type: str, body: bytes) -> dict[str, str]:
    """The fields; the last one counts if a name comes twice. An empty body may have any type.

    A body without a type is taken for URL-encoded [? body-no-type]. Stray `&` and names without `=` do no harm.

    Raises:
        ContentTypeError: the body is of another type, or JSON under a form's type.
        InvalidParameterError: it is not UTF-8, or no form.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return {}
    if kind not in {"", URLENCODED, MULTIPART} or body.lstrip().startswith((b"{", b"[")):
        raise ContentTypeError(f"Input request content type is invalid; must be {URLENCODED} or {MULTIPART}")
    try:
        return _multipart(content_type, body) if kind == MULTIPART else _urlencoded(body)
    except ValueError:
        raise InvalidParameterError(f"The body must be {URLENCODED} or {MULTIPART}") from None


def _urlencoded(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))


def _multipart(content_type: str, body: bytes) -> dict[str, str]:
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=policy.HTTP)
    if not message.is_multipart() or message.defects:
        raise ValueError
    fields = {}
    for part in message.iter_parts():
        name, value = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(value, bytes):
            raise ValueError  # noqa: TRY004 - a malformed part, not a wrong argument
        fields[name] = value.decode()
    return fields
