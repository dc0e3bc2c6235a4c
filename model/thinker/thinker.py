"""Thinkers over a decoder and an audio tower: what all have in common, and the models trained here."""

from __future__ import annotations

import gc
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model.errors import N_, BadInput, Translatable
from model.lm.decoder import Attention, Decoder, DecoderConfig, LayerWeights, rows_dtype
from model.lm.linear import fuse
from model.lm.quantization import parameter_count
from model.lm.sampling import Sampler
from model.lm.sequence import TokenSequence
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.doubt import DoubtScale
from model.thinker.earlier_turn import EarlierTurn, earlier_turn_ids, rests_on_earlier
from model.thinker.features import STARTER, MelPreset, audio_token_count, log_mel
from model.thinker.interleaved import InterleavedAnswer, InterleavedSchedule
from model.thinker.number_guard import NumberGuard
from model.thinker.text_streams import Transcription
from model.thinker.tokenizers import RATIOS, AnswerTokenizer
from model.thinker.types import ControlTokens, GenerationConfig, Mode, Samples

FORK_ROOM = 160

MOST_QUESTION_TOKENS = 320
"""Limit for typed questions to a trained model: it never saw longer ones in training."""

NO_GRAPHS = N_(
    "the answers come more slowly than they could: this card cannot replay CUDA graphs ({reason}); update its driver"
)


def empty_cache() -> None:
    """Frees unreachable objects and torch's cached blocks on the graphics card."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def thinker_decoder(model: Any, capacity: int = 3072, *, graphs: bool | None = None) -> Decoder:
    """The decoder of a `Qwen2_5OmniThinkerForConditionalGeneration`, for sequences of up to `capacity` tokens."""
    config, text = model.config.text_config, model.model.language_model
    embedding: Tensor = text.embed_tokens.weight.detach()
    dtype = rows_dtype(text, embedding.dtype, embedding.device)
    join = partial(fuse, wide=dtype != embedding.dtype)
    heads, kv_heads = config.num_attention_heads, config.num_key_value_heads
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // heads
    like = embedding.new_empty(0, dtype=dtype)

    def layer(layer: Any) -> LayerWeights:
        attention, mlp = layer.self_attn, layer.mlp
        qkv = join([attention.q_proj, attention.k_proj, attention.v_proj])
        return LayerWeights(
            layer.input_layernorm.weight.detach().to(dtype),
            Attention(qkv, join([attention.o_proj]), heads, kv_heads, head_dim, like),
            layer.post_attention_layernorm.weight.detach().to(dtype),
            join([mlp.gate_proj, mlp.up_proj]),
            join([mlp.down_proj]),
        )

    # Without vision the three position rows of the 3-D rope are equal, so one table by position is enough.
    positions = torch.arange(capacity, device=embedding.device).view(1, 1, -1).expand(3, 1, -1)
    cos, sin = text.rotary_emb(embedding[:1].to(dtype), positions)
    act = text.layers[0].mlp.act_fn
    return Decoder(
        DecoderConfig(config.hidden_size, heads, kv_heads, head_dim, config.rms_norm_eps, act, dtype),
        embedding,
        [layer(one) for one in text.layers],
        text.norm.weight.detach().to(dtype),
        join([model.lm_head]),
        (cos[0], sin[0]),
        graphs=graphs,
    )


class TrainedQuestion:
    """A question to a trained model; `sequence` ends with `<tutor>`.

    text: the question, if it is written. earlier: the turn that stands before it.
    """

    def __init__(
        self, sequence: TokenSequence, tokens: AnswerTokenizer, control: ControlTokens, text: str = "",
        earlier: EarlierTurn | None = None,
    ) -> None:  # fmt: skip
        self.sequence, self._tokens, self._control, self._text = sequence, tokens, control, text
        self._earlier = earlier.text if earlier else ""

    @property
    def follows(self) -> bool:
        """Whether the turn before stands in front of it."""
        return bool(self._earlier)

    def answer(self, config: GenerationConfig, guard: NumberGuard) -> InterleavedAnswer:
        """The answer's streams. Raises BadInput for a mode or ratio without a control token."""
        try:
            opening = self._tokens.opening(config.mode, config.ratio)
        except KeyError as error:
            wanted = config.mode + (" {}:{}".format(*config.ratio) if config.mode == "interleaved" else "")
            raise BadInput("this model cannot do {wanted}: choose 1:9, 2:8, 3:7 or 5:5", wanted=wanted) from error
        self.sequence.push(*opening)
        guard.hear(self._earlier)
        schedule = InterleavedSchedule(
            config.mode, config.ratio, self._control,
            max_reasoning=config.max_reasoning, max_spoken=config.max_spoken, think_first=config.think_first,
        )  # fmt: skip
        return InterleavedAnswer(
            self.sequence, schedule, guard, self._tokens.decode, self._tokens.encode, guarded=config.guarded,
            checked=CheckedReasoning(self._text, self._earlier), calculator=config.calculator, said=config.said,
        )  # fmt: skip

    def transcription(self) -> Transcription:
        """The question in writing, decoded on a copy of the sequence."""
        opening = self._tokens.opening("hear")
        side = self.sequence.fork(len(opening) + FORK_ROOM)
        side.push(*opening)
        return Transcription(side, self._tokens.id("<eos>"), self._control.special, self._tokens.decode)


