"""Any causal or multimodal language model of transformers, continued token by token through its own chat template.

Nothing is assumed of the attention or the cache: every reply is prefilled by the model's own forward and keeps a cache
of its own. The processor makes features of the sound, so a family needs no code here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from model import SAMPLE_RATE
from model.device import Device
from model.errors import BadInput, first_line
from model.lm.memory import NF4_BYTES, Need, check_fits
from model.lm.pretrained import load_weights, quiet_transformers
from model.lm.quantization import bitsandbytes_config, parameter_count
from model.lm.sampling import Sampler
from model.thinker.text_model import Message
from model.thinker.types import Samples

CAPACITY = 4096
"""Tokens of both replies together that the memory estimate leaves room for."""

_KEPT = re.compile(r"head|embed|audio|vision|visual|projector|tower", re.IGNORECASE)

CONTEXT = 8
"""Tokens before new ones that are decoded with them, since a tokenizer may take a first space away."""


class ChatModel:
    """A loaded model with its processor (or tokenizer, for one that does not hear). Runs on one thread.

    name: for messages.
    """

    def __init__(self, model: Any, processor: Any, name: str) -> None:
        self.model, self.processor, self.name = model, processor, name
        self.tokenizer = getattr(processor, "tokenizer", processor)
        self.sampler = Sampler()

    @property
    def hears(self) -> bool:
        """Whether it takes sound."""
        return getattr(self.processor, "feature_extractor", None) is not None

    @cached_property
    def parameters(self) -> int:
        """Number of parameters."""
        return parameter_count(self.model)

    def check(self, question: Samples | str) -> None:
        """Raises BadInput for sound if the model does not hear."""
        if not isinstance(question, str) and not self.hears:
            raise BadInput("{name} cannot hear: type the question, or choose a model that hears", name=self.name)

    def close(self) -> None:
        """Does nothing: it holds nothing outside."""

    def write(self, messages: Sequence[Message], most: int) -> TokenStream:
        """Begins a reply; it is computed step by step as it is read. Raises BadInput if it is too long."""
        inputs = self.inputs(messages)
        length = inputs["input_ids"].shape[1]
        if length + most > self.positions:
            raise BadInput(
                "the question takes {rows} of {limit} tokens that fit: ask a shorter one",
                rows=length,
                limit=max(0, self.positions - most),
            )
        return TokenStream(self, inputs, most)

    def inputs(self, messages: Sequence[Message]) -> dict[str, Any]:
        """What the model's forward takes for these messages and the beginning of a reply."""
        try:
            made = self._templated(messages)
        except Exception as error:  # jinja2 raises what a template raises
            if type(error).__name__ != "TemplateError" or messages[0].role != "system":
                raise
            made = self._templated(_without_system(messages))
        return {
            name: value.to(self.model.device, self.model.dtype if value.is_floating_point() else None)
            for name, value in made.items()
            if isinstance(value, Tensor)
        }

    @cached_property
    def positions(self) -> int:
        """Tokens of a sequence."""
        text = self.model.config.get_text_config()
        return int(getattr(text, "max_position_embeddings", None) or 1 << 20)

    @cached_property
    def ends(self) -> frozenset[int]:
        """Ids that end a reply."""
        stated = [getattr(self.model.generation_config, "eos_token_id", None), self.tokenizer.eos_token_id]
        return frozenset(at for ids in stated if ids is not None for at in (ids if isinstance(ids, list) else [ids]))

    @cached_property
    def forbidden(self) -> frozenset[int]:
        """Ids without text: marks other than an end, places of sound and pictures, and rows that no token uses."""
        added = {at for at, token in self.tokenizer.added_tokens_decoder.items() if token.special}
        rows = self.model.get_output_embeddings().weight.shape[0]
        unused = set(range(rows)) - set(self.tokenizer.get_vocab().values())
        return frozenset(at for at in {*added, *self.tokenizer.all_special_ids, *unused} - self.ends if 0 <= at < rows)

    def _templated(self, messages: Sequence[Message]) -> Any:
        chat: list[dict[str, Any]] = []
        for message in messages:
            parts = [
                {"type": "text", "text": part} if isinstance(part, str) else {"type": "audio", "audio": part}
                for part in message.content
            ]
            texts = "\n".join(part for part in message.content if isinstance(part, str))
            chat.append({"role": message.role, "content": parts if self.processor is not self.tokenizer else texts})
        more: dict[str, Any] = {"sampling_rate": SAMPLE_RATE} if any(message.sounds for message in messages) else {}
        return self.processor.apply_chat_template(
            chat, tokenize=True, return_dict=True, return_tensors="pt", add_generation_prompt=True,
            **({"enable_thinking": False} if "enable_thinking" in str(self._template) else {}),
            **({"processor_kwargs": more} if more else {}),
        )  # fmt: skip

    @property
    def _template(self) -> Any:
        return getattr(self.processor, "chat_template", None) or getattr(self.tokenizer, "chat_template", None)


