"""Byte-level BPE tokenizers: of the models trained here (one token a digit), and of published Qwen2.5-Omni."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol, Self

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from model.thinker import prompts

RATIOS: tuple[tuple[int, int], ...] = ((1, 9), (2, 8), (3, 7), (5, 5))
SPECIAL = (
    "<pad>", "<s_pad>", "<r_pad>", "<s_end>", "<r_end>", "<eos>", "<user>", "<tutor>", "<|audio_start|>", "<|AUDIO|>",
    "<|audio_end|>", "<|IMAGE|>", "<|VIDEO|>", "<|vision_start|>", "<|vision_end|>", "<mode:1:9>", "<mode:2:8>",
    "<mode:3:7>", "<mode:5:5>", "<mode:think-first>", "<mode:direct>", "<mode:hear>",
)  # fmt: skip
"""Special tokens of a trained model, ids 0 and up."""

QWEN_SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|AUDIO|>", "<|audio_bos|>", "<|audio_eos|>")
"""Special tokens that a Thinker cannot work without; in the published models 151643 to 151648."""


MARKS = ("<s_pad>", "<r_pad>", "<s_end>", "<r_end>", "<mode:2:8>", "<mode:think-first>")
"""Marks that a published model lacks and that `aloud train --base` teaches it, in the order of their ids."""


class AnswerTokenizer(Protocol):
    """The tokenizer of a model that answers in one interleaved sequence: its marks and its form of a question."""

    @property
    def special(self) -> frozenset[int]:
        """The ids without text."""
        ...

    def id(self, name: str) -> int:
        """Id of a mark. Raises KeyError if there is none."""
        ...

    def encode(self, text: str) -> list[int]:
        """A user's text to ids."""
        ...

    def decode(self, ids: Iterable[int]) -> str:
        """Ids to text without special tokens."""
        ...

    @property
    def start(self) -> list[int]:
        """The ids that begin a conversation."""
        ...

    def around(self, *, spoken: bool) -> tuple[list[int], list[int]]:
        """The ids before and after a question."""
        ...

    @property
    def around_answer(self) -> tuple[list[int], list[int]]:
        """The ids before and after an answer that belongs to the conversation."""
        ...

    def opening(self, mode: str, ratio: tuple[int, int] = (2, 8)) -> list[int]:
        """The given ids that begin an answer, or with "hear" the transcription. Raises KeyError for another mode."""
        ...


class ThinkerTokenizer:
    """A loaded tokenizer. required: special tokens it must have. special: the ids without text.

    Raises ValueError if a required token is missing.
    """

    def __init__(self, tokenizer: Tokenizer, required: Iterable[str], special: frozenset[int]) -> None:
        missing = [name for name in required if tokenizer.token_to_id(name) is None]
        if missing:
            raise ValueError(f"tokenizer lacks {', '.join(missing)}")
        self.tokenizer, self.special = tokenizer, special

    @property
    def size(self) -> int:
        """One more than the highest id."""
        return max(_ids(self.tokenizer)) + 1

    def id(self, name: str) -> int:
        """Id of a special token. Raises KeyError if there is none."""
        found = self.tokenizer.token_to_id(name)
        if found is None:
            raise KeyError(name)
        return int(found)

    def encode(self, text: str) -> list[int]:
        """A user's text to ids; names of special tokens in it are plain text."""
        return list(self._plain.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: Iterable[int]) -> str:
        """Ids to text without special tokens."""
        return str(self.tokenizer.decode([i for i in ids if i not in self.special], skip_special_tokens=True))

    @cached_property
    def _plain(self) -> Tokenizer:
        plain = Tokenizer.from_str(self.tokenizer.to_str())
        plain.encode_special_tokens = True
        return plain


class TrainedTokenizer(ThinkerTokenizer):
    """The tokenizer of a model trained here. Ids are stable for one bundle."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__(tokenizer, SPECIAL, frozenset(range(len(SPECIAL))))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads tokenizer.json. Raises ValueError if it is damaged or lacks special tokens."""
        try:
            return cls(Tokenizer.from_file(str(path)))
        except Exception as error:  # the library raises bare Exception for every fault of the file
            raise ValueError(f"{path.name}: {error}") from error

    @classmethod
    def train(cls, texts: Iterable[str], size: int = 1200) -> Self:
        """Learns the merges from `texts`; digits and operators are always tokens of their own."""
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

    def mode(self, mode: str, ratio: tuple[int, int] = (2, 8)) -> int:
        """The control token of "interleaved" with a ratio, "think-first", "direct" or "hear"."""
        return self.id(_mode_mark(mode, ratio))

    @property
    def start(self) -> list[int]:
        """Nothing."""
        return []

    @property
    def around_answer(self) -> tuple[list[int], list[int]]:
        """Nothing: its own marks end it."""
        return [], []

    def around(self, *, spoken: bool) -> tuple[list[int], list[int]]:
        """`<user>` and `<tutor>`, for sound with its marks inside."""
        begin, end = [self.id("<user>")], [self.id("<tutor>")]
        return ([*begin, self.id("<|audio_start|>")], [self.id("<|audio_end|>"), *end]) if spoken else (begin, end)

    def opening(self, mode: str, ratio: tuple[int, int] = (2, 8)) -> list[int]:
        """The mode's control token. Raises KeyError for another mode."""
        return [self.mode(mode, ratio)]


