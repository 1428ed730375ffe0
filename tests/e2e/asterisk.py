"""A real Asterisk: its configuration folder, and the process."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from . import certificates, chroot
from .realtime import Realtime

CONFIGURATION = Path(__file__).with_name("etc")
AMI_PORT, AMI_SECRET = 5038, "of-the-tests-own"

# What a PJSIP trunk, its dialplan, realtime and media need; the rest of Debian's modules only slow the start.
MODULES = """
res_sorcery_astdb res_sorcery_config res_sorcery_memory res_sorcery_memory_cache res_sorcery_realtime
res_timing_timerfd res_rtp_asterisk res_srtp res_crypto codec_ulaw codec_alaw format_pcm
bridge_simple bridge_softmix bridge_native_rtp bridge_builtin_features
res_pjproject res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_caller_id res_pjsip_nat
res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user res_pjsip_authenticator_digest
res_pjsip_pubsub res_pjsip_outbound_authenticator_digest res_pjsip_dtmf_info res_pjsip_rfc3326
res_pjsip_logger res_pjsip_history res_pjsip_header_funcs res_pjsip_acl res_pjsip_path
res_pjsip_diversion res_pjsip_dlg_options
chan_pjsip pbx_config pbx_realtime app_dial app_echo app_milliwatt app_stack app_userevent
func_channel func_callerid func_pjsip_endpoint func_pjsip_contact func_pjsip_aor
""".split()
TABLES = ("ps_endpoints", "ps_auths", "ps_aors", "ps_endpoint_id_ips", "extensions")


@frozen
class Asterisk:
    """A running Asterisk."""

    host: str
    folder: Path

    @property
    def log(self) -> str:
        """Everything it has said."""
        return (self.folder / "log/full").read_text(errors="replace")


@contextmanager
def asterisk(root: Path, host: str, realtime: Realtime, *, resolver: str, desk_phone: str) -> Iterator[Asterisk]:
    """An Asterisk on `host`, whose name server is `resolver`; `desk_phone` is its only user, over UDP."""
    with tempfile.TemporaryDirectory(prefix="trunkline-asterisk-") as name:
        folder = Path(name)
        for part in ("etc", "var", "spool", "run", "log", "certs"):
            (folder / part).mkdir()
        certificates.make(folder / "certs", host)
        chroot.prepare(folder, resolver, realtime.folder)
        values = {"{host}": host, "{desk_phone}": desk_phone, "{port}": str(AMI_PORT), "{secret}": AMI_SECRET}
        for file, text in (_read(values) | _made_up(realtime) | realtime.files()).items():
            (folder / "etc" / file).write_text(text)
        line = chroot.command(root, folder, "asterisk", "-f", "-C", "/lab/etc/asterisk.conf")
        with chroot.running(line, folder / "log/output") as process:
            running = Asterisk(host, folder)
            chroot.until(lambda: "Asterisk Ready" in running.log, process, folder / "log/output")
            yield running


def _read(values: dict[str, str]) -> dict[str, str]:
    files = {path.name: path.read_text() for path in CONFIGURATION.iterdir()}
    for word, value in values.items():
        files = {name: text.replace(word, value) for name, text in files.items()}
    return files


def _made_up(realtime: Realtime) -> dict[str, str]:
    loads = "".join(f"load={module}.so\n" for module in MODULES)
    return {
        "modules.conf": f"[modules]\nautoload=no\npreload=res_config_{realtime.driver}.so\n{loads}",
        "extconfig.conf": "[settings]\n" + "".join(f"{table} => {realtime.source}\n" for table in TABLES),
    }
