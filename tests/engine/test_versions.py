import pytest

from trunkline.engine.versions import Version, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v3.259.0", Version(3, 259, 0)),
        ("3.259.0\n", Version(3, 259, 0)),
        ("v3.260.0-alpha.1787158315+dirty", Version(3, 260, 0, released=False)),
        ("go1.26.8", Version(1, 26, 8)),
        ("go1.26", Version(1, 26, 0)),
        ("go1.27rc1", Version(1, 27, 0, released=False)),
        ("go1.25.11 X:nocoverageredesign", Version(1, 25, 11)),
        ("", None),
        ("pulumi: command not found", None),
        ("devel go1.28-abcdef", None),
    ],
)
def test_parse(text: str, expected: Version | None) -> None:
    assert parse(text) == expected


def test_versions_sort_by_number_and_a_prerelease_before_its_release() -> None:
    texts = ["v3.260.0", "v3.259.0", "v3.259.0-rc.1", "v3.99.1", "v4.0.0"]
    assert [str(parse(text)) for text in sorted(texts, key=lambda text: parse(text) or (0,))] == [
        "3.99.1",
        "3.259.0",
        "3.259.0",
        "3.260.0",
        "4.0.0",
    ]
    assert (parse("v3.259.0-rc.1") or ()) < (parse("v3.259.0") or ())
