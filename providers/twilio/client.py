"""Twilio's SDK for an account, at twilio.com, in a region, or at another host."""

from urllib.parse import SplitResult, urlsplit

from twilio.rest import Client

from trunkline.providers.errors import NotConfiguredError
from trunkline.providers.settings import Settings, opener
from trunkline.providers.twilio.http_client import TrunklineHttpClient

PAGE_SIZE = 1000
"""Twilio's largest page: every collection that is read here fits in one or two."""

PLACES = frozenset(
    {
        ("us1", None),
        ("us1", "ashburn"),
        ("us1", "umatilla"),
        ("au1", "sydney"),
        ("ie1", "dublin"),
        ("jp1", "tokyo"),
    }
)
"""Regions with the edges that lead to them: https://www.twilio.com/docs/global-infrastructure"""


def create(settings: Settings, http_client: type[TrunklineHttpClient] = TrunklineHttpClient) -> Client:
    """A client, whose HTTP session may be shared by threads."""
    region, edge = settings.twilio_region or "us1", settings.twilio_edge or None
    if (region, edge) not in PLACES:
        raise NotConfiguredError(
            f"{settings.called('twilio_edge')} {edge!r} does not lead to "
            f"{settings.called('twilio_region')} {region!r}: "
            "set sydney for au1, dublin for ie1, tokyo for jp1, or neither of the two"
        )
    account_sid = settings.require("twilio_account_sid")
    password = settings.require(opener(with_key=bool(settings.twilio_api_key)))
    return Client(
        settings.twilio_api_key or account_sid,
        password,
        account_sid,
        http_client=http_client(settings, _target(settings)),
        environment={"TWILIO_REGION": settings.twilio_region or "", "TWILIO_EDGE": edge or ""},
    )


def _target(settings: Settings) -> SplitResult | None:
    """The server of `twilio_url`, or None. An error does not repeat the URL, which may hold a password."""
    if not settings.twilio_url:
        return None
    wrong = "is not a URL"
    try:
        parts = urlsplit(settings.twilio_url)
        is_url = parts.scheme in {"http", "https"} and bool((parts.hostname or "").encode("idna")) and parts.port != 0
    except ValueError:
        is_url = False
    if is_url:
        if "@" in parts.netloc:
            wrong = "has a user, which Twilio does not use"
        elif parts.path not in {"", "/"} or parts.query or parts.fragment:
            wrong = "has a path, query or fragment after the host"
        else:
            return parts
    name = "twilio_url" if settings.explicit else "TRUNKLINE_TWILIO_URL"
    raise NotConfiguredError(f"{name} {wrong}: write http://host:port")
