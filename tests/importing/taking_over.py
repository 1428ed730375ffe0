"""An import, and the preview and `up` after it, without an engine."""

from typing import Any

import yaml

from trunkline.importing import yaml_text
from trunkline.importing.asterisk_side import AsteriskSide
from trunkline.importing.examination import examine
from trunkline.importing.imported import Imported
from trunkline.importing.rehearsal import Made, Rehearsal
from trunkline.importing.twilio_side import Sids
from trunkline.model.properties import Properties
from trunkline.providers import connections
from trunkline.providers.asterisk.endpoint import EndpointLogic
from trunkline.providers.logic import Logic
from trunkline.providers.settings import Settings
from trunkline.providers.twilio.credential_list import CredentialListLogic
from trunkline.providers.twilio.ip_access_control_list import IpAccessControlListLogic
from trunkline.providers.twilio.trunk import TrunkLogic

from ..support.project import PASSWORD


def imported(settings: Settings) -> Imported:
    """The account's only trunk."""
    examined = examine(settings, None, [], force=False)
    assert examined.left_out == []
    (only,) = examined.imported
    return only


def made(settings: Settings, found: Imported) -> Made:
    """The inputs of the resources that the config makes."""
    (trunk,) = connections.account(settings).twilio.trunking.v1.trunks.list()
    sids = Sids(
        next((each.sid for each in trunk.credentials_lists.list()), None),
        next((each.sid for each in trunk.ip_access_control_lists.list()), None),
        trunk.sid,
    )
    written = yaml_text.write({"config": yaml_text.plain(found.config)})
    config = yaml.safe_load(written)["config"] | ({"password": PASSWORD} if "password" in found.config else {})
    assert yaml.safe_load(written)["config"] == found.config
    return Rehearsal(settings, AsteriskSide(settings), None).make(found.name, config, sids)


def nothing_changes(settings: Settings, found: Imported) -> None:
    """Each resource's preview says that nothing changes; then `up` runs."""
    inputs = made(settings, found)
    for logic, of_one in (
        (CredentialListLogic, inputs.credential_list),
        (IpAccessControlListLogic, inputs.ip_access_control_list),
        (TrunkLogic, inputs.trunk),
        (EndpointLogic, inputs.endpoint),
    ):
        if of_one is not None:
            takes_over(logic.connect(settings), of_one)


def takes_over(logic: Logic[Any], inputs: Properties) -> None:
    """The preview says that nothing changes; then `up` runs."""
    assert [*inputs.problems(inputs.dump()), *logic.inspect(None, inputs)] == []
    assert any(": nothing changes" in notice for notice in logic.notices(None, inputs))
    logic.create(inputs)
