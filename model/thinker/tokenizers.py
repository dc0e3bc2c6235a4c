"""The Thinker's tokenizer: byte-level BPE with one token a digit, and the special tokens by name.

Owns: names and ids of roles, pads, ends and modes. Immutable after loading.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

RATIOS: tuple[tuple[int, int], ...] = ((1, 9), (2, 8), (3, 7), (5, 5))
SPECIAL = (
    "<pad>", "<s_pad>", "<r_pad>", "<s_end>", "<r_end>", "<eos>", "<user>", "<tutor>", "<|audio_start|>", "<|AUDIO|>",
    "<|audio_end|>", "<|IMAGE|>", "<|VIDEO|>", "<|vision_start|>", "<|vision_end|>", "<mode:1:9>", "<mode:2:8>",
    "<mode:3:7>", "<mode:5:5>", "<mode:think-first>", "<mode:direct>", "<mode:hear>",
)  # fmt: skip


class Tokens:
    """A loaded tokenizer. Ids are stable for one bundle."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        missing = [name for name in SPECIAL if tokenizer.token_to_id(name) is None]
        if missing:
            raise ValueError(f"tokenizer lacks {', '.join(missing)}")

    @classmethod
    def load(cls, path: Path) -> Tokens:
        """Read tokenizer.json. Raises ValueError if it is no tokenizer of ours."""
        try:
            return cls(Tokenizer.from_file(str(path)))
        except Exception as error:  # the library raises bare Exception for every fault of the file
            raise ValueError(f"{path.name}: {error}") from error

    @classmethod
    def train(cls, texts: Iterable[str], size: int = 1200) -> Tokens:
        """Learn the merges from `texts`; digits and operators always stay alone."""
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Digits(individual_digits=True),
                pre_tokenizers.Split(Regex(r"[-+*/=:<>()]"), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False),
            ]
        )
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=list(SPECIAL), show_progress=False,
                                      initial_alphabet=pre_tokenizers.ByteLevel.alphabet())  # fmt: skip
        tokenizer.train_from_iterator(texts, trainer)
        return cls(tokenizer)

    def save(self, path: Path) -> None:
        self.tokenizer.save(str(path))

    @property
    def size(self) -> int:
        return int(self.tokenizer.get_vocab_size())

    def id(self, name: str) -> int:
        """Id of a special token. Raises KeyError if there is none."""
        found = self.tokenizer.token_to_id(name)
        if found is None:
            raise KeyError(name)
        return int(found)

    def mode(self, mode: str, ratio: tuple[int, int] = (2, 8)) -> int:
        """The token that says how to answer: "interleaved" with a ratio, "think-first", "direct" or "hear"."""
        return self.id(f"<mode:{ratio[0]}:{ratio[1]}>" if mode == "interleaved" else f"<mode:{mode}>")

    def encode(self, text: str) -> list[int]:
        """Plain text to ids; the names of special tokens in it are text like any other."""
        return list(self._plain.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: Iterable[int]) -> str:
        """Ids to text; special tokens are left out."""
        return str(self.tokenizer.decode([i for i in ids if i >= len(SPECIAL)], skip_special_tokens=True))

    @cached_property
    def _plain(self) -> Tokenizer:
        plain = Tokenizer.from_str(self.tokenizer.to_str())
        plain.encode_special_tokens = True
        return plain


# -- The tokenizer of the published Qwen2.5-Omni models.


NAMES = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|AUDIO|>", "<|audio_bos|>", "<|audio_eos|>")
"""Special tokens that a Thinker cannot work without; in the published models 151643 to 151648."""


class QwenTokenizer:
    """A loaded tokenizer.json. vocabulary: rows of the embedding table; `special` are the ids that hold no text."""

    def __init__(self, tokenizer: Tokenizer, vocabulary: int) -> None:
        missing = [name for name in NAMES if tokenizer.token_to_id(name) is None]
        if missing:
            raise ValueError(f"tokenizer lacks {', '.join(missing)}")
        self.tokenizer = tokenizer
        self._added = frozenset(tokenizer.get_added_tokens_decoder())
        self.special = self._added | (frozenset(range(vocabulary)) - frozenset(self._ids()))

    @classmethod
    def load(cls, folder: Path, vocabulary: int) -> QwenTokenizer:
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
