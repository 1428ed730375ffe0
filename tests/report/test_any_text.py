"""With any value, the page stays whole, mentions no user, and shows no secret."""

import re
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from markdown_it.token import Token

from trunkline.report.errors import ReportError

from .documents import comment, document, parsed, recorded, step

HOSTILE = st.sampled_from(
    [
        "a|b",
        "`",
        "``x`",
        "\\",
        "\\|",
        "@team",
        "#1",
        "<script>alert(1)</script>",
        "</code></td></table>",
        "-->",
        "x\n\n# y",
        "\n```\n",
        "> [!NOTE]",
        ']"]:::x',
        "%%{init: {}}%%",
        "style a:b#c;",
        "\u202e",
        "\ud800",
        "https://example.com",
        "&amp;",
    ]
)
TEXTS = st.lists(st.one_of(HOSTILE, st.text(max_size=20)), max_size=4).map("".join)
SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"
SECRETS = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=4).map("S3cret-{}".format)
_BOX = r'\w+\["[^"`\\|{}]*"\](?::::\w+)?'
_LINE = re.compile(rf"    (?:{_BOX}(?: --> \w+)?|\w+ --> {_BOX}|[\w &]+ --> \w+|classDef \w+ [^ ]+)")


@given(TEXTS, TEXTS, TEXTS)
def test_the_page_stays_whole(name: str, username: str, label: str) -> None:
    trunk = {"domain_name": label, "friendly_name": name, "phone_numbers": [label], "origination_urls": {label: {}}}
    endpoint = {"endpoint_id": name, "ps_endpoints": {name: {"context": label}}, "ps_aors": {}}
    text = comment(
        document(
            step("twilio:Trunk", trunk | {"friendly_name": "", "phone_numbers": [name]}, trunk),
            step("twilio:CredentialList", {"credentials": {}}, {"credentials": {username: "[secret]"}}),
            step("twilio:IpAccessControlList", {"ip_addresses": {name: "a"}}, {"ip_addresses": {label: username}}),
            step("asterisk:Endpoint", endpoint | {"endpoint_id": label}, endpoint, name=label),
            diagnostics=[{"severity": severity, "message": name} for severity in ("warning", "error")],
        )
    )
    text.encode()
    tokens = parsed(text)
    _blocks(text, tokens)
    _inline(tokens)


@given(TEXTS, TEXTS)
def test_the_picture_stays_whole(name: str, label: str) -> None:
    trunk = {"domain_name": name, "phone_numbers": [label], "origination_urls": {label: {}}}
    text = comment(document(step("twilio:Trunk", trunk, trunk | {"phone_numbers": [name], "domain_name": label})))
    fences = [token for token in parsed(text) if token.type == "fence"]
    for fence in fences:
        first, *lines = fence.content.splitlines()
        assert first == "flowchart LR"
        assert all(map(_LINE.fullmatch, lines)), fence.content


@given(TEXTS)
def test_the_name_of_a_folded_picture_is_no_markup(name: str) -> None:
    numbers = [f"+1415555{number:04}" for number in range(40)]
    trunk = step("twilio:Trunk", {"phone_numbers": numbers[:20]}, {"phone_numbers": numbers[20:]}, name=name)
    (summary,) = re.findall(r"^<details>(.*)$", comment(document(trunk)), re.MULTILINE)
    assert re.fullmatch(r"<summary>Picture of <code>[^<>@`]*</code> after the update</summary>", summary)


@given(SECRETS, SECRETS, st.booleans())
def test_no_secret_is_shown(old: str, new: str, wrapped: bool) -> None:
    def secret(value: str) -> Any:
        return {"4dabf18193072939515e22adb298388d": SIGNATURE, "value": value} if wrapped else value

    before, after = (
        {
            "credentials": {"grable": secret(value)},
            "ps_auths": {"twilio": {"username": "grable", "password": secret(value), "md5_cred": value}},
            "sealed": {"credentials": {"grable": value}},
            "friendly_name": f"it is {value}",
            "disaster_recovery_url": f"https://me:{value}@example.com/",
        }
        for value in (old, new)
    )
    kinds = ("twilio:CredentialList", "twilio:Trunk", "asterisk:Endpoint")
    steps = [step(kind, before, after) for kind in kinds]
    said = [{"severity": severity, "message": f"it is {old}"} for severity in ("warning", "error", "info")]
    text = comment(document(*steps, diagnostics=said))
    assert old not in text
    assert new not in text
    assert old == new or "password of `grable`" in text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=8,
)


@given(st.data())
def test_any_json_is_refused_or_reported(data: st.DataObject) -> None:
    """A preview in which any value is replaced by any other."""
    made = recorded(data.draw(st.sampled_from(["rotated", "settings", "released", "adopted", "two-asterisks"])))
    for _ in range(data.draw(st.integers(1, 4))):
        at: Any = made
        while isinstance(at, dict | list) and at:
            key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
            if not isinstance(at[key], dict | list) or data.draw(st.integers(0, 3)) == 0:
                at[key] = data.draw(JSON)
                break
            at = at[key]
    with suppress(ReportError):
        assert comment(made).startswith("<!-- trunkline")


def _blocks(text: str, tokens: list[Token]) -> None:
    """Only what the report makes, and three cells in each row."""
    found = {token.tag for token in tokens if token.nesting == 1}
    assert found <= {"h3", "p", "blockquote", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert [token.content for token in tokens if token.type == "html_block"] == ["<!-- trunkline trunkline/test -->\n"]
    rows = " ".join(token.tag for token in tokens if token.type in {"tr_open", "th_open", "td_open"}).split("tr")
    assert {row.strip() for row in rows} <= {"", "th th th", "td td td"}
    assert len(rows) - 1 == sum(line.startswith("| ") for line in text.splitlines())


def _inline(tokens: list[Token]) -> None:
    """No markup but code and line breaks, and nothing outside of code that GitHub would link."""
    in_code = False
    for token in (child for parent in tokens for child in parent.children or ()):
        assert token.type in {"text", "code_inline", "html_inline", "softbreak", "entity"}, token
        if token.type == "html_inline":
            assert token.content in {"<br>", "<code>", "</code>"}
            in_code = {"<code>": True, "</code>": False}.get(token.content, in_code)
        elif token.type == "text" and not in_code:
            assert not re.search(r"@|#\d|://|www\.", token.content)
    assert not in_code
