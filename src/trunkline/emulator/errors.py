"""Twilio's error codes, one class for each.

HTTP 400 is evidenced for 21422 and assumed for the other 21xxx codes, as in [? credential-list-name-twice].

    StartError                 the emulator cannot start; one line for its user
    TwilioError                an answer `{status, message, code, more_info}`
    ├── 19xxx, 20xxx           for any resource
    └── 21xxx                  for one resource
"""

from typing import ClassVar


class StartError(Exception):
    """The emulator cannot start; the message is one line for its user."""


class TwilioError(Exception):
    """Twilio's answer to a request that it refuses."""

    status: ClassVar[int] = 400
    code: ClassVar[int]

    def body(self) -> dict[str, object]:
        return {
            "status": self.status,
            "message": str(self),
            "code": self.code,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
        }


class ContentTypeError(TwilioError):
    """Documented; that its HTTP status is 415 is an assumption [? body-json]."""

    status = 415
    code = 19056


class InvalidParameterError(TwilioError):
    code = 20001


class AuthenticationError(TwilioError):
    status = 401
    code = 20003


class MethodNotAllowedError(TwilioError):
    status = 405
    code = 20004


class NotFoundError(TwilioError):
    status = 404
    code = 20404


class TooManyRequestsError(TwilioError):
    status = 429
    code = 20429


class InternalServerError(TwilioError):
    status = 500
    code = 20500


class ServiceUnavailableError(TwilioError):
    status = 503
    code = 20503


class IpAccessControlListError(TwilioError):
    code = 21235


class IpAccessControlListInUseError(TwilioError):
    code = 21236


class TooManyIpAddressesError(TwilioError):
    code = 21237


class IpAddressError(TwilioError):
    code = 21238


class TooManyCredentialListsError(TwilioError):
    code = 21239


class CredentialListError(TwilioError):
    code = 21240


class CredentialListInUseError(TwilioError):
    code = 21241


class TooManyCredentialsError(TwilioError):
    code = 21242


class TooManyTrunksError(TwilioError):
    code = 21244


class TrunkError(TwilioError):
    code = 21245


class DomainTakenError(TwilioError):
    code = 21248


class TooManyOriginationUrlsError(TwilioError):
    code = 21249


class TooManyIpAccessControlListsError(TwilioError):
    code = 21255


class PhoneNumberInvalidError(TwilioError):
    code = 21421


class PhoneNumberUnavailableError(TwilioError):
    code = 21422


class AreaCodeInvalidError(TwilioError):
    code = 21451


class AreaCodeEmptyError(TwilioError):
    code = 21452


class PageTokenError(TwilioError):
    code = 21481


class AddressRequiredError(TwilioError):
    code = 21631
