"""A text that is no database URL, or one with unclear parts: one line that shows none of it."""

import inspect

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from trunkline.providers.asterisk import database_login, database_remedies, database_url
from trunkline.providers.asterisk.database import Database
from trunkline.providers.errors import NotConfiguredError, TrunklineError
from trunkline.providers.settings import Settings

SETTING = "TRUNKLINE_DATABASE_URL (databaseUrl)"
NO_FILE = ": an SQLite URL names a file and no server: write sqlite:////path"
PORT_NUMBER = ": its port is not a number from 1 to 65535"
HOST_NAME = ": its host is neither a name nor an address: write host, 192.0.2.1 or [2001:db8::1]"
NO_URL = (
    " is not a database URL: postgresql://user:password@host/name, mariadb://user:password@host/name or sqlite:////path"
)
ENCODE = (
    f"{SETTING}: user or password has a character with a meaning in URLs (@ : / ? # % [ ]): "
    "percent-encode it, as in p%40ss"
)
PIECE = 4
"""A piece of a password that is as long as this is one too many."""

PORT = 1
"""No server listens there."""

FORMS = (
    "postgresql://u:{}@127.0.0.1:{}/d",
    "postgresql://{}@127.0.0.1:{}/d",
    "postgresql://:{}@127.0.0.1:{}/d",
    "postgresql://{}:p@127.0.0.1:{}/d",
    "postgresql://u:{}@[::1]:{}/d",
    "postgresql://u:{}@:{}/d?host=127.0.0.1",
    "postgresql://u:{}@127.0.0.1:{}",
    "postgresql://u@127.0.0.1:{1}/d?password={0}",
    "postgresql://u@127.0.0.1:{1}/d?password={0}&sslmode=disable",
    "mariadb://u:{}@127.0.0.1:{}/d",
    "mysql+pymysql://u:{}@127.0.0.1:{}/d?charset=utf8mb4",
    "{}://u:p@127.0.0.1:{}/d",
    "u:{}@127.0.0.1:{}/d",
    "postgresql:u:{}@127.0.0.1:{}/d",
    "postgres//u:{}@127.0.0.1:{}/d",
    "oracle://u:{}@127.0.0.1:{}/d",
    "postgresql+asyncpg://u:{}@127.0.0.1:{}/d",
    "postgresql://u:p@127.0.0.1:{0}{1}/d",
    "postgresql://u:p@127.0.0.1:{1}/d?{0}",
    "postgresql://u:p@127.0.0.1:{1}/d?{0}=x",
    "postgresql://u:p@127.0.0.1:{1}/d?connect_timeout={0}",
    "mariadb://u:p@127.0.0.1:{1}/d?{0}=x",
    "mariadb://u:p@127.0.0.1:{1}/d?charset={0}",
    "mariadb://u:p@127.0.0.1:{1}/d?read_timeout={0}",
    "sqlite://u:{}@127.0.0.1:{}/d",
    "sqlite:////nowhere/d?{}={}",
)
"""Places in which a password can be by mistake, not percent-encoded."""

_PIECES = st.sampled_from(
    ["p@ss", "/w0rd", "@h/db", "#Qx7", "?k=v", "&x=y", ":5432", "%41", "%FF", "%00", "%zz", "[::1]"]
)
PASSWORDS = st.one_of(
    st.text(min_size=PIECE),
    st.lists(_PIECES, min_size=1, max_size=5).map("".join),
    st.text("@/#?:%[]&=+ QJXZ0975", min_size=PIECE),
)


OUR_OWN_WORDS = SETTING + "".join(
    inspect.getsource(module) for module in (database_url, database_login, database_remedies)
)


def _pieces(text: str) -> set[str]:
    return {text[at : at + PIECE] for at in range(len(text) - PIECE + 1)}