class ThinkerModel:
    """A loaded model with its decoder: the base of all Thinkers.

    model: a `Qwen2_5OmniThinkerForConditionalGeneration`, ready to run. precision: "bf16", "fp16", "nf4".
    mel: the front end it was trained with.
    """

    mel: MelPreset

    doubt = DoubtScale()
    rereads = False

    def __init__(self, model: Any, precision: str, capacity: int) -> None:
        self.model, self.precision = model, precision
        self.parameters = parameter_count(model)
        self.decoder = thinker_decoder(model, capacity)
        self._noticed = ""
        self.notices: list[str] = []

    @property
    def device(self) -> str:
        """ "cpu" or "cuda"."""
        return str(self.decoder.device.type)

    def take_notice(self) -> str:
        """A notice of the loading, or if steps could not be captured as CUDA graphs; each once."""
        if self.notices:
            return self.notices.pop(0)
        known, self._noticed = self._noticed, self.decoder.graph_pool.fault
        return Translatable(NO_GRAPHS, reason=self._noticed) if self._noticed != known else ""

    def encode_audio(self, samples: Samples) -> Tensor:
        """Audio embeddings (n, hidden_size) of float32 mono 16 kHz sound, 25 a second."""
        sound = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
        return self.encode_features(log_mel(sound, self.mel))

    def encode_features(self, features: Tensor) -> Tensor:
        """Audio embeddings (n, hidden_size) of features (mels, frames), 25 a second."""
        frames = features.shape[1]
        tower = self.model.model.audio_tower
        dtype = tower.conv1.weight.dtype
        lengths = torch.tensor([frames], device=self.decoder.device)
        out: Tensor = tower(features.to(self.decoder.device, dtype), feature_lens=lengths).last_hidden_state
        if out.shape[0] != audio_token_count(frames):
            raise RuntimeError(f"the audio tower gave {out.shape[0]} tokens for {frames} frames")
        return out.to(self.decoder.dtype)


def _can(tokens: AnswerTokenizer, mode: str, ratio: tuple[int, int] = (2, 8)) -> bool:
    """True if there is a mark for the mode."""
    try:
        return bool(tokens.opening(mode, ratio))
    except KeyError:
        return False


