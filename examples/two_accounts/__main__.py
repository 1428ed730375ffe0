"""Each country has its own Twilio account and Asterisk: one provider and one trunk per country."""

import pulumi

from trunkline import Provider, ProviderArgs, SipTrunk, SipTrunkArgs

TRUNKS = {
    "germany": SipTrunkArgs(
        domain_name="grable-germany.pstn.twilio.com", username="berlin", asterisk_addresses=["192.0.2.1"]
    ),
    "italy": SipTrunkArgs(
        domain_name="grable-italy.pstn.twilio.com", username="rome", asterisk_addresses=["192.0.2.2"]
    ),
}

accounts = pulumi.Config().require_secret_object("accounts")
for name, args in TRUNKS.items():
    provider = Provider(
        f"{name}-provider",
        ProviderArgs(
            twilio_account_sid=accounts[name]["sid"],
            twilio_auth_token=accounts[name]["token"],
            twilio_url=accounts[name].apply(lambda account: account.get("url", "")),
            database_url=accounts[name]["database"],
        ),
    )
    trunk = SipTrunk(name, args, pulumi.ResourceOptions(provider=provider))
    pulumi.export(f"{name}_dial_string", trunk.dial_string)
