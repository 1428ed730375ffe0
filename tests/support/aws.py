"""An S3-like store and a key service on this machine, by moto: Amazon's API without Amazon."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import requests
from moto.server import ThreadedMotoServer

REGION = "eu-central-1"
BUCKET = "trunkline-state"
KEY = "alias/trunkline"


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """A bucket and a key; the environment that leads Amazon's clients to them."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
    }
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    url = environment["AWS_ENDPOINT_URL"]
    requests.post(f"{url}/moto-api/reset", timeout=10).raise_for_status()  # what an earlier server of this process had
    session.client("s3", endpoint_url=url).create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    keys = session.client("kms", endpoint_url=url)
    keys.create_alias(AliasName=KEY, TargetKeyId=keys.create_key()["KeyMetadata"]["KeyId"])
    try:
        yield environment
    finally:
        server.stop()


def objects(environment: dict[str, str]) -> list[bytes]:
    """The objects in the bucket."""
    store = boto3.client(
        "s3",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name=REGION,
    )
    found = store.list_objects_v2(Bucket=BUCKET)["Contents"]
    return [store.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in found]