def _said(url: str) -> str:
    """The error for a database with that URL, which cannot be reached."""
    try:
        database = Database(url, timeout=0.5)
    except NotConfiguredError as error:
        return str(error)
    with pytest.raises(TrunklineError) as failed, database.transaction() as connection:
        connection.exec_driver_sql("SELECT 1")
    return f"{database} {failed.value}"


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25)
@given(password=PASSWORDS)
@example(password="p@ss/w0rd")
@example(password="p@ss?w0rd=QJ")
@example(password="\udcff\udcfe\udcfd\udcfc")
@example(password="line\nbreak")
def test_nothing_of_a_password_is_shown(form: str, password: str) -> None:
    said = _said(form.format(password, PORT))
    assert len(said.splitlines()) == 1
    assert not (_pieces(password) & _pieces(said)) - _pieces(OUR_OWN_WORDS + form.format("", PORT))


@given(password=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_a_percent_encoded_password_is_the_password(password: str) -> None:
    for scheme in ("postgresql", "mysql"):
        url = URL.create(scheme, "u:ä", password, "h", 5432, "d").render_as_string(hide_password=False)
        parsed = database_url.parse(url, SETTING)
        assert (parsed.username, parsed.password, parsed.host, parsed.port, parsed.database) == (
            "u:ä", password, "h", 5432, "d",
        )  # fmt: skip
        assert str(Database(url)) == "database h/d"


@pytest.mark.parametrize("character", "@:/?#%[]")
@pytest.mark.parametrize("at", ["u{}ser:password", "user:pa{}ss", "user:{}", "user:{}{}"])
def test_a_character_that_is_not_percent_encoded(at: str, character: str) -> None:
    given = at.format(character, character)
    if given == "u:ser:password":
        given += ":"
    for url in (
        f"postgresql://{given}@h/d",
        f"mariadb://{given}@h:3306/d",
        f"postgresql://{given}@h/d?sslmode=require",
    ):
        with pytest.raises(NotConfiguredError) as refused:
            Database(url)
        assert str(refused.value) == ENCODE


@pytest.mark.parametrize(
    ("url", "rest"),
    [
        ("", NO_URL),
        ("asterisk", NO_URL),
        ("oracle+nothing://u:Canary@h/d", NO_URL),
        ("postgresql+asyncpg://u:Canary@h/d", NO_URL),
        ("postgresql+psycopg://u:Canary@h/d", NO_URL),
        ("mysql+nothing://h/d", NO_URL),
        ("postgresql://h/Canary/d", NO_URL),
        ("postgresql://u:p@h:54x2/d", PORT_NUMBER),
        ("postgresql://u:p@h:65536/d", PORT_NUMBER),
        ("postgresql://u:p@h:²/d", PORT_NUMBER),
        ("postgresql://u:Canary", PORT_NUMBER),
        ("postgresql://u:%FF@h/d", ENCODE.removeprefix(SETTING)),
        ("postgresql://u:%00@h/d", ENCODE.removeprefix(SETTING)),
        ("postgresql://u:50%@h/d", ENCODE.removeprefix(SETTING)),
        ("postgresql://u:p@a b/d", HOST_NAME),
        ("postgresql://u:p@[zz]/d", HOST_NAME),
        ("postgresql://u:p@h/50%", ": the database's name has a % that is not percent-encoded: write %25"),
        (
            "postgresql://u:p@h/a\nb",
            ": it has a control character or a byte that is not UTF-8: set it again, in one line",
        ),
        ("postgresql://h/d?sslmode", ": its query is not of the form ?name=value&name=value, percent-encoded"),
        ("postgresql://h/d?a=1&a=2", ": its query has a parameter twice: leave one out"),
        ("sqlite://", NO_FILE),
        ("sqlite://u:p@h/d", NO_FILE),
        ("sqlite:////path?mode=ro", ": its query has an unknown parameter: use one of timeout"),
        ("mysql://h/d?read_timeout=soon", ": read_timeout in its query has a value that is not allowed"),
        ("mysql://h/d?ssl_check_hostname=maybe", ": ssl_check_hostname in its query has a value that is not allowed"),
        ("mysql://h/d?charset=klingon", ": charset in its query has a value that is not allowed"),
    ],
)
def test_not_a_url(url: str, rest: str) -> None:
    with pytest.raises(NotConfiguredError) as refused:
        Database(url)
    assert str(refused.value) == f"{SETTING}{rest}"


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("postgresql://h/d?sslmod=require", " (did you mean sslmode?): use one of sslmode, "),
        ("postgresql://h/d?async=1", ": use one of sslmode, "),
        ("postgresql://h/d?dsn=x", ": use one of sslmode, "),
        ("mariadb://h/d?sslmode=require", ": use one of ssl_ca, "),
        ("mariadb://h/d?sslca=/path", " (did you mean ssl_ca?): use one of ssl_ca, "),
    ],
)
def test_an_unknown_parameter(url: str, hint: str) -> None:
    with pytest.raises(NotConfiguredError) as refused:
        Database(url)
    assert str(refused.value).startswith(f"{SETTING}: its query has an unknown parameter{hint}")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@h",
        "postgresql:///d",
        "postgresql:///d?host=%2Frun%2Fpostgresql",
        "postgresql://u:p@h1,h2/d",
        "postgresql://u:p@/d?host=h1:5432&host=h2:5433",
        "postgresql://u:p@[2001:db8::1]:5432/d?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3",
        "postgres://u:p@ümlaut.example/d?options=-csearch_path%3Dasterisk",
        "postgresql+psycopg2://h/d?keepalives=0&gssencmode=disable",
        "  mariadb://u:p+q@h:3306/d?ssl_ca=/ca.pem&ssl_check_hostname=true&read_timeout=60\n",
        "sqlite:////a@b/c#d?timeout=3",
    ],
)
def test_a_url(url: str) -> None:
    Database(url)


