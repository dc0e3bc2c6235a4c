"""The tokenizer of the published Qwen2.5-Omni models.

Owns: the ids that steer a ChatML conversation with sound, and which ids hold no text. Must not know torch.
Immutable after loading.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer

NAMES = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|AUDIO|>", "<|audio_bos|>", "<|audio_eos|>")
"""Special tokens that a Thinker cannot work without; in the published models 151643 to 151648."""


class StockTokens:
    """A loaded tokenizer.json. vocabulary: rows of the embedding table; `special` are the ids that hold no text."""

    def __init__(self, tokenizer: Tokenizer, vocabulary: int) -> None:
        missing = [name for name in NAMES if tokenizer.token_to_id(name) is None]
        if missing:
            raise ValueError(f"tokenizer lacks {', '.join(missing)}")
        self.tokenizer = tokenizer
        self._added = frozenset(tokenizer.get_added_tokens_decoder())
        self.special = self._added | (frozenset(range(vocabulary)) - frozenset(self._ids()))

    @classmethod
    def load(cls, folder: Path, vocabulary: int) -> StockTokens:
        """Reads tokenizer.json, or the older vocab.json, merges.txt and tokenizer_config.json, from which
        transformers makes the same. Raises ValueError if there is neither, or none of a Qwen2.5-Omni.
        """
        try:
            if (folder / "tokenizer.json").is_file() or not (folder / "vocab.json").is_file():
                return cls(Tokenizer.from_file(str(folder / "tokenizer.json")), vocabulary)
            from transformers import Qwen2TokenizerFast

            return cls(Qwen2TokenizerFast.from_pretrained(folder, local_files_only=True).backend_tokenizer, vocabulary)
        except Exception as error:  # the library raises bare Exception for every fault of the file
            raise ValueError(f"tokenizer.json: {error}") from error

    @property
    def size(self) -> int:
        """One more than the highest id."""
        return max(self._ids()) + 1

    def id(self, name: str) -> int:
        """Id of a special token. Raises KeyError if there is none."""
        found = self.tokenizer.token_to_id(name)
        if found is None:
            raise KeyError(name)
        return int(found)

    def prompt(self, text: str) -> list[int]:
        """Our own prompt to ids; the names of special tokens in it are those tokens."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def encode(self, text: str) -> list[int]:
        """A user's text to ids; the names of special tokens in it are text like any other."""
        return list(self._plain.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: Iterable[int]) -> str:
        """Ids to text; special tokens are left out."""
        return str(self.tokenizer.decode([i for i in ids if i not in self.special], skip_special_tokens=True))

    def _ids(self) -> Iterable[int]:
        return self.tokenizer.get_vocab(with_added_tokens=True).values()

    @cached_property
    def _plain(self) -> Tokenizer:
        plain = Tokenizer.from_str(self.tokenizer.to_str())
        plain.encode_special_tokens = True
        return plain
