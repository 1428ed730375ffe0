"""One trunk and one stack for each tenant in tenants.toml. All trunks are on one Asterisk.

    python tenants.py up [TENANT …]         all tenants, or only those you name
    python tenants.py preview [TENANT …]
    python tenants.py destroy TENANT …      only those you name

If the stack of one tenant fails, the others still run.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
from pulumi import automation

from trunkline import OriginationUrl, SipTrunk, SipTrunkArgs

ASTERISK = "192.0.2.10"


def program(name: str, tenant: dict[str, Any]) -> Callable[[], None]:
    def build() -> None:
        trunk = SipTrunk(
            name,
            SipTrunkArgs(
                domain_name=tenant["domain_name"],
                username=name,
                asterisk_addresses=[ASTERISK],
                origination_urls=[OriginationUrl(sip_url=f"sip:{tenant['host']};transport=tls")],
                phone_numbers=tenant["phone_numbers"],
                shared_asterisk=True,
            ),
        )
        for output, value in trunk.outputs().items():
            pulumi.export(output, value)

    return build


def run(verb: str, name: str, tenant: dict[str, Any]) -> str:
    """The result, in a few words."""
    stack = automation.create_or_select_stack(name, project_name="tenants", program=program(name, tenant))
    if verb == "preview":
        return ", ".join(f"{count} {change}" for change, count in stack.preview().change_summary.items())
    if verb == "destroy":
        stack.destroy()
        stack.workspace.remove_stack(name)
        return "gone"
    return f"calls with {stack.up().outputs['dial_string'].value}"


def main() -> int:
    tenants = tomllib.loads(Path(__file__).with_name("tenants.toml").read_text())
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("up", "preview", "destroy"))
    parser.add_argument("tenant", nargs="*", choices=[*tenants, []], help="default: all; destroy needs names")
    arguments = parser.parse_args()
    if arguments.verb == "destroy" and not arguments.tenant:
        parser.error("destroy: name the tenants")
    failed = 0
    for name in arguments.tenant or tenants:
        try:
            print(f"{name}: {run(arguments.verb, name, tenants[name])}", flush=True)
        except automation.CommandError as error:
            failed += 1
            facts = [line.partition("error: ")[2] for line in str(error).splitlines() if "error: " in line]
            print(f"{name}: failed: {facts[0] if facts else error}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
