"""Workers beyond this process: those of a Dask cluster, or a cluster of this machine's cores.

Dask is asked for only here, when a cluster is asked for. Its workers are processes of its own
making; this program makes no thread or process for them.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any, ParamSpec, TypeVar

import numpy as np

from components.errors import UserError

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE = 10.0  # seconds for the scheduler to answer
_RETRIES = 5  # of a piece of work whose worker was lost
_LIMITS = {
    "distributed.scheduler.allowed-failures": _RETRIES,  # workers that one piece may take along
    "distributed.admin.large-graph-warning-threshold": "100GB",  # data are sent once, on purpose
}


class Workers(Executor):
    """The workers of a cluster as an executor: work that was lost with its worker is repeated."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - a client of Dask, which has no types
        self._client = client

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Begin ``work`` on a worker; give its result to come."""
        submit = self._client.submit  # its future has all of a `Future` that is asked for
        return submit(_begun, work, *args, **kwargs, pure=False, retries=_RETRIES)  # type: ignore[no-any-return] # as said

    def send(self, value: T) -> T:
        """Send a value to the cluster once; what is returned stands for it in work to come.

        It is the result of a task, not scattered data, so that a worker who is lost with it
        costs the time to send it again.
        """
        return self._client.submit(_aligned, value, pure=False)  # type: ignore[no-any-return] # it stands for it


def _begun(work: Callable[..., T], *args: object, **kwargs: object) -> T:
    return work(*map(_aligned, args), **kwargs)


def _aligned(value: Any) -> Any:  # noqa: ANN401 - whatever work is done with
    """Copy arrays that came to lie at odd addresses on their way: only these.

    Numpy takes another way for them, which is slower and ends in other last digits.
    """
    if isinstance(value, np.ndarray):
        return value if value.flags.aligned else value.copy()
    if isinstance(value, tuple):
        parts = map(_aligned, value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _aligned(getattr(value, f.name)) for f in fields(value)})
    return value


@contextmanager
def workers(where: str) -> Iterator[Workers]:
    """Connect to a cluster: "local:N" starts N workers on this machine, else an address.

    Raises `UserError` where Dask is not installed or nobody answers at the address.
    """
    local = re.fullmatch(r"local:([1-9]\d{0,3})", where)
    if local is None and not re.match(r"(tcp|tls|ucx|ws|wss|inproc)://.", where):
        raise UserError(
            f"{where!r} is no cluster; give local:N for N workers on this machine, or the address "
            "of a Dask scheduler such as tcp://host:8786."
        )
    try:
        import dask
        import distributed
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise UserError(
            "--cluster needs Dask, which is not installed; install it with: "
            "pip install -r requirements-cluster.txt"
        ) from error
    with dask.config.set(_LIMITS), ExitStack() as stack:
        place: Any = where
        if local is not None:
            start: Any = distributed.LocalCluster  # it has no types
            # Port 0: any that is free; without a dashboard it would insist on one.
            options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
            place = start(n_workers=int(local[1]), threads_per_worker=1, **options)
            stack.enter_context(place)
        client = stack.enter_context(_client(distributed.Client, place))
        try:
            yield Workers(client)
        except (distributed.KilledWorker, CommClosedError, FutureCancelledError) as error:
            raise UserError(
                f"The workers of {where} were lost again and again ({error}); see that each has "
                "memory enough, then try again."
            ) from error


def _client(make: Any, where: Any) -> Any:  # noqa: ANN401 - Dask has no types
    try:
        return make(where, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise UserError(
            f"Nobody answers at {where} as a Dask scheduler; start one there with: dask scheduler"
        ) from error
