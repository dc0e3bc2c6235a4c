"""An unmodified Qwen2.5-Omni as a Thinker: conversation, streaming prefill, two streams; and its loading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from model.device import Device
from model.errors import BadInput, MissingCapability
from model.lm.decoder import CAPTURED_SLOTS
from model.lm.memory import check_fits, estimate
from model.lm.quantization import check_4bit, empty_4bit, language_linears, nf4_round_trip, packed_4bit
from model.lm.sampling import NotFinite, Sampler
from model.thinker import prompts
from model.thinker.chat_context import ChatContext
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.dual_stream import SPARE_ROOM, DualStreamAnswer, DualStreamSchedule, DualStreamSequence, StreamPrompt
from model.thinker.earlier_turn import EarlierTurn
from model.thinker.features import WHISPER
from model.thinker.number_guard import NumberGuard
from model.thinker.qwen_checkpoint import Checkpoint, read_config, thinker_config
from model.thinker.streaming_prefill import StreamingPrefill
from model.thinker.text_streams import Transcription
from model.thinker.thinker import ThinkerModel, empty_cache
from model.thinker.tokenizers import QwenTokenizer
from model.thinker.types import ControlTokens, GenerationConfig, Mode, Samples, Stream

PROGRESS_ROOM = 160
"""Slots of the spoken region for progress sentences."""
MOST_ROOM = 1000
"""Slots that an answer may take; the rest of the cache is for prompt and conversation."""


class QwenOmniThinker(ThinkerModel):
    """A published model and its tokenizer, with one cache for prompt and conversation."""

    modes: tuple[Mode, ...] = ("concurrent", "think-first", "direct")
    mel = WHISPER

    def __init__(self, model: Any, tokens: QwenTokenizer, precision: str, capacity: int = 4096) -> None:
        super().__init__(model, precision, capacity)
        self.tokens = tokens
        self.sampler = Sampler()
        self.context = ChatContext(self.decoder, tokens.prompt(prompts.SYSTEM), self.sampler, room=MOST_ROOM)
        # Kept for all transcriptions: a new cache each time would capture its steps in the middle of an answer.
        self.hearing_cache = self.decoder.new_cache()
        self._prefill_ahead: StreamingPrefill | None = None
        self._heard = ""

    @property
    def control(self) -> ControlTokens:
        """The control tokens: one end for both streams; pads are not used."""
        end = self.tokens.id("<|im_end|>")
        return ControlTokens(end, end, end, end, self.tokens.special)

    @property
    def context_used(self) -> float:
        """Share of the context that prompt and conversation fill, 0 to 1."""
        return self.context.used

    def ask(self, question: Samples | str, *, follow_up: bool = True, heard: str = "") -> QwenOmniQuestion:  # noqa: ARG002
        """Prefills a question after the conversation so far. Raises BadInput if it is too long.

        Sound that was given to `listen`, and that `question` begins with, is not computed again.
        """
        if self._prefill_ahead is None:
            self._settle()
        prefill_ahead, self._prefill_ahead = self._prefill_ahead, None
        if isinstance(question, str):
            rows = self.decoder.embed(self._user_turn(self.tokens.encode(question)))
            self.context.start(rows, follow_up=follow_up)
        elif prefill_ahead is None or not follow_up or not prefill_ahead.finish(question):
            self.context.start(self._spoken_turn(self.encode_audio(question)), follow_up=follow_up)
        return QwenOmniQuestion(self, question if isinstance(question, str) else "")

    def listen(self, samples: Samples) -> None:
        """Adds sound of a question that is being spoken; complete blocks are encoded and prefilled now."""
        if self._prefill_ahead is None:
            self._settle()
            begin, end = self._around_sound()
            rows = self.decoder.embed(begin), self.decoder.embed(end)
            self._prefill_ahead = StreamingPrefill(self.encode_features, self.context, *rows)
        self._prefill_ahead.feed(samples)

    def stop_listening(self) -> None:
        """Drops the sound given to `listen`: it was not a question."""
        if self._prefill_ahead is not None:
            self._prefill_ahead = None
            self.context.drop_question()

    def remember(self, heard: str, turn: EarlierTurn | None = None) -> None:  # noqa: ARG002
        """Sets the heard part of the last answer; the last call before the next question counts."""
        self._heard = heard

    def recall(self, turn: EarlierTurn) -> None:
        """Begins a conversation with this turn."""
        self.ask(turn.question, follow_up=False)
        self.remember(turn.reply)

    def free_memory(self) -> None:
        """Drops the conversation and frees cached memory."""
        self._prefill_ahead = None
        self.context.forget()
        self.context.sequence.cache.graphs.clear()
        self.hearing_cache.graphs.clear()
        empty_cache()

    def warm_up(self) -> None:
        """Captures the steps of answers and transcriptions at every length, so that none is captured in an answer."""
        if not self.decoder.graphs:
            return
        cache = self.context.cache()
        for end in (*CAPTURED_SLOTS, cache.capacity):
            for rows in (1, 2):
                self.decoder.graphed_step(cache, rows, min(end, cache.capacity))
            self.decoder.graphed_step(self.hearing_cache, 1, min(end, cache.capacity))

    def _settle(self) -> None:
        """Adds the last turn to the conversation."""
        prompt, heard = self.tokens.prompt, self.tokens.encode(self._heard)
        self.context.finish(prompt(prompts.REPLY), heard, prompt(prompts.USER_END))
        self._heard = ""

    def _user_turn(self, ids: list[int]) -> list[int]:
        return [*self.tokens.prompt(prompts.USER), *ids, *self.tokens.prompt(prompts.USER_END)]

    def _around_sound(self) -> tuple[list[int], list[int]]:
        name, prompt = self.tokens.id, self.tokens.prompt
        begin = [*prompt(prompts.USER), name("<|audio_bos|>")]
        return begin, [name("<|audio_eos|>"), *prompt(prompts.USER_END)]

    def _spoken_turn(self, sound: Tensor) -> Tensor:
        begin, end = self._around_sound()
        return torch.cat((self.decoder.embed(begin), sound, self.decoder.embed(end)))


class QwenOmniQuestion:
    """A question in the cache. text: the question, if it is written."""

    def __init__(self, thinker: QwenOmniThinker, text: str = "") -> None:
        self._thinker, self._text = thinker, text

    @property
    def follows(self) -> bool:
        """False: the conversation is always in front of it."""
        return False

    def answer(self, config: GenerationConfig, guard: NumberGuard) -> DualStreamAnswer:
        """The answer's streams. Raises BadInput for a mode that only trained models have, and for a too long answer."""
        thinker, control = self._thinker, self._thinker.control
        if config.mode not in thinker.modes:
            raise BadInput(
                "this model was not trained for {mode}: choose {choices}",
                mode=config.mode,
                choices=", ".join(thinker.modes),
            )
        schedule = DualStreamSchedule(
            config.ratio, control, max_reasoning=config.max_reasoning, max_spoken=config.max_spoken,
            think_first=config.max_reasoning if config.mode == "think-first" else config.think_first,
            reason=config.mode != "direct",
        )  # fmt: skip
        stream_prompts = self._stream_prompts(config.mode)
        given = len(stream_prompts[Stream.SPOKEN].ids) + len(
            thinker.tokens.encode(stream_prompts[Stream.SPOKEN].prefix)
        )
        spoken_room = given + config.max_spoken + PROGRESS_ROOM + SPARE_ROOM
        notes = stream_prompts.get(Stream.REASONING)
        reasoning_room = len(notes.ids) + config.max_reasoning + SPARE_ROOM if notes else 0
        if reasoning_room + spoken_room > MOST_ROOM:
            raise BadInput(
                "an answer of {max_reasoning} + {max_spoken} tokens is too long: ask for fewer",
                max_reasoning=config.max_reasoning,
                max_spoken=config.max_spoken,
            )
        sequence = DualStreamSequence(
            thinker.decoder, thinker.context.cache(), thinker.sampler,
            reasoning_room=reasoning_room, spoken_room=spoken_room,
        )  # fmt: skip
        return DualStreamAnswer(
            sequence, schedule, guard, thinker.tokens.decode, thinker.tokens.encode,
            stream_prompts, guarded=config.guarded,
            checked=CheckedReasoning(self._text), calculator=config.calculator,
        )  # fmt: skip

    def transcription(self) -> Transcription:
        """The question in writing, decoded on a copy of the cache."""
        thinker, sequence = self._thinker, self._thinker.context.sequence
        opening = thinker.tokens.prompt(prompts.HEAR)
        side = sequence.fork(into=thinker.hearing_cache)
        side.push(*opening)
        return Transcription(side, thinker.control.s_end, thinker.tokens.special, thinker.tokens.decode)

    def _stream_prompts(self, mode: Mode) -> dict[Stream, StreamPrompt]:
        prompt = self._thinker.tokens.prompt
        if mode == "direct":
            return {Stream.SPOKEN: StreamPrompt(tuple(prompt(prompts.DIRECT)))}
        return {
            Stream.REASONING: StreamPrompt(tuple(prompt(prompts.NOTES))),
            Stream.SPOKEN: StreamPrompt(tuple(prompt(prompts.SPEECH)), f" {prompts.PREFIX}"),
        }


