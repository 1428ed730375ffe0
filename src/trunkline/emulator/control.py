"""The emulator's own routes, `/emulator/…`: past requests, reserved domains, faults, health."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from trunkline.emulator.auth import authenticate
from trunkline.emulator.faults import Fault
from trunkline.emulator.journal import Journal
from trunkline.emulator.store import Store


def routes(store: Store, journal: Journal, pending: list[Fault]) -> list[Route]:
    def requests(_account_sid: str, _request: Request, _body: bytes) -> Response:
        return JSONResponse({"count": journal.count, "requests": list(journal.requests)})

    def reset_requests(_account_sid: str, _request: Request, _body: bytes) -> Response:
        journal.reset()
        return Response(status_code=204)

    def lift_reservations(account_sid: str, request: Request, _body: bytes) -> Response:
        domain = request.path_params.get("domain")
        with store.transaction() as db:
            db.execute(
                "DELETE FROM reserved_domains WHERE account_sid = ? AND domain_name = coalesce(?, domain_name)",
                (account_sid, domain),
            )
        return Response(status_code=204)

    def add_fault(_account_sid: str, _request: Request, body: bytes) -> Response:
        pending.append(Fault.from_json(body))
        return Response(status_code=201)

    def drop_faults(_account_sid: str, _request: Request, _body: bytes) -> Response:
        pending.clear()
        return Response(status_code=204)

    def route(method: str, path: str, control: Callable[[str, Request, bytes], Response]) -> Route:
        def answer(request: Request, body: bytes) -> Response:
            with store.transaction(write=False) as db:
                account_sid = authenticate(db, request.headers.get("Authorization", ""), None)
            return control(account_sid, request, body)

        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(answer, request, await request.body())

        return Route(path, endpoint, methods=[method])

    return [
        Route("/emulator/health", health),
        route("GET", "/emulator/requests", requests),
        route("DELETE", "/emulator/requests", reset_requests),
        route("DELETE", "/emulator/reserved-domains", lift_reservations),
        route("DELETE", "/emulator/reserved-domains/{domain}", lift_reservations),
        route("POST", "/emulator/faults", add_fault),
        route("DELETE", "/emulator/faults", drop_faults),
    ]


async def health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})
