"""The Thinker's tokenizer: byte-level BPE with one token a digit, and the special tokens by name.

Owns: names and ids of roles, pads, ends and modes. Must not know torch. Immutable after loading.
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