def test_a_program_s_own_setting_has_its_own_name() -> None:
    """Not that of the environment, from which nothing comes there."""
    explicit = Settings(database_url="postgresql://u:p@ss@h/d", explicit=True)
    with pytest.raises(NotConfiguredError, match=r"^database_url: user or password has a character"):
        Database(explicit.require("database_url"), explicit.called("database_url"))


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgres://u:p@DB.example:5432/d?sslmode=require", "postgresql://db.example/d"),
        ("postgresql+psycopg2://u:p@h:5433/d", "postgresql://h:5433/d"),
        ("postgresql://u:p@[2001:DB8::1]:5433/d", "postgresql://[2001:db8::1]:5433/d"),
        ("postgresql://u@/d?host=%2Frun%2Fpg&port=5433", "postgresql:///run/pg:5433/d"),
        ("postgresql://?user=u&host=h&dbname=d", "postgresql://h/d"),
        ("postgresql://u@h/d?options=-c%20search_path%3Dtenant%20-cgeqo%3Doff", "postgresql://h/d?search_path=tenant"),
        ("postgresql://u@h/d?options=--search-path%3Dtenant", "postgresql://h/d?search_path=tenant"),
        ("postgresql://u@h/d?options=-cgeqo%3Doff", "postgresql://h/d"),
        ("postgresql://?service=asterisk", "postgresql://?service=asterisk"),
        ("mysql://u:p@h:3306/d?charset=latin1", "mariadb://h/d"),
        ("mariadb://u@/d?unix_socket=%2Frun%2Fmysqld.sock", "mariadb:///run/mysqld.sock/d"),
        ("sqlite:////var/lib/a.sqlite3", "sqlite:////var/lib/a.sqlite3"),
        ("postgresql://u:p@h:54x2/d", None),
        ("nothing", None),
    ],
)
def test_the_place_that_a_state_remembers(url: str, place: str | None) -> None:
    """All that says which rows are meant, and nothing of a login."""
    assert Settings(database_url=url).database == place