CAPACITY = 4096
CACHES = 2
"""One for the conversation and its answers, one for transcriptions."""


def load_qwen_omni(
    folder: Path, *, device: Device, dtype: torch.dtype, four_bit: bool, capacity: int = CAPACITY,
    vision: bool = False, packed: bool | None = None, voice: int = 0,
) -> QwenOmniThinker:  # fmt: skip
    """The Thinker of a published model, read one tensor at a time. See `load_trained_thinker` for the errors.

    vision: load the vision tower too. packed: keep 4-bit weights packed (default: on CUDA; on a CPU they are rounded
    once and computed in `dtype`). voice: bytes of memory to leave for the voice.
    """
    packed = four_bit and (device == "cuda" if packed is None else packed)
    with advice(dtype):
        model, tokens = load_published(
            folder, device=device, dtype=dtype, four_bit=four_bit, capacity=capacity, vision=vision, packed=packed,
            voice=voice,
        )  # fmt: skip
        thinker = QwenOmniThinker(model, tokens, "nf4" if four_bit else dtype_name(dtype), capacity)
        check_numbers(thinker)
        with torch.inference_mode():
            thinker.warm_up()
    return thinker


def load_published(
    folder: Path, *, device: Device, dtype: torch.dtype, four_bit: bool, capacity: int, vision: bool, packed: bool,
    voice: int,
) -> tuple[Any, QwenTokenizer]:  # fmt: skip
    """Model and tokenizer of `load_qwen_omni`. Raises BadInput and MissingCapability before a weight is read."""
    model = empty_thinker(read_config(folder), vision=vision)
    checkpoint = Checkpoint.open(folder, vision=vision)
    tie_or_refuse(model, checkpoint)
    check_fits(estimate(model, four_bit=packed, capacity=CACHES * capacity, voice=voice), device, four_bit=four_bit)
    tokens = read_tokens(folder, model.config.text_config.vocab_size)
    if packed:
        empty_4bit(model, dtype)
    fill(model, checkpoint, device, dtype, four_bit=four_bit, packed=packed)
    if packed:
        check_4bit(model)
    return model, tokens