class QwenTokenizer(ThinkerTokenizer):
    """The tokenizer of a published Qwen2.5-Omni. vocabulary: rows of the embedding table."""

    def __init__(self, tokenizer: Tokenizer, vocabulary: int) -> None:
        added = frozenset(tokenizer.get_added_tokens_decoder())
        super().__init__(tokenizer, QWEN_SPECIAL, added | (frozenset(range(vocabulary)) - frozenset(_ids(tokenizer))))

    @classmethod
    def load(cls, folder: Path, vocabulary: int) -> Self:
        """Reads tokenizer.json, or the older vocab.json, merges.txt and tokenizer_config.json, from which
        transformers makes the same. Raises ValueError if there is neither, or not a Qwen2.5-Omni's.
        """
        try:
            if (folder / "tokenizer.json").is_file() or not (folder / "vocab.json").is_file():
                return cls(Tokenizer.from_file(str(folder / "tokenizer.json")), vocabulary)
            from transformers import Qwen2TokenizerFast

            return cls(Qwen2TokenizerFast.from_pretrained(folder, local_files_only=True).backend_tokenizer, vocabulary)
        except Exception as error:  # the library raises bare Exception for every fault of the file
            raise ValueError(f"tokenizer.json: {error}") from error

    def prompt(self, text: str) -> list[int]:
        """A prompt of this program to ids; names of special tokens in it are those tokens."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)


class MarkedTokenizer(QwenTokenizer):
    """The tokenizer of a Qwen2.5-Omni with the interleaved schedule. marks: names and ids, unused in the base."""

    marks: Mapping[str, int]

    @classmethod
    def over(cls, base: QwenTokenizer, vocabulary: int, marks: Mapping[str, int]) -> Self:
        """`base` with marks. Raises ValueError if one of their ids is in use or not an embedding's."""
        used = frozenset(_ids(base.tokenizer))
        wrong = [f"{name}={at}" for name, at in marks.items() if at in used or not 0 <= at < vocabulary]
        missing = [name for name in MARKS[:4] if name not in marks]
        if wrong or missing or len(set(marks.values())) < len(marks):
            raise ValueError(f"the marks do not fit the tokenizer ({', '.join(wrong or missing or marks)})")
        made = cls(base.tokenizer, vocabulary)
        made.marks = dict(marks)
        return made

    @classmethod
    def on_unused(cls, base: QwenTokenizer, vocabulary: int) -> Self:
        """`base` with MARKS on its first unused ids. Raises ValueError if there are too few."""
        return cls.over(base, vocabulary, {name: base.size + at for at, name in enumerate(MARKS)})

    def id(self, name: str) -> int:
        """Id of a mark or of a special token of the base; `<eos>` is the base's end of a message."""
        found = self.marks.get(name)
        return super().id(prompts.IM_END if name == "<eos>" else name) if found is None else found

    @property
    def start(self) -> list[int]:
        """A system message of one line."""
        return self.prompt(prompts.TUNED_SYSTEM)

    @property
    def around_answer(self) -> tuple[list[int], list[int]]:
        """The assistant's turn."""
        return self.prompt(prompts.REPLY), self.prompt(prompts.USER_END)

    def around(self, *, spoken: bool) -> tuple[list[int], list[int]]:
        """The user's turn in the base's chat form."""
        begin, end = self.prompt(prompts.USER), self.prompt(prompts.USER_END)
        return ([*begin, self.id("<|audio_bos|>")], [self.id("<|audio_eos|>"), *end]) if spoken else (begin, end)

    def opening(self, mode: str, ratio: tuple[int, int] = (2, 8)) -> list[int]:
        """The assistant's turn and the mode's mark; the transcription is asked for as of an unmodified model."""
        if mode == "hear":
            return self.prompt(prompts.HEAR)
        return [*self.prompt(prompts.REPLY), self.id(_mode_mark(mode, ratio))]


def _mode_mark(mode: str, ratio: tuple[int, int]) -> str:
    return f"<mode:{ratio[0]}:{ratio[1]}>" if mode == "interleaved" else f"<mode:{mode}>"


def _ids(tokenizer: Tokenizer) -> Iterable[int]:
    return tokenizer.get_vocab(with_added_tokens=True).values()
