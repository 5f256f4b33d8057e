"""Whether the server can listen where it is told to."""

import socket


class AddressInUse(Exception):
    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Cannot listen on {host}, port {port}: {reason}. Choose another one with --port (make run PORT=…)."
        )


def check_address(host: str, port: int) -> None:
    """Raises AddressInUse, before anything else is started."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise AddressInUse(host, port, (error.strerror or str(error)).lower()) from error