class TokenStream:
    """One greedy reply: the first `read` prefills, each further one computes a token."""

    def __init__(self, model: ChatModel, inputs: dict[str, Any], most: int) -> None:
        self._model, self._inputs, self._most = model, inputs, most
        self._length = inputs["input_ids"].shape[1]
        self._cache: Any = None
        self._ids: list[int] = []
        self._held: list[int] = []
        self._over = False
        self.cut = False

    def read(self) -> str | None:
        """The text of the next token, "" if it does not complete a character; None at the end."""
        if self._over or len(self._ids) >= self._most:
            self.cut = not self._over
            self.cancel()
            return None
        token = self._model.sampler.choose(self._next_logits(), self._model.forbidden)[0]
        if token in self._model.ends:
            self.cancel()
            return None
        self._ids.append(token)
        self._held.append(token)
        before = self._ids[: -len(self._held)][-CONTEXT:]
        known, whole = (str(self._model.tokenizer.decode(ids)) for ids in (before, [*before, *self._held]))
        text = whole[len(known) :]
        if text.endswith("\ufffd") and len(self._held) < 4:
            return ""
        self._held = []
        return text

    def cancel(self) -> None:
        """Drops the cache."""
        self._over, self._cache, self._inputs = True, None, {}

    def _next_logits(self) -> Tensor:
        """float32 (vocabulary,) logits of the next token."""
        inputs = self._inputs
        if self._ids:
            last = torch.tensor([[self._ids[-1]]], device=self._model.model.device)
            length = self._length + len(self._ids)
            inputs = {"input_ids": last, "attention_mask": last.new_ones(1, length), "past_key_values": self._cache}
        with torch.inference_mode():
            out = self._model.model(**inputs, use_cache=True)
        self._cache, self._inputs = out.past_key_values, {}
        logits: Tensor = out.logits[0, -1].float()
        return logits


def load_chat_model(folder: Path, *, device: Device, dtype: torch.dtype, four_bit: bool, voice: int = 0) -> ChatModel:
    """The model of a published folder, by its own config. Nothing in the folder is executed.

    four_bit: on a card the projections of the language model are packed; on a CPU it is ignored. voice: bytes of memory
    to leave for the voice. Raises BadInput for a damaged folder, or a model or processor that transformers or this
    machine does not have, and MissingCapability if it does not fit into memory.
    """
    from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForMultimodalLM
    from transformers.models.auto.modeling_auto import MODEL_FOR_MULTIMODAL_LM_MAPPING

    quiet_transformers()
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        processor = _processor(folder)
        kind = AutoModelForMultimodalLM if type(config) in MODEL_FOR_MULTIMODAL_LM_MAPPING else AutoModelForCausalLM
        empty = _empty(kind, config)
    except (OSError, ValueError, KeyError, TypeError, ImportError) as error:
        raise BadInput(
            "{folder} cannot be loaded by this version ({reason}): get the model again, or choose another",
            folder=folder, reason=first_line(error),
        ) from error  # fmt: skip
    packed = four_bit and device == "cuda"
    check_fits(_need(empty, packed, voice), device, four_bit=packed)
    quantization = bitsandbytes_config(dtype, keep=_kept(empty)) if packed else None
    made = ChatModel(load_weights(kind, folder, device, dtype, quantization, "Thinker"), processor, folder.name)
    made.write([Message("user", ("What is 7 plus 5?",))], 1).read()  # raises NotFinite
    return made


def _empty(kind: Any, config: Any) -> Any:
    """The model without weights."""
    from accelerate import init_empty_weights

    with init_empty_weights():
        return kind.from_config(config)


def _kept(model: Any) -> list[str]:
    """Modules that stay unquantized: heads, embeddings and what encodes sound and pictures."""
    return [name for name, _ in model.named_modules() if name and _KEPT.search(name.rpartition(".")[2])]


def _need(model: Any, packed: bool, voice: int) -> Need:
    kept = tuple(f"{name}." for name in _kept(model))
    linears = {
        f"{name}.weight"
        for name, module in model.named_modules()
        if hasattr(module, "in_features") and not f"{name}.".startswith(kept)
    }
    language = sum(p.numel() for name, p in model.named_parameters() if name in linears)
    rest = sum(p.numel() for name, p in model.named_parameters() if name not in linears)
    text = model.config.get_text_config()
    wide = getattr(text, "num_hidden_layers", 1) * getattr(text, "hidden_size", 1)
    return Need(int(language * (NF4_BYTES if packed else 2)), 2 * rest, 4 * CAPACITY * wide, voice=voice)


def _processor(folder: Path) -> Any:
    """The folder's processor, or its tokenizer where it has no processor. Raises BadInput without a chat template."""
    from transformers import AutoProcessor, AutoTokenizer

    has_processor = any((folder / name).is_file() for name in ("processor_config.json", "preprocessor_config.json"))
    kind = AutoProcessor if has_processor else AutoTokenizer
    made = kind.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    tokenizer = getattr(made, "tokenizer", made)
    if not (getattr(made, "chat_template", None) or getattr(tokenizer, "chat_template", None)):
        raise BadInput("{folder} has no chat template: choose a model that was trained to chat", folder=folder)
    return made


def _without_system(messages: Sequence[Message]) -> list[Message]:
    """The system message's text at the beginning of the first question, for templates that have no system role."""
    first, second, *rest = messages
    return [Message(second.role, (*first.content, *second.content)), *rest]
