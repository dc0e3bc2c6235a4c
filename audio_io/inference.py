"""Small networks on the CPU, on one thread of their own, so that nobody else's threads or settings are touched.

Owns: how a session is made. Must not know: what the networks decide. Thread: a session may be shared by all.
"""

from __future__ import annotations

import os
from typing import Any


def session(model: bytes) -> Any:
    """A session for the bytes of an ONNX file. Raises ValueError if they are none."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime 1.29 and newer report to their maker unless told not to
    import onnxruntime  # a third of a second, so only where somebody listens
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf) as err:
        raise ValueError("no ONNX model") from err
