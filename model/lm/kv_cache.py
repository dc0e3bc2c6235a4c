"""The static store of keys and values of one sequence.

Owns: the preallocated tensors, how far they are filled, cutting back and copying a prefix. Thread: the engine's
worker only.
"""

from __future__ import annotations

import torch
from torch import Tensor

KeysAndValues = list[tuple[Tensor, Tensor]]
"""Of each layer, (kv_heads, capacity, head_dim) both."""


class StoreFull(RuntimeError):
    """More slots were asked for than the store was made with."""


class KVStore:
    """Keys and values of every layer, batch 1, in two tensors allocated once.

    keys, values: (layers, kv_heads, capacity, head_dim), the decoder's dtype and device. Slots `[0, length)`
    are filled; what lies behind is rubbish that no mask may show. layers: views (kv_heads, capacity, head_dim) of
    each layer's keys and values. graphs: captured steps that write to these very tensors.
    """

    __slots__ = ("capacity", "graphs", "keys", "layers", "length", "values")

    def __init__(
        self,
        layers: int,
        kv_heads: int,
        head_dim: int,
        capacity: int,
        *,
        dtype: torch.dtype,
        device: torch.device | str = "cpu",
    ) -> None:
        shape = (layers, kv_heads, capacity, head_dim)
        self.keys = torch.zeros(shape, dtype=dtype, device=device)
        self.values = torch.zeros(shape, dtype=dtype, device=device)
        self.layers: KeysAndValues = list(zip(self.keys.unbind(), self.values.unbind(), strict=True))
        self.capacity = capacity
        self.length = 0
        self.graphs: dict[tuple[int, int], object] = {}

    def reserve(self, count: int) -> int:
        """The first of the next `count` free slots. Nothing is claimed until `advance`. Raises StoreFull."""
        if self.length + count > self.capacity:
            raise StoreFull(f"{self.length} + {count} slots in a store of {self.capacity}")
        return self.length

    def advance(self, count: int) -> None:
        """Counts `count` slots as filled, once all layers wrote them."""
        self.length += count

    def cut(self, length: int) -> None:
        """Forgets all slots from `length` on; costs nothing. Raises ValueError if there are fewer."""
        if not 0 <= length <= self.length:
            raise ValueError(f"cannot cut a store of {self.length} slots to {length}")
        self.length = length

    def fork(self, length: int | None = None, capacity: int | None = None) -> KVStore:
        """A store of its own that starts with a copy of the first `length` slots (default: all)."""
        kept = self.length if length is None else length
        if not 0 <= kept <= self.length:
            raise ValueError(f"cannot fork {kept} of {self.length} slots")
        layers, kv_heads, own, head_dim = self.keys.shape
        size = own if capacity is None else capacity
        other = KVStore(layers, kv_heads, head_dim, size, dtype=self.keys.dtype, device=self.keys.device)
        other.reserve(kept)
        other.keys[:, :, :kept] = self.keys[:, :, :kept]
        other.values[:, :, :kept] = self.values[:, :, :kept]
        other.length = kept
        return other
