"""State for a team: in PostgreSQL with a passphrase, and in an S3-like store with a key service."""

from pathlib import Path

import sqlalchemy as sa
from attrs import evolve
from sqlalchemy.engine import make_url

from ..support import aws, rows
from ..support.postgres import PostgresServer
from ..support.project import GUIDE, Project

GENERATED = {key: value for key, value in GUIDE.items() if key != "password"}


def _share(project: Project, *init: str) -> str:
    """Two people's runs with the state there, the second of which finds nothing to do; the password that they share."""
    Path(project.folder, "stacks", f"Pulumi.{project.stack}.yaml").unlink()
    project.pulumi("stack", "init", project.stack, *init).ok()
    project.configure(twilio=GENERATED)
    project.up().ok()
    second = evolve(project, variables=project.variables | {"PULUMI_HOME": str(project.folder / "second-home")})
    second.up().has_no_changes()
    password = second.pulumi("stack", "output", "twilio_password", "--show-secrets").ok().output.split()[-1]
    database_url = project.variables["TRUNKLINE_DATABASE_URL"]
    assert rows.read(database_url)["ps_auths"]["twilio"]["password"] == password
    return password


def test_postgresql(project: Project, postgres_server: PostgresServer) -> None:
    url = make_url(postgres_server.create_state_database())
    go = url.set(drivername="postgres").update_query_dict({"sslmode": "disable"})
    project.variables["PULUMI_BACKEND_URL"] = go.render_as_string(hide_password=False)
    password = _share(project)

    engine = sa.create_engine(url.set(drivername="postgresql+psycopg2"))
    with engine.connect() as connection:
        decoded = sa.text("SELECT decode(data->>'data', 'base64') FROM pulumi_state")
        kept = [bytes(each) for each in connection.execute(decoded).scalars()]
    engine.dispose()
    _hold_no_secret(kept, password)


def test_s3_with_a_key_service(project: Project) -> None:
    with aws.running() as environment:
        endpoint = environment["AWS_ENDPOINT_URL"].removeprefix("http://")
        project.variables.update(environment)
        project.variables["PULUMI_CONFIG_PASSPHRASE"] = ""
        project.variables["PULUMI_BACKEND_URL"] = (
            f"s3://{aws.BUCKET}?region={aws.REGION}&endpoint={endpoint}&disableSSL=true&s3ForcePathStyle=true"
        )
        password = _share(project, "--secrets-provider", f"awskms://{aws.KEY}?region={aws.REGION}")
        _hold_no_secret(aws.objects(environment), password)


def _hold_no_secret(kept: list[bytes], password: str) -> None:
    assert any(b"grable.pstn.twilio.com" in content for content in kept)
    assert not any(password.encode() in content for content in kept)
