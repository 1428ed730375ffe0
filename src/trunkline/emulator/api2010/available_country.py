"""`/AvailablePhoneNumbers` and `/AvailablePhoneNumbers/{CountryCode}`: the countries with numbers on sale."""

import phonenumbers

from trunkline.emulator.call import Call, Document
from trunkline.emulator.errors import NotFoundError
from trunkline.emulator.inventory import KINDS, on_sale

SUBRESOURCES = {"Local": "local", "Mobile": "mobile", "TollFree": "toll_free"}


def index(call: Call) -> Document:
    """All countries, on one page, as in Twilio's example."""
    countries = [render(call, code) for code in sorted(phonenumbers.SUPPORTED_REGIONS) if _kinds(code)]
    return {"countries": countries, "uri": call.path}


def fetch(call: Call) -> Document:
    code = call.sids["country_code"]
    if not _kinds(code):
        raise NotFoundError(f"The requested resource {call.path} was not found")
    return render(call, code)


def render(call: Call, code: str) -> Document:
    """The country's name is null, because the emulator does not know it."""
    address = f"/2010-04-01/Accounts/{call.account_sid}/AvailablePhoneNumbers/{code}"
    return {
        "country_code": code,
        "country": None,
        "beta": False,
        "uri": f"{address}.json",
        "subresource_uris": {SUBRESOURCES[kind]: f"{address}/{kind}.json" for kind in _kinds(code)},
    }


def _kinds(code: str) -> list[str]:
    return [kind for kind in KINDS if on_sale(code, kind)]
