"""Tells people through Apprise: mail, desktops, phones, chats.

Apprise answers whether it worked and logs why not. Its log stays out of ours, because it may name topics and tokens;
it is read from its answer, and only phrases that are known to hold no secret are passed on.
"""

from __future__ import annotations

import logging
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from noktvrn.errors import ConfigError, ProviderError, ToolMissingError
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.ports.notifier import LONGEST_TELL_S, Message
from noktvrn.providers.notifier.answers import STAGE, http_refusal, no_answer, out_of_reach, smtp_refusal

if TYPE_CHECKING:
    from apprise import Apprise, AppriseAsset
    from apprise.plugins.base import NotifyBase
    from apprise.result import AppriseResult

_MAIL: Final = frozenset({"mailto", "mailtos"})

_STATUS = re.compile(r"\berror=(\d{3})\b")
_SMTP_STATUS = re.compile(r"\((\d{3}), b['\"]")
_CAUSES: Final = (
    "Connection refused",
    "Name or service not known",
    "Temporary failure in name resolution",
    "No route to host",
    "Network is unreachable",
    "Connection reset",
    "RemoteDisconnected",
    "Connection unexpectedly closed",
    "CERTIFICATE_VERIFY_FAILED",
    "timed out",
)
"""Causes that are named to the operator; they hold nothing of the address."""

_TYPES: Final = {
    NoticeKind.RUN_FAILED: "failure",
    NoticeKind.PROVIDER_OUT: "failure",
    NoticeKind.BUDGET_REACHED: "failure",
    NoticeKind.WORKER_LOST: "failure",
    NoticeKind.RELEASED: "success",
}


class AppriseNotifier:
    """Implements :class:`noktvrn.ports.notifier.Notifier`.

    Args:
        name: Name of the target.
        url: Address in the form of Apprise, such as ``mailtos://user:password@host?to=me@host``.
    """

    def __init__(self, name: str, url: SecretStr) -> None:
        """See the class."""
        self.name = name
        self._url = url

    def check(self) -> None:
        """Refuse an address that Apprise makes nothing of."""
        self._bare_service()

    def tell(self, message: Message) -> None:
        """Send it through a fresh service, so that nothing of one message stays for the next."""
        service = self._service(message)
        sender = self._sender()
        sender.add(service)
        is_mail = self._scheme in _MAIL
        result = sender.notify(
            title=message.title,
            body=message.html if is_mail else message.body,
            body_format="html" if is_mail else "text",
            notify_type=_type_of(message),
            interpret_escapes=False,
            timeout=LONGEST_TELL_S - 5.0,
            log_level=logging.DEBUG,
        )
        if not result:
            raise self._refusal(result)

    @property
    def _scheme(self) -> str:
        """What stands before the address proper; empty where nothing does, since all of it may be a secret then."""
        scheme, mark, _ = self._url.get_secret_value().partition("://")
        return scheme.lower() if mark else ""

    @cached_property
    def _asset(self) -> AppriseAsset:
        own = logging.getLogger("apprise")
        own.propagate = False
        own.setLevel(logging.DEBUG)
        # What Apprise posts with writes whole addresses into its log.
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        try:
            from apprise import AppriseAsset
        except ImportError as exc:
            raise ToolMissingError(
                "Apprise is not installed, and people are told through it.",
                remedy="Install it: pip install apprise",
                stage=STAGE,
            ) from exc
        return AppriseAsset(
            app_id="noktvrn",
            app_desc="noktvrn",
            app_url="",
            image_url_mask="",
            image_url_logo="",
            image_path_mask="",
            async_mode=False,
            http_redirects=False,
            pgp_autogen=False,
            pem_autogen=False,
            storage_mode="memory",
        )

    def _sender(self) -> Apprise:
        from apprise import Apprise

        return Apprise(asset=self._asset)

    def _bare_service(self) -> NotifyBase:
        asset = self._asset
        from apprise import Apprise

        service = Apprise.instantiate(self._url.get_secret_value(), asset=asset, suppress_exceptions=True)
        if service is None:
            raise ConfigError(
                f"The address of the target {self.name!r} cannot be used: {self._scheme!r} is unknown to Apprise, "
                "something is missing from it, or a library that it needs is not installed.",
                remedy=f"Mend notify.targets.{self.name}.url; docs/how-to/be-told.md has examples.",
                stage=STAGE,
            )
        return service

    def _service(self, message: Message) -> NotifyBase:
        service = self._bare_service()
        headers = getattr(service, "headers", None)
        if isinstance(headers, dict):  # webhooks and mail carry headers of ours; others have no place for them
            headers["Idempotency-Key"] = message.id
            headers["X-Noktvrn-Message"] = f"{message.id}; repeated" if message.repeated else message.id
        return service

    def _refusal(self, result: AppriseResult) -> ProviderError:
        """Return Apprise's failure in the words of this program."""
        said = " ".join(entry.message for service in result for attempt in service for entry in attempt)
        if status := _STATUS.search(said):
            return http_refusal(self.name, int(status[1]))
        if status := _SMTP_STATUS.search(said):
            return smtp_refusal(self.name, int(status[1]))
        if result.status.name == "TIMEOUT":
            return no_answer(self.name)
        return out_of_reach(self.name, next((cause for cause in _CAUSES if cause in said), "it said no"))


def _type_of(message: Message) -> str:
    kinds = {notice.kind for notice in message.notices}
    types = {_TYPES.get(kind) for kind in kinds}
    if "failure" in types:
        return "failure"
    if message.loud:
        return "warning"
    return "success" if types == {"success"} else "info"
