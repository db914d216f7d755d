"""The errors that roomlab raises.

::

    RoomlabError
    ├── ConnectionFailedError        the server cannot be reached, or does not speak the contract
    ├── AuthenticationError          no, wrong or expired credentials (4001, HTTP 401)
    ├── AccessDeniedError            the room is not yours or does not exist (4003, HTTP 403 and 404)
    ├── RequestError                 the server refused one request (another 4xx) or failed (5xx)
    ├── RoomClosedError              the room was closed and is asked to do something
    ├── ReadOnlyRoomError            a room of the past cannot be written to
    ├── WaitTimeoutError             what `Room.wait` waited for did not come; also a TimeoutError
    ├── SimulationError              a simulated room left the range of its values
    ├── LanguageModelError           a language model was asked and there is no answer; says why
    ├── InputError                   a value or a file from the user is wrong; also a ValueError
    └── MissingDependencyError       an optional package is not installed; also an ImportError

Every message says what was wrong, the value seen, what was expected, and the next step. None contains a token or a
password.
"""

from __future__ import annotations

__all__ = [
    "AccessDeniedError",
    "AuthenticationError",
    "ConnectionFailedError",
    "InputError",
    "LanguageModelError",
    "MissingDependencyError",
    "ReadOnlyRoomError",
    "RequestError",
    "RoomClosedError",
    "RoomlabError",
    "SimulationError",
    "WaitTimeoutError",
]


class RoomlabError(Exception):
    """Base of all errors that roomlab raises."""


class ConnectionFailedError(RoomlabError):
    """The server cannot be reached, or does not speak the contract."""


class AuthenticationError(RoomlabError):
    """The server does not accept the credentials (close code 4001 or HTTP 401)."""


class AccessDeniedError(RoomlabError):
    """The room is someone else's or does not exist (close code 4003, HTTP 403 or 404)."""


class RequestError(RoomlabError):
    """The server refused or failed one request.

    Parameters
    ----------
    status : int
        HTTP status, 400 to 599.
    method, path : str
        The request, without the server and without any token.
    detail : str
        What the server said.
    """

    def __init__(self, status: int, method: str, path: str, detail: str) -> None:
        super().__init__(status, method, path, detail)
        self.status = status
        self.method = method
        self.path = path
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.method} {self.path} was answered with {self.status}: {self.detail}"


class RoomClosedError(RoomlabError):
    """The room was closed and is asked to do something."""


class ReadOnlyRoomError(RoomlabError):
    """A room that is not live cannot be written to."""


class WaitTimeoutError(RoomlabError, TimeoutError):
    """What was waited for did not come in time."""


class SimulationError(RoomlabError):
    """A simulated room left the range of its values: the rule of its model or of an agent is at fault."""


class LanguageModelError(RoomlabError):
    """A language model was asked, and there is no answer.

    Parameters
    ----------
    reason : str
        ``budget`` (the day's calls are spent), ``timeout``, ``unreachable``, ``busy`` (429 and 5xx), ``refused``
        (another status), ``malformed`` (an answer that is none), or ``miss`` (a cassette does not have it).
    message : str
        What was wrong, and what to do next. Without the key.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message

    def __str__(self) -> str:
        return self.message


class InputError(RoomlabError, ValueError):
    """A value or a file that the user gave is wrong.

    Parameters
    ----------
    message : str
        What was wrong, the value seen, what was expected, the next step.
    file : str, optional
        The file, as the user named it.
    line : int, optional
        The line of the file, from 1.
    """

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.file = file
        self.line = line

    def __str__(self) -> str:
        message = str(self.args[0])
        if self.file is None:
            return message
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {message}"


class MissingDependencyError(RoomlabError, ImportError):
    """An optional package is not installed.

    Parameters
    ----------
    package : str
        The package that is missing.
    extra : str
        The extra of roomlab that brings it.
    purpose : str
        What it is needed for, as the object of "for".
    """

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        # The server is a distribution of its own: where roomlab came from a folder, it stands there beside it.
        otherwise = ", or in the folder that roomlab came from: pip install ./server" if extra == "server" else ""
        super().__init__(
            f"{package} is not installed, and it is needed for {purpose}; install it with: "
            f'pip install "roomlab[{extra}]"{otherwise}'
        )
        self.package = package
        self.extra = extra
