"""The application: every operation with its path, and how a request becomes a call."""

import logging
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from trunkline.emulator import control
from trunkline.emulator.absolute_form import AbsoluteForm
from trunkline.emulator.api2010 import (
    account,
    available_country,
    available_phone_number,
    credential,
    incoming_phone_number,
    ip_address,
)
from trunkline.emulator.api2010 import credential_list as sip_credential_list
from trunkline.emulator.api2010 import ip_access_control_list as sip_ip_access_control_list
from trunkline.emulator.auth import authenticate
from trunkline.emulator.call import Call, Operation
from trunkline.emulator.errors import (
    AuthenticationError,
    InternalServerError,
    MethodNotAllowedError,
    NotFoundError,
    StartError,
    TwilioError,
)
from trunkline.emulator.faults import Fault, Faults
from trunkline.emulator.form import read_form
from trunkline.emulator.inventory import KINDS
from trunkline.emulator.journal import Journal, Journaling
from trunkline.emulator.seed import seed
from trunkline.emulator.store import Store
from trunkline.emulator.trunking import origination_url, phone_number, recording, trunk
from trunkline.emulator.trunking.associated_list import credential_list, ip_access_control_list

log = logging.getLogger(__name__)

TRUNK = "/v1/Trunks/{trunk_sid}"
ACCOUNT = "/2010-04-01/Accounts/{account_sid}"
CREDENTIAL_LISTS = f"{ACCOUNT}/SIP/CredentialLists"
CREDENTIALS = f"{CREDENTIAL_LISTS}/{{list_sid}}/Credentials"
IP_ACCESS_CONTROL_LISTS = f"{ACCOUNT}/SIP/IpAccessControlLists"
IP_ADDRESSES = f"{IP_ACCESS_CONTROL_LISTS}/{{list_sid}}/IpAddresses"
NUMBERS = f"{ACCOUNT}/IncomingPhoneNumbers"


class KindConvertor(Convertor[str]):
    """A kind of number in a path, which a number's SID never is."""

    regex = "|".join(KINDS)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("kind", KindConvertor())

OPERATIONS: Sequence[tuple[str, str, int, Operation]] = [
    ("GET", "/v1/Trunks", 200, trunk.index),
    ("POST", "/v1/Trunks", 201, trunk.create),
    ("GET", "/v1/Trunks/{sid}", 200, trunk.fetch),
    ("POST", "/v1/Trunks/{sid}", 200, trunk.modify),
    ("DELETE", "/v1/Trunks/{sid}", 204, trunk.remove),
    ("GET", f"{TRUNK}/Recording", 200, recording.fetch),
    ("POST", f"{TRUNK}/Recording", 200, recording.modify),
    ("GET", f"{TRUNK}/CredentialLists", 200, credential_list.index),
    ("POST", f"{TRUNK}/CredentialLists", 201, credential_list.create),
    ("GET", f"{TRUNK}/CredentialLists/{{sid}}", 200, credential_list.fetch),
    ("DELETE", f"{TRUNK}/CredentialLists/{{sid}}", 204, credential_list.remove),
    ("GET", f"{TRUNK}/IpAccessControlLists", 200, ip_access_control_list.index),
    ("POST", f"{TRUNK}/IpAccessControlLists", 201, ip_access_control_list.create),
    ("GET", f"{TRUNK}/IpAccessControlLists/{{sid}}", 200, ip_access_control_list.fetch),
    ("DELETE", f"{TRUNK}/IpAccessControlLists/{{sid}}", 204, ip_access_control_list.remove),
    ("GET", f"{TRUNK}/PhoneNumbers", 200, phone_number.index),
    ("POST", f"{TRUNK}/PhoneNumbers", 201, phone_number.create),
    ("GET", f"{TRUNK}/PhoneNumbers/{{sid}}", 200, phone_number.fetch),
    ("DELETE", f"{TRUNK}/PhoneNumbers/{{sid}}", 204, phone_number.remove),
    ("GET", f"{TRUNK}/OriginationUrls", 200, origination_url.index),
    ("POST", f"{TRUNK}/OriginationUrls", 201, origination_url.create),
    ("GET", f"{TRUNK}/OriginationUrls/{{sid}}", 200, origination_url.fetch),
    ("POST", f"{TRUNK}/OriginationUrls/{{sid}}", 200, origination_url.modify),
    ("DELETE", f"{TRUNK}/OriginationUrls/{{sid}}", 204, origination_url.remove),
    ("GET", f"{CREDENTIAL_LISTS}.json", 200, sip_credential_list.index),
    ("POST", f"{CREDENTIAL_LISTS}.json", 201, sip_credential_list.create),
    ("GET", f"{CREDENTIAL_LISTS}/{{sid}}.json", 200, sip_credential_list.fetch),
    ("POST", f"{CREDENTIAL_LISTS}/{{sid}}.json", 200, sip_credential_list.modify),
    ("DELETE", f"{CREDENTIAL_LISTS}/{{sid}}.json", 204, sip_credential_list.remove),
    ("GET", f"{CREDENTIALS}.json", 200, credential.index),
    ("POST", f"{CREDENTIALS}.json", 201, credential.create),
    ("GET", f"{CREDENTIALS}/{{sid}}.json", 200, credential.fetch),
    ("POST", f"{CREDENTIALS}/{{sid}}.json", 200, credential.modify),
    ("DELETE", f"{CREDENTIALS}/{{sid}}.json", 204, credential.remove),
    ("GET", f"{IP_ACCESS_CONTROL_LISTS}.json", 200, sip_ip_access_control_list.index),
    ("POST", f"{IP_ACCESS_CONTROL_LISTS}.json", 201, sip_ip_access_control_list.create),
    ("GET", f"{IP_ACCESS_CONTROL_LISTS}/{{sid}}.json", 200, sip_ip_access_control_list.fetch),
    ("POST", f"{IP_ACCESS_CONTROL_LISTS}/{{sid}}.json", 200, sip_ip_access_control_list.modify),
    ("DELETE", f"{IP_ACCESS_CONTROL_LISTS}/{{sid}}.json", 204, sip_ip_access_control_list.remove),
    ("GET", f"{IP_ADDRESSES}.json", 200, ip_address.index),
    ("POST", f"{IP_ADDRESSES}.json", 201, ip_address.create),
    ("GET", f"{IP_ADDRESSES}/{{sid}}.json", 200, ip_address.fetch),
    ("POST", f"{IP_ADDRESSES}/{{sid}}.json", 200, ip_address.modify),
    ("DELETE", f"{IP_ADDRESSES}/{{sid}}.json", 204, ip_address.remove),
    ("GET", f"{ACCOUNT}/AvailablePhoneNumbers/{{country_code}}/{{kind}}.json", 200, available_phone_number.index),
    ("GET", f"{NUMBERS}.json", 200, incoming_phone_number.index),
    ("POST", f"{NUMBERS}.json", 201, incoming_phone_number.create),
    ("GET", f"{NUMBERS}/{{sid}}.json", 200, incoming_phone_number.fetch),
    ("POST", f"{NUMBERS}/{{sid}}.json", 200, incoming_phone_number.modify),
    ("DELETE", f"{NUMBERS}/{{sid}}.json", 204, incoming_phone_number.remove),
]

