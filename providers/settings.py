"""The addresses of the two sides, and the logins: from the environment, else from the stack's config."""

import os
from collections.abc import Callable, Mapping
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from attrs import Factory, evolve, field, frozen

from trunkline.model.command import pulumi
from trunkline.providers.errors import NotConfiguredError
from trunkline.providers.server_options import ServerOptions

_SOURCES = {
    "twilio_account_sid": ("TWILIO_ACCOUNT_SID", "twilioAccountSid"),
    "twilio_auth_token": ("TWILIO_AUTH_TOKEN", "twilioAuthToken"),
    "twilio_api_key": ("TWILIO_API_KEY", "twilioApiKey"),
    "twilio_api_secret": ("TWILIO_API_SECRET", "twilioApiSecret"),
    "twilio_region": ("TWILIO_REGION", "twilioRegion"),
    "twilio_edge": ("TWILIO_EDGE", "twilioEdge"),
    "twilio_url": ("TRUNKLINE_TWILIO_URL", "twilioUrl"),
    "database_url": ("TRUNKLINE_DATABASE_URL", "databaseUrl"),
    "ami_host": ("TRUNKLINE_AMI_HOST", "amiHost"),
    "ami_user": ("TRUNKLINE_AMI_USER", "amiUser"),
    "ami_secret": ("TRUNKLINE_AMI_SECRET", "amiSecret"),
}
"""setting: (environment variable, key of the stack's config)"""

NAMES = _SOURCES.keys()
"""The settings."""

VARIABLES = tuple(variable for variable, _ in _SOURCES.values())

CONFIG_KEYS = tuple(key for _, key in _SOURCES.values())

SECRETS = frozenset({"twilio_auth_token", "twilio_api_secret", "database_url", "ami_secret"})
"""The settings that are secrets."""

SECRET_KEYS = frozenset(_SOURCES[name][1] for name in SECRETS)
"""Their keys in the stack's config."""

_SCHEMES = {"postgres": "postgresql", "mysql": "mariadb"}
_PORTS = {"postgresql": 5432, "mariadb": 3306}

EXPLICIT = "explicit"
"""Key in the config of a provider that the program makes itself. Its values win over the environment."""

PACKAGE = "package"
"""Key in the config of `pulumi-resource-trunkline`, with the namespace of its keys."""