@contextmanager
def advice(dtype: torch.dtype) -> Iterator[None]:
    """Turns a lack of graphics memory, and an overflow in fp16, into MissingCapability with the next step."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise MissingCapability("too little graphics memory: try --quant nf4 or --device cpu") from error
    except NotFinite as error:
        if dtype != torch.float16:
            raise
        raise MissingCapability(
            "this card has no bf16 arithmetic, and in fp16 the model's numbers overflow: use --device cpu, or a card "
            "of the year 2020 or later"
        ) from error


def empty_thinker(raw: dict[str, Any], *, vision: bool = False) -> Any:
    """The model of a published config: parameters on `meta`, buffers computed."""
    from accelerate import init_empty_weights
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import Qwen2_5OmniThinkerForConditionalGeneration

    with init_empty_weights(include_buffers=False):
        model = Qwen2_5OmniThinkerForConditionalGeneration(thinker_config(raw))
    if not vision:
        model.model.visual = None
    return model.eval().requires_grad_(False)


def tie_or_refuse(model: Any, checkpoint: Checkpoint) -> None:
    """Ties the head to the embedding if only the head is missing. Raises BadInput if other tensors are."""
    wanted = {name for name, _ in model.named_parameters(remove_duplicate=False)}
    missing = sorted(wanted - checkpoint.names)
    if missing == ["lm_head.weight"]:
        model.lm_head.weight = model.model.language_model.embed_tokens.weight
    elif missing:
        raise BadInput(
            "the checkpoint lacks {missing} ({count} in all): download the model again",
            missing=missing[0],
            count=len(missing),
        )
    elif model.lm_head.weight is model.model.language_model.embed_tokens.weight:
        model.lm_head.weight = nn.Parameter(model.lm_head.weight.detach().clone(), requires_grad=False)


def fill(model: Any, checkpoint: Checkpoint, device: str, dtype: torch.dtype, *, four_bit: bool, packed: bool) -> None:
    """Loads every tensor into the model. Raises BadInput for a tensor of another shape."""
    tied = model.lm_head.weight is model.model.language_model.embed_tokens.weight
    rounded = {f"{name}.weight" for name in language_linears(model)} if four_bit else set()
    for name, tensor in checkpoint.tensors():
        path, _, leaf = name.rpartition(".")
        try:
            module = model.get_submodule(path)
            shape = _shape(module, leaf)
        except AttributeError:
            continue  # computed by this version of the model
        if shape != tensor.shape:
            raise BadInput(
                "{name} is {shape}, not {shape2}: config and weights differ",
                name=name,
                shape=tuple(tensor.shape),
                shape2=tuple(shape),
            )
        if name in rounded and packed:
            module.weight = packed_4bit(tensor.to(dtype), device)
            continue
        value = tensor.to(device, dtype, copy=True)
        setattr(module, leaf, nn.Parameter(nf4_round_trip(value) if name in rounded else value, requires_grad=False))
    if tied:
        model.lm_head.weight = model.model.language_model.embed_tokens.weight
    for module in model.modules():
        for leaf, buffer in module.named_buffers(recurse=False):
            setattr(module, leaf, buffer.to(device))


def _shape(module: nn.Module, leaf: str) -> torch.Size:
    if leaf == "weight" and hasattr(module, "in_features"):
        return torch.Size((module.out_features, module.in_features))  # type: ignore[arg-type]
    value: Tensor = getattr(module, leaf)
    return value.shape


def check_numbers(thinker: QwenOmniThinker) -> None:
    """Runs 2 s of noise and one token through the model. Raises NotFinite, for example if fp16 overflows."""
    noise = np.random.default_rng(0).normal(0, 0.1, 32_000).astype(np.float32)
    with torch.inference_mode():
        question = thinker.ask(noise, follow_up=False)
        side = question.transcription()
        try:
            side.step()
        finally:
            thinker.context.forget()
        rows = thinker.encode_audio(noise)
    if not bool(torch.isfinite(rows).all()):
        raise NotFinite


def read_tokens(folder: Path, vocabulary: int) -> QwenTokenizer:
    """The tokenizer of a published model. Raises BadInput if it is damaged or does not fit the embeddings."""
    try:
        tokens = QwenTokenizer.load(folder, vocabulary)
    except ValueError as error:
        raise BadInput(
            "{folder}: damaged tokenizer ({reason}): download the model again", folder=folder, reason=str(error)
        ) from error
    if tokens.size > vocabulary:
        raise BadInput(
            "{folder}: {size} tokens for {vocabulary} embeddings: download the model again",
            folder=folder,
            size=tokens.size,
            vocabulary=vocabulary,
        )
    return tokens


def dtype_name(dtype: torch.dtype) -> str:
    """ "fp16", "bf16", or torch's name."""
    return {torch.float16: "fp16", torch.bfloat16: "bf16"}.get(dtype, str(dtype).removeprefix("torch."))