NUMBERS_ON_SALE = f"{ACCOUNT}/AvailablePhoneNumbers"

NEIGHBOURS: Sequence[tuple[str, str, int, Operation]] = [
    ("GET", "/2010-04-01/Accounts.json", 200, account.index),
    ("GET", f"{ACCOUNT}.json", 200, account.fetch),
    ("GET", f"{NUMBERS_ON_SALE}.json", 200, available_country.index),
    ("GET", f"{NUMBERS_ON_SALE}/{{country_code}}.json", 200, available_country.fetch),
    ("GET", f"{NUMBERS}/{{kind:kind}}.json", 200, incoming_phone_number.index),
    ("POST", f"{NUMBERS}/{{kind:kind}}.json", 201, incoming_phone_number.create),
]
"""Operations that trunks do not need, but clients ask for on their way. Other operations of these paths are missing."""

REGIONS = ("us1", "au1", "ie1", "jp1")


def create_app(
    state: Path, *, numbers: Sequence[str] = (), environ: Mapping[str, str] = os.environ, region: str = "us1"
) -> Starlette:
    """Build the application on a state file, which is created and seeded if necessary (see `seed`).

    To drop connections (see `faults`), it needs the server of `trunkline.emulator.server`.

    Raises:
        StartError: the state file, the environment or the region is wrong.
    """
    if region not in REGIONS:
        raise StartError(f"{region} is not a region; must be one of {', '.join(REGIONS)}")
    store = Store(state)
    try:
        seed(store, environ, numbers)
    except BaseException:
        store.close()
        raise
    journal = Journal()
    pending: list[Fault] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        store.close()

    app = Starlette(
        routes=[
            *(_route(store, *operation) for operation in (*NEIGHBOURS, *OPERATIONS) if _exists(operation[1], region)),
            *control.routes(store, journal, pending),
        ],
        middleware=[
            Middleware(AbsoluteForm),
            Middleware(Journaling, journal=journal),
            Middleware(Faults, pending=pending),
        ],
        exception_handlers={
            TwilioError: lambda _request, error: _refusal(error),
            404: lambda request, _error: _refusal(
                NotFoundError(f"The requested resource {request.url.path} was not found")
            ),
            405: lambda _request, _error: _refusal(MethodNotAllowedError("Method not allowed")),
            Exception: _bug,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _exists(path: str, region: str) -> bool:
    """In ie1, only a number's TrunkSid shows its trunk. That the trunk's list answers 404 is [? ie1-numbers]."""
    return region != "ie1" or not path.startswith(f"{TRUNK}/PhoneNumbers")


def _route(store: Store, method: str, path: str, status: int, operation: Operation) -> Route:
    def answer(request: Request, body: bytes) -> Response:
        with store.transaction(write=method != "GET") as db:
            call = Call(
                db=db,
                account_sid=authenticate(
                    db, request.headers.get("Authorization", ""), request.path_params.get("account_sid")
                ),
                path=request.url.path,
                sids=request.path_params,
                query=request.query_params,
                form=read_form(request.headers.get("Content-Type", ""), body),
            )
            document = operation(call)
        return Response(status_code=status) if document is None else JSONResponse(document, status)

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request, await request.body())

    return Route(path, endpoint, methods=[method])


def _bug(request: Request, error: Exception) -> Response:
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    return _refusal(InternalServerError("Internal Server Error"))


def _refusal(error: TwilioError) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if isinstance(error, AuthenticationError) else None
    return JSONResponse(error.body(), error.status, headers)
