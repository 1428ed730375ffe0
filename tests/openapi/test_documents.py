"""What is held to the documents is all that the emulator serves of them, and what they say."""

from trunkline.emulator.app import OPERATIONS

from .conftest import served
from .documents import Document, operations, shape
from .links import STARTS, linked

ON_SALE = 3
"""The operations on numbers on sale; what trunks use are the 24 and the 25."""


def test_the_emulator_serves_these_paths_whole(documents: Document) -> None:
    """No operation that the emulator has is missing from the documents, and none of theirs from it."""
    published = {(method, shape(path)) for method, path, _ in operations(documents)}

    assert published == {(method, shape(path)) for method, path in served()}
    trunking = {each for each in published if each[1].startswith("/v1/")}
    assert (len(trunking), len(published - trunking)) == (24, 25 + ON_SALE)


def test_what_an_operation_answers_when_it_is_done(documents: Document) -> None:
    published = {(method, shape(path)): operation for method, path, operation in operations(documents)}
    for method, path, status, _ in OPERATIONS:
        if "{kind}" not in path:
            assert list(published[method, shape(path)]["responses"]) == [str(status)]


def test_the_documents_have_no_links_and_no_refusals(documents: Document) -> None:
    """Where they get some, ours (see links.py and `documents.ERROR`) can go."""
    for _, _, operation in operations(documents):
        for status, answer in operation["responses"].items():
            assert status.startswith("2")
            assert "links" not in answer


def test_the_sequences_lead_to_each_operation(documents: Document) -> None:
    known = {"AccountSid": "AC", "CountryCode": "GB", "TrunkSid": "TK"}
    reached = {
        operation["operationId"] for start in STARTS for _, _, operation in operations(linked(documents, start, known))
    }

    assert reached == {operation["operationId"] for _, _, operation in operations(documents)}