class TrainedThinker(ThinkerModel):
    """A model trained here, with its tokenizer.

    follows: it was trained on declines and on questions that rest on the turn before; that turn is kept, and is put
    before a question that `rests_on_earlier`. Others keep nothing.
    """

    context_used = 0.0
    rereads = True

    def __init__(
        self, model: Any, tokens: AnswerTokenizer, precision: str, capacity: int = 3072, mel: MelPreset = STARTER
    ) -> None:
        super().__init__(model, precision, capacity)
        self.tokens, self.mel, self.follows = tokens, mel, False
        self._before: EarlierTurn | None = None  # what the last turn followed, for when that one is withdrawn
        self._last: EarlierTurn | None = None
        self._prefix: tuple[EarlierTurn, TokenSequence] | None = None  # a turn, computed
        self.ratios = tuple(ratio for ratio in RATIOS if _can(tokens, "interleaved", ratio))
        known: tuple[Mode, ...] = ("interleaved", "think-first", "direct")
        self.modes = tuple(mode for mode in known if _can(tokens, mode))

    @property
    def control(self) -> ControlTokens:
        """The control tokens of both streams."""
        name = self.tokens.id
        return ControlTokens(name("<s_pad>"), name("<r_pad>"), name("<s_end>"), name("<r_end>"), self.tokens.special)

    def ask(self, question: Samples | str, *, follow_up: bool = True, heard: str = "") -> TrainedQuestion:
        """Prefills a question; see `Thinker.ask`. Raises BadInput if it is too long.

        Sound alone gets no earlier turn, as it is not known yet whether it rests on it.
        """
        text = question if isinstance(question, str) else ""
        earlier = self.earlier if follow_up and rests_on_earlier(text or heard) else None
        sequence = self.prefill(question, earlier=earlier)
        return TrainedQuestion(sequence, self.tokens, self.control, text, earlier)

    @property
    def earlier(self) -> EarlierTurn | None:
        """The turn that the next question may rest on."""
        before, last = self._before, self._last
        if last is None or not last.reply.strip():
            return before
        return before.followed_by(last) if before else last if last.notes else None

    def remember(self, heard: str, turn: EarlierTurn | None = None) -> None:
        """Keeps the turn, or its part that was heard; one of which nothing was heard is forgotten."""
        if not self.follows:
            return
        if turn is not None:
            self._before, self._last = self.earlier, turn
        if self._last is not None:
            self._last = replace(self._last, reply=heard)

    def recall(self, turn: EarlierTurn) -> None:
        """Continues a conversation whose last turn was this one."""
        if self.follows:
            self._before, self._last = None, turn

    def listen(self, samples: Samples) -> None:  # noqa: ARG002
        """Computes the turn before, while the question is spoken; its sound waits, as the features are scaled by the
        whole recording.
        """
        if self.earlier is not None:
            self._after(self.earlier)

    def stop_listening(self) -> None:
        """Does nothing."""

    def free_memory(self) -> None:
        """Frees cached memory and forgets the turn before."""
        self._before = self._last = self._prefix = None
        empty_cache()

    def prefill(
        self, question: Samples | str, sampler: Sampler | None = None, earlier: EarlierTurn | None = None
    ) -> TokenSequence:
        """The sequence up to the question's end, after which an answer's opening follows. question: sound or text."""
        begin, end = self.tokens.around(spoken=not isinstance(question, str))
        if earlier is not None:
            sequence = self._after(earlier).fork()
        else:
            sequence = TokenSequence(self.decoder, self.decoder.new_cache(), sampler)
            sequence.push(*self.tokens.start)
        sequence.push(*begin)
        if isinstance(question, str):
            ids = self.tokens.encode(question)
            if len(ids) > MOST_QUESTION_TOKENS:
                share = MOST_QUESTION_TOKENS / len(ids)
                raise BadInput(
                    "the question is too long for this model: shorten it to {share:.0%} of its length", share=share
                )
            sequence.push(*ids)
        else:
            sequence.push_rows(self.encode_audio(question))
        sequence.push(*end)
        return sequence

    def _after(self, turn: EarlierTurn) -> TokenSequence:
        """The sequence up to the end of a turn, computed once."""
        if self._prefix is None or self._prefix[0] != turn:
            sequence = TokenSequence(self.decoder, self.decoder.new_cache())
            ids = earlier_turn_ids(turn, self.tokens)
            sequence.push(*self.tokens.start, *ids)
            sequence.compute()
            self._prefix = turn, sequence
        return self._prefix[1]
