"""The defects, each with the tests that concern it, in the providers and the components."""

from attrs import frozen

TWILIO = "providers/twilio/"
ASTERISK = "providers/asterisk/"


@frozen
class Defect:
    """One change of the product that is wrong.

    Attributes:
        file: the file, from the top of the repository.
        text: occurs once in it.
        instead: is in its place.
        tests: files of `tests/`, without `test_` and `.py`.
    """

    file: str
    text: str
    instead: str
    tests: tuple[str, ...]

    @property
    def files(self) -> list[str]:
        """The tests' files, from the top of the repository."""
        places = (each.rpartition("/") for each in self.tests)
        return [f"tests/{folder}/test_{name}.py" for folder, _, name in places]


def _defect(file: str, text: str, instead: str, *tests: str) -> Defect:
    return Defect(file, text, instead, tests)


DEFECTS = (
    # a trunk
    _defect(TWILIO + "trunk.py", "if inputs.adopt or is_ours:", "if inputs.adopt or found:", "providers/trunk"),
    _defect(TWILIO + "trunk.py", "if outputs.keep_domain:", "if not outputs.keep_domain:", "providers/trunk"),
    _defect(TWILIO + "trunk.py", "if news.recording != recording:", "if news.recording is None:", "providers/trunk"),
    _defect(TWILIO + "trunk.py", "DOMAIN_TAKEN = (21245, 21248)", "DOMAIN_TAKEN = (21248,)", "providers/trunk"),
    _defect(
        TWILIO + "trunk.py",
        "else not olds or declared != getattr(olds, part.key))",
        "else olds and declared != getattr(olds, part.key))",
        "providers/trunk",
        "providers/interruptions",
    ),
    _defect(
        TWILIO + "trunk.py",
        "return found if found and not self.owner.rivals([found.sid]) else None",
        "return found",
        "providers/ownership",
        "servicer/places",
    ),
    _defect(
        TWILIO + "trunk_parts.py",
        "if now.trunk_sid == trunk_sid:",
        "if now.trunk_sid:",
        "providers/lost_numbers",
    ),
    _defect(
        TWILIO + "trunk_parts.py",
        "if url in actual and present[url] != settings",
        "if url in actual and present[url] is None",
        "providers/trunk",
    ),
    _defect(
        TWILIO + "owned_numbers.py",
        "elif owned.trunk_sid and not adopt and (other",
        "elif owned.trunk_sid and adopt and (other",
        "providers/lost_numbers",
    ),
    _defect(
        TWILIO + "owned_numbers.py",
        '(owner.domain_name or "").lower() not in domains',
        '(owner.domain_name or "") in domains',
        "providers/lost_numbers",
    ),
    # lists
    _defect(
        TWILIO + "named_list.py",
        " and not self._users(found.sid)",
        "",
        "providers/names_of_ones_own",
    ),
    _defect(
        TWILIO + "named_list.py",
        "if made.friendly_name != name:",
        "if made.friendly_name is None:",
        "providers/names_of_ones_own",
    ),
    _defect(
        TWILIO + "named_list.py",
        "if olds.members == news.members:",
        "if len(olds.members) == len(news.members):",
        "providers/credential_list",
        "providers/ip_access_control_list",
    ),
    _defect(TWILIO + "credential_list.py", "room=MOST_CREDENTIALS - len(existing)", "room=99", "providers/limits"),
    _defect(
        TWILIO + "credential_list.py",
        "if before.get(username) == UNDECLARED]",
        "]",
        "providers/rotation",
    ),
    _defect(
        TWILIO + "credential_list.py",
        "if username in news.credentials or password == UNDECLARED else NOT_KNOWN",
        "if username or password == UNDECLARED else NOT_KNOWN",
        "servicer/half_done",
    ),
    _defect(
        TWILIO + "ip_access_control_list.py",
        "if network not in declared]",
        "if not network]",
        "providers/ip_access_control_list",
    ),
    _defect(
        TWILIO + "ip_access_control_list.py",
        "and existing[network].friendly_name != name",
        "and existing[network].friendly_name is None",
        "providers/ip_access_control_list",
    ),
    _defect(TWILIO + "converging.py", "first = max(0, len(add) - room)", "first = 0", "providers/limits"),
    _defect(
        TWILIO + "converging.py",
        "_delete_all(remove[:first])",
        "_delete_all(remove)",
        "providers/trunk",
        "providers/ip_access_control_list",
        "providers/limits",
    ),
    _defect(
        TWILIO + "converging.py",
        "return isinstance(error, NotFoundError)",
        "return True",
        "providers/failures",
        "providers/client",
    ),
    _defect(
        TWILIO + "create_or_adopt.py",
        "            found = _look(find)\n",
        "            found = None\n",
        "providers/failures",
    ),
    _defect(
        TWILIO + "create_or_adopt.py",
        "if reason := refuse(found):",
        "if reason := not found:",
        "providers/names_of_ones_own",
    ),
    _defect(TWILIO + "list_credentials.py", "if not fresh:", "if fresh:", "providers/failures", "providers/rotation"),
    _defect(TWILIO + "limits.py", "if number <= most:", "if number < most:", "providers/limits"),
    # bought numbers
    _defect(
        TWILIO + "phone_number.py",
        "if not outputs.release_on_delete:\n            return\n",
        "if not sid:\n            return\n",
        "providers/phone_number",
    ),
    _defect(
        TWILIO + "phone_number.py",
        "            if number.trunk_sid:",
        "            if not number:",
        "providers/phone_number",
    ),
    _defect(
        TWILIO + "phone_number.py",
        "if error.code != UNAVAILABLE or lost:",
        "if error.code != UNAVAILABLE:",
        "providers/phone_number_failures",
    ),
    # requests
    _defect(
        TWILIO + "http_client.py",
        "if status == HTTPStatus.TOO_MANY_REQUESTS:\n            raise",
        "if status == HTTPStatus.CONFLICT:\n            raise",
        "providers/client",
    ),
    _defect(
        TWILIO + "http_client.py",
        "raise TryAgainError(refused) if request.is_repeatable else AmbiguousError(str(refused))",
        "raise TryAgainError(refused)",
        "providers/failures",
    ),
    _defect(
        TWILIO + "http_client.py",
        "if is_sent and not call.request.is_repeatable:",
        "if is_sent and call.request.is_repeatable:",
        "providers/failures",
    ),
    # a rotation
    _defect("providers/rotation.py", "return found == at_standby(declared) or (", "return (", "providers/rotation"),
    _defect(
        "providers/rotation.py",
        "time.sleep(OLD_PASSWORD_SECONDS)",
        "time.sleep(OLD_PASSWORD_SECONDS * 0)",
        "providers/rotation",
    ),
    _defect(
        "providers/rotation.py",
        "self.credentials.remove(username)",
        "self.credentials.usernames()",
        "providers/rotation",
    ),
    _defect(
        "providers/rotation.py", "if most <= MOST_CREDENTIALS:", "if most <= MOST_CREDENTIALS + 1:", "providers/limits"
    ),
    _defect(
        "components/twilio_trunk.py",
        "depends_on=[self.trunk, *endpoints]",
        "depends_on=[self.trunk]",
        "components/sealing",
        "lifecycle/two_asterisks",
    ),
    # who owns a thing
    _defect(
        "providers/ownership.py",
        "return bool(self.urn) and stack_of(name) == self.stack",
        "return bool(self.urn) and bool(stack_of(name))",
        "providers/names_of_ones_own",
    ),
    _defect(
        "providers/ownership.py",
        "return bool(self.urn) and name != known and not self.is_own_name(name)",
        "return bool(self.urn) and name != known",
        "providers/ownership",
    ),
    _defect("providers/ledger.py", "file.truncate(0)", "file.fileno()", "providers/ledger"),
    _defect(
        "providers/logic_provider.py",
        "if owner.is_declared and not replaces:",
        "if not replaces:",
        "servicer/places",
    ),
    _defect("providers/logic_provider.py", "if olds.get(INCOMPLETE):", "if not olds:", "servicer/half_done"),
    _defect(
        "providers/logic_provider.py",
        '{_PROVIDER, RUN, "adopt"}',
        "{_PROVIDER, RUN}",
        "golden/records",
        "servicer/check",
        "servicer/lifecycle",
    ),
    _defect("providers/read_only.py", 'not in {"", "0", "no", "false"}', 'not in {""}', "servicer/read_only"),
    _defect(
        "providers/differences.py",
        'hidden = SECRET & set(path.split("."))',
        "hidden = SECRET & {path}",
        "providers/credential_list",
    ),
    _defect("providers/differences.py", "is_whole = len(known) == len(declared)", "is_whole = True", "providers/trunk"),
    # Asterisk's rows
    _defect(
        ASTERISK + "endpoint.py", "        if news.adopt:\n", "        if not news.tables:\n", "providers/endpoint"
    ),
    _defect(
        ASTERISK + "endpoint.py",
        '            and not (olds and row.get("endpoint") in {endpoint_id, *news.rows(ENDPOINTS)})\n',
        "",
        "providers/endpoint",
        "providers/own_rows",
    ),
    _defect(
        ASTERISK + "own_rows.py",
        'return row_id == endpoint_id or row_id.startswith(f"{endpoint_id}-")',
        "return row_id.startswith(endpoint_id)",
        "providers/own_rows",
    ),
    _defect(ASTERISK + "auth.py", "switch.where(auths.c.md5_cred.is_not(None))", "switch", "providers/rotation"),
    _defect(ASTERISK + "auth.py", ' and "password" not in found', "", "providers/auth_types"),
    _defect(
        ASTERISK + "row_writes.py",
        "for name in TABLES if news else reversed(TABLES):",
        "for name in TABLES:",
        "providers/constraints",
    ),
    _defect(
        ASTERISK + "row_writes.py",
        "spared = [keys[held] for held in self.owner.rivals(keys)]",
        "spared = list[str]()",
        "providers/own_rows",
    ),
    _defect(
        ASTERISK + "realtime_table.py",
        'if not _is_marked(row) or row["id"] == self._mark(endpoint_id, id_)',
        "if row",
        "providers/own_rows",
        "providers/extensions",
    ),
    _defect(
        ASTERISK + "realtime_table.py",
        "(given.get(column.name) is not None or not _is_left_alone(column))",
        "given.get(column.name) is not None",
        "providers/endpoint",
    ),
    _defect(
        ASTERISK + "overlaps.py",
        "if other not in endpoints and any(",
        "if any(",
        "providers/endpoint",
        "servicer/lifecycle",
    ),
    _defect(ASTERISK + "database.py", "self.commits = writes", "self.commits = False", "providers/database_answers"),
    # a program and its arguments
    _defect(
        "components/config.py",
        "        problems += _shared_by_two(trunks)\n",
        "",
        "components/config",
        "stacks/environments",
    ),
    _defect(
        "components/config.py",
        "        problems += _passwords_in_clear(given, stack)\n",
        "",
        "components/config",
        "stacks/environments",
    ),
    _defect("components/config.py", '"password", "further_credentials"})', '"password"})', "components/config"),
    _defect(
        "components/origination.py",
        'suffix = ";transport=tls" if is_secure else ""',
        'suffix = ""',
        "components/arguments",
        "set_ups/set_ups",
    ),
    _defect(
        "components/endpoint_rows.py",
        '"identify_by": "ip",',
        '"identify_by": "ip,username",',
        "components/asterisk_endpoint",
    ),
    _defect("components/endpoint_rows.py", '"sdes" if secure else "no"', '"sdes"', "components/asterisk_endpoint"),
    _defect("components/endpoint_rows.py", "([^A-Za-z0-9.-]|$)/", "/", "components/asterisk_endpoint"),
    _defect("components/endpoint_rows.py", "host.replace('.', '[.]')", "host", "components/asterisk_endpoint"),
    _defect(
        "components/endpoint_rows.py",
        "for column in SECRET & given.keys()",
        "for column in SECRET & row.keys()",
        "components/asterisk_endpoint",
    ),
    _defect(
        "components/checks.py",
        'given["secure"] is True and is_on(url) and',
        'given["secure"] is True and',
        "components/preview_warnings",
        "components/arguments",
    ),
    _defect(
        "components/checks.py", "if exact in taken:", "if exact in names:", "components/arguments", "set_ups/set_ups"
    ),
    _defect(
        "components/checks.py",
        "if canonical in written and address != written[canonical]:",
        "if address in written:",
        "components/arguments",
    ),
    _defect("components/outputs.py", "if found and is_secret:", "if found and not is_secret:", "components/arguments"),
    _defect(
        "components/sip_trunk.py",
        "self.password = pulumi.Output.secret(password)",
        "self.password = pulumi.Output.from_input(password)",
        "components/arguments",
        "lifecycle/secrets",
    ),
    _defect(
        "components/twilio_trunk.py",
        "lambda adopt, known: adopt or known == default",
        "lambda adopt, known: adopt",
        "components/arguments",
        "lifecycle/adopting",
    ),
    _defect(
        "components/provider.py",
        "given[secret] = pulumi.Output.secret(given[secret])",
        "given[secret] = pulumi.Output.from_input(given[secret])",
        "components/provider",
    ),
    _defect(
        "components/preview_warnings.py",
        "if is_on(url) and values.is_private(uri.host):",
        "if values.is_private(uri.host):",
        "components/preview_warnings",
    ),
)