@frozen
class Settings:
    """Connection settings of one provider process. Secrets stay out of `repr`.

    The environment wins over the config, because on refresh and destroy the engine configures a provider
    from the state, where a rotated token is stale.

    Attributes:
        twilio_account_sid: `AC` and 32 hex digits.
        twilio_auth_token: the account's auth token; not needed with an API key.
        twilio_api_key: `SK` and 32 hex digits, used with its secret instead of the auth token.
        twilio_api_secret: the API key's secret.
        twilio_region: where the account's data is: us1 (default), au1, ie1 or jp1. Each region has its own tokens and
            keys.
        twilio_edge: the edge at which requests enter Twilio's network: sydney for au1, dublin for ie1, tokyo for jp1;
            ashburn, umatilla or none for us1.
        twilio_url: the server of Twilio's API instead of twilio.com, such as the emulator's URL.
        database_url: URL of the Asterisk realtime database: postgresql://…, mariadb://… (or mysql://…) or sqlite:///….
            Its query sets TLS to the server: `?sslmode=verify-full&sslrootcert=/path` for PostgreSQL,
            `?ssl_ca=/path&ssl_check_hostname=true` for MariaDB. docs/how-to/databases.md has more.
        ami_host: host or host:port of the manager interface of the Asterisk to wait for. Without it, no run waits.
        ami_user: a user of its manager.conf with `write = command,call`.
        ami_secret: that user's secret.
        explicit: whether the program sets them (`trunkline.Provider`). Then the environment is not read.
        alone: whether the database's URL is the program's. Then libpq does not read the environment either.
        package: the namespace of the config's keys, if that is not the project.
        stack: whose settings they are, for the commands in remedies; None if that is not known.
    """

    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = field(default=None, repr=False)
    twilio_api_key: str | None = None
    twilio_api_secret: str | None = field(default=None, repr=False)
    twilio_region: str | None = None
    twilio_edge: str | None = None
    twilio_url: str | None = None
    database_url: str | None = field(default=None, repr=False)
    ami_host: str | None = None
    ami_user: str | None = None
    ami_secret: str | None = field(default=None, repr=False)
    explicit: bool = False
    alone: bool = field(default=Factory(lambda settings: settings.explicit, takes_self=True))
    package: str | None = field(default=None, eq=False)
    stack: str | None = field(default=None, eq=False)

    @classmethod
    def find(cls, config: Callable[[str], Any], stack: str | None = None) -> Self:
        """Take each setting from the environment, or from `config(key)`, which returns None if it is not set."""
        explicit = bool(config(EXPLICIT))
        environment = {} if explicit else os.environ
        found = {name: environment.get(variable) or config(key) for name, (variable, key) in _SOURCES.items()}
        return cls(**found, explicit=explicit, alone=explicit, package=config(PACKAGE), stack=stack)

    @property
    def account_sid(self) -> str | None:
        return self.twilio_account_sid

    @property
    def database(self) -> str | None:
        """The database without user and password, as a state keeps it: `postgresql://host/name`.

        Of the parameters, it has those that say which rows are meant: `?search_path=…`, `?service=…`.
        """
        try:
            url = urlsplit(self.database_url or "")
            number = url.port
        except ValueError:
            return None
        if not url.scheme:
            return None
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        elsewhere = next((query[name] for name in ("host", "hostaddr", "unix_socket") if name in query), "")
        kind = url.scheme.partition("+")[0]
        scheme, host = _SCHEMES.get(kind, kind), url.hostname or elsewhere
        host = f"[{host}]" if host == url.hostname and ":" in host else host
        port = str(number or query.get("port", ""))
        port = f":{port}" if port not in {"", str(_PORTS.get(scheme))} else ""
        schema = ServerOptions.parse(query.get("options", "")).settings.get("search_path")
        further = {"service": query.get("service"), "search_path": schema}
        rest = "&".join(f"{name}={value}" for name, value in further.items() if value)
        name = url.path or (f"/{query['dbname']}" if "dbname" in query else "")
        return f"{scheme}://{host.lower()}{port}{name}{'?' if rest else ''}{rest}"

    def leads_elsewhere(self, place: str, was: str, now: str, urn: str) -> str:
        """The fact and the remedy if a thing is in one account or database, and the settings lead to another."""
        name = {"account_sid": "twilio_account_sid", "database": "database_url"}[place]
        called = self.called(name)
        if place == "account_sid":
            return (
                f"it is in account {was}, and {called} is {now}: use {was} with its token; "
                "docs/how-to/moving.md says how to move it to another account"
            )
        command = pulumi(f"up --replace '{urn}'", self.stack)
        return (
            f"its rows are in {was}, and {called} leads to {now}, where the rows differ: use {was}, or move "
            f"them with `{command}`"
        )

    @property
    def account(self) -> Self:
        """The settings of Twilio's side."""
        return evolve(self, database_url=None, alone=False, ami_host=None, ami_user=None, ami_secret=None)

    def require(self, name: str) -> str:
        """The setting, or `NotConfiguredError` with the ways to set it."""
        value: str | None = getattr(self, name)
        if value:
            return value
        raise NotConfiguredError(self._is_missing(name))

    def called(self, name: str) -> str:
        """The setting's name as the user knows it, for an error about its value."""
        if self.explicit:
            return _SOURCES[name][1] if self.package else name
        return f"{_SOURCES[name][0]} ({self._key(name)})"

    def missing(self) -> list[str]:
        """A line for each setting without which a side cannot be reached."""
        needed = ("twilio_account_sid", opener(with_key=bool(self.twilio_api_key)), "database_url")
        return [self._is_missing(name) for name in needed if not getattr(self, name)]

    def _is_missing(self, name: str) -> str:
        if self.explicit:
            return f"{self.called(name)} is not set: set it {'on the provider' if self.package else 'in ProviderArgs'}"
        command = pulumi(f"config set {'--secret ' if name in SECRETS else ''}{self._key(name)}", self.stack)
        return f"{_SOURCES[name][0]} is not set: export it, or run `{command}`"

    def _key(self, name: str) -> str:
        """The setting's key in the stack's config, as a command needs it."""
        key = _SOURCES[name][1]
        return f"{self.package}:{key}" if self.package else key


def opener(*, with_key: bool) -> str:
    """The setting that opens an account: an API key's secret, or else the auth token."""
    return "twilio_api_secret" if with_key else "twilio_auth_token"


def properties(project: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The config of a provider that the program makes itself, from {setting: value}; `find` reads it."""
    config = {_SOURCES[name][1]: value for name, value in given.items()}
    return {f"{project}:{key}": value for key, value in (config | {EXPLICIT: "true"}).items()}
