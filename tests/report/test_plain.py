"""What is of another shape than expected is as if it was not there."""

from trunkline.report import plain


def test_another_shape() -> None:
    assert plain.mapping(["a"]) == plain.mapping(None) == {}
    assert plain.sequence({"a": 1}) == plain.sequence("a") == []


def test_the_expected_one() -> None:
    assert plain.mapping({"a": 1}) == {"a": 1}
    assert plain.sequence(["a"]) == ["a"]
