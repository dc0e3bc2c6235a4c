"""The static KV cache of one sequence: allocated once, cut back and copied by prefix."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from model.lm.cuda_graphs import CUDAGraphed

LayerState = tuple[Tensor, ...]
"""What one layer keeps of earlier rows, slots along dimension 1: keys and values (kv_heads, capacity, head_dim) for
attention. A state may be longer than the cache by a few slots in front, which stay zero."""


class CacheFull(RuntimeError):
    """More slots were requested than the cache was made with."""


class KVCache:
    """The states of all layers, batch 1.

    Slots `[0, length)` are filled; slots beyond `length` are uninitialised and must be masked. graphs: captured steps
    that write to these tensors, by rows and visible slots.
    """

    __slots__ = ("capacity", "graphs", "layers", "length")

    def __init__(self, layers: Sequence[LayerState], capacity: int) -> None:
        self.layers = layers
        self.capacity = capacity
        self.length = 0
        self.graphs: dict[tuple[int, int], CUDAGraphed] = {}

    @property
    def nbytes(self) -> int:
        return sum(tensor.nbytes for state in self.layers for tensor in state)

    def reserve(self, count: int) -> int:
        """The first of the next `count` free slots, which `advance` then claims. Raises CacheFull."""
        if self.length + count > self.capacity:
            raise CacheFull(f"{self.length} + {count} slots in a cache of {self.capacity}")
        return self.length

    def advance(self, count: int) -> None:
        """Counts `count` slots as filled, once all layers have written them."""
        self.length += count

    def cut(self, length: int) -> None:
        """Drops all slots from `length` on, at no cost. Raises ValueError if there are fewer."""
        if not 0 <= length <= self.length:
            raise ValueError(f"cannot cut a cache of {self.length} slots to {length}")
        self.length = length

    def fork(self, capacity: int | None = None) -> KVCache:
        """A copy of the filled slots in a cache of `capacity` slots (default: the same). Raises CacheFull."""
        size = self.capacity if capacity is None else capacity
        other = KVCache([tuple(self._resized(tensor, size) for tensor in state) for state in self.layers], size)
        self.copy_to(other)
        return other

    def copy_to(self, other: KVCache) -> None:
        """Copies the filled slots to another cache of the same decoder. Raises CacheFull if it is too small."""
        other.cut(0)
        other.reserve(self.length)
        for mine, copy in zip(self.layers, other.layers, strict=True):
            for source, target in zip(mine, copy, strict=True):
                filled = source.shape[1] - self.capacity + self.length
                target[:, :filled] = source[:, :filled]
        other.length = self.length

    def _resized(self, tensor: Tensor, capacity: int) -> Tensor:
        heads, slots, dim = tensor.shape
        return tensor.new_zeros(heads, slots - self.capacity + capacity, dim)
