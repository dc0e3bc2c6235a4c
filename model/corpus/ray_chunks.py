"""The chunks of a corpus on Ray Data: on this machine, or on a cluster. The rows are the same as without it.

Every machine needs this program, its voice engines, and the input files at the same paths.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from tqdm import tqdm

from model.corpus.build import Runner, Task, made
from model.errors import BadInput, MissingCapability, first_line

LOCAL = "local"


def runner(address: str) -> Runner:
    """Runs chunks on Ray, started at the first. address: "local", or a cluster's, such as ray://head:10001.

    Raises MissingCapability without Ray.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # otherwise Ray reports to its makers
    try:
        import ray
        import ray.data
    except ImportError as error:
        command = f"{sys.executable} -m pip install 'ray[data]'"
        raise MissingCapability(f"--ray needs Ray Data; run: {command}") from error

    def run(tasks: Sequence[Task], workers: int, title: str) -> Iterator[Any]:
        start(ray, address, workers)
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True  # a build goes on after the last whole chunk
        context.enable_progress_bars = False
        rows = [{"task": pickle.dumps(task)} for task in tasks]
        if not rows:
            return
        chunks = ray.data.from_items(rows, override_num_blocks=len(rows)).map(carry_out)
        for row in tqdm(chunks.iter_rows(), total=len(rows), desc=title, unit="chunk", mininterval=5):
            yield pickle.loads(row["chunk"])  # made by this program, on machines that it was told to use

    return run


def carry_out(row: dict[str, Any]) -> dict[str, Any]:
    """One chunk, in a process of Ray."""
    return {"chunk": pickle.dumps(made(pickle.loads(row["task"])))}


def start(ray: Any, address: str, workers: int) -> None:
    """Connects to a cluster, or starts Ray on this machine without its web page. Raises BadInput for no cluster."""
    if ray.is_initialized():
        return
    options: dict[str, Any] = {"num_cpus": workers} if address == LOCAL else {"address": address}
    try:
        ray.init(include_dashboard=False if address == LOCAL else None, log_to_driver=False,
                 configure_logging=False, **options)  # fmt: skip
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise BadInput(f"there is no Ray cluster at {address} ({first_line(error)}): check the address") from error
