"""Talkers that are language models (Llama, Qwen3, LFM2) whose vocabulary contains SNAC codes, one token a code.

Runs one phrase at a time over `model.lm.decoder`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.device import Device
from model.errors import BadInput, first_line
from model.lm.decoder import Attention, Decoder, DecoderConfig, LayerWeights, Mixer, Place, rows_dtype
from model.lm.kv_cache import LayerState
from model.lm.linear import Linear, fuse
from model.lm.pretrained import is_four_bit, load_weights, working_dtype
from model.lm.quantization import bitsandbytes_config, nf4_round_trip
from model.lm.sampling import Sampler
from model.talker.token_layout import LAYOUT_FILE, Layout, layout_of
from model.talker.voice import Frame


def codec_decoder(
    model: Any, capacity: int, *, scored: tuple[int, int] | None = None, graphs: bool | None = None
) -> Decoder:
    """The decoder of a `LlamaForCausalLM`, `Qwen3ForCausalLM` or `Lfm2ForCausalLM`.

    scored: the ids [first, beyond) that logits are made for, index 0 being `first`; of a vocabulary of 180,000 tokens
    only a sixth can be spoken, and the matrix of the others is a quarter of a small model's memory traffic.
    """
    config, inner = model.config, model.model
    embedding: Tensor = inner.embed_tokens.weight.detach()
    dtype = rows_dtype(inner, embedding.dtype, embedding.device)
    join = partial(fuse, wide=dtype != embedding.dtype)
    heads, eps = config.num_attention_heads, getattr(config, "rms_norm_eps", None) or config.norm_eps
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // heads
    shape = DecoderConfig(config.hidden_size, heads, config.num_key_value_heads, head_dim, eps, F.silu, dtype)
    return Decoder(
        shape,
        embedding,
        [_layer(layer, shape, join, embedding.device) for layer in inner.layers],
        (inner.norm if hasattr(inner, "norm") else inner.embedding_norm).weight.detach().to(dtype),
        join([_some_rows(model.lm_head, scored)]),
        _rotary(inner, embedding, capacity, dtype),
        graphs=graphs,
    )


def _rotary(inner: Any, embedding: Tensor, capacity: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    cos, sin = inner.rotary_emb(embedding[:1].to(dtype), torch.arange(capacity, device=embedding.device)[None])
    return cos[0], sin[0]


def _layer(layer: Any, shape: DecoderConfig, join: Callable[..., Linear], device: torch.device) -> LayerWeights:
    if hasattr(layer, "feed_forward"):  # LFM2
        feed = layer.feed_forward
        gate, up, down = feed.w1, feed.w3, feed.w2
        norm_in, norm_mid = layer.operator_norm, layer.ffn_norm
    else:
        gate, up, down = layer.mlp.gate_proj, layer.mlp.up_proj, layer.mlp.down_proj
        norm_in, norm_mid = layer.input_layernorm, layer.post_attention_layernorm
    mixer: Mixer
    if hasattr(layer, "conv"):
        mixer = ShortConvolution(layer.conv, join([layer.conv.out_proj]))
    else:
        mixer = _attention(layer.self_attn, shape, join, device)
    return LayerWeights(
        norm_in.weight.detach().to(shape.dtype),
        mixer,
        norm_mid.weight.detach().to(shape.dtype),
        join([gate, up]),
        join([down]),
    )


def _attention(attention: Any, shape: DecoderConfig, join: Callable[..., Linear], device: torch.device) -> Attention:
    """Attention; in Qwen3 and LFM2 with a norm over each query and key head."""
    output = attention.o_proj if hasattr(attention, "o_proj") else attention.out_proj
    linears = [attention.q_proj, attention.k_proj, attention.v_proj]
    names = ("q_norm", "k_norm", "q_layernorm", "k_layernorm")
    norms = [getattr(attention, name).weight.detach() for name in names if hasattr(attention, name)]
    qkv = _normalised(linears, norms, shape.eps) if norms else join(linears)
    like = torch.empty(0, dtype=shape.dtype, device=device)
    return Attention(qkv, join([output]), shape.heads, shape.kv_heads, shape.head_dim, like)


def _normalised(linears: list[Any], norms: list[Tensor], eps: float) -> Linear:
    """Query, key and value side by side, the heads of the first two normalised, in the weights' own dtype."""
    size, dtype = norms[0].shape, norms[0].dtype

    def apply(x: Tensor) -> Tensor:
        query, key, value = (linear(x.to(dtype)) for linear in linears)
        turned = [
            F.rms_norm(heads.unflatten(-1, (-1, size[0])), size, norm, eps).flatten(-2)
            for heads, norm in zip((query, key), norms, strict=True)
        ]
        return torch.cat((*turned, value), dim=-1).to(x.dtype)

    return apply


def _some_rows(head: nn.Linear, scored: tuple[int, int] | None) -> nn.Linear:
    """The head's rows [first, beyond) as a layer that shares their memory."""
    if scored is None:
        return head
    first, beyond = scored
    part = nn.Linear(head.in_features, beyond - first, bias=False, device="meta")
    part.weight = nn.Parameter(head.weight.detach()[first:beyond], requires_grad=False)
    return part


class ShortConvolution:
    """LFM2's gated causal convolution in place of attention.

    Its state is the gated input of every slot, after kernel - 1 rows of zeros: (1, kernel - 1 + capacity, hidden_size).
    Being stored by slot, it needs no reset for a cut, a new sequence or a warm-up.
    """

    def __init__(self, conv: Any, out: Linear) -> None:
        self._in: Any = conv.in_proj
        self._out = out
        self._weight: Tensor = conv.conv.weight.detach()  # (hidden_size, 1, kernel)
        self._bias: Tensor | None = None if conv.conv.bias is None else conv.conv.bias.detach()
        self._window = torch.arange(self._weight.shape[-1], device=self._weight.device)

    def new_state(self, capacity: int) -> LayerState:
        hidden, _, kernel = self._weight.shape
        return (self._weight.new_zeros(1, kernel - 1 + capacity, hidden),)

    def __call__(self, rows: Tensor, state: LayerState, place: Place) -> Tensor:
        history, ahead = state[0][0], len(self._window) - 1
        gate, out_gate, value = self._in(rows.to(self._weight.dtype)).chunk(3, dim=-1)
        if isinstance(place.slots, slice):
            history[place.slots.start + ahead : place.slots.stop + ahead] = gate * value
            windows = history[place.slots.start : place.slots.stop + ahead].t().unsqueeze(0)
        else:
            history.index_copy_(0, place.slots + ahead, gate * value)
            windows = history[place.slots[:, None] + self._window].transpose(1, 2)  # (n, hidden_size, kernel)
        mixed = F.conv1d(windows, self._weight, self._bias, groups=history.shape[1])
        if isinstance(place.slots, slice):
            mixed = mixed.transpose(0, 2)
        return self._out((out_gate * mixed.squeeze(2)).to(rows.dtype))


FREE_FRAMES = 16
LEAST_PER_CHARACTER, MOST_PER_CHARACTER = 0.25, 1.7  # bounds on codec frames a character (SNAC: 11.7 frames/s)
USUAL_PER_CHARACTER = 0.85  # for captions, until the voice's pace is known
CONTEXT_FRAMES = 96  # a longer phrase is not used as context for the next
SPARE = 4  # slots at the cache's end that the captured step warms up in
CANDIDATES = 256  # codes that one draw chooses from


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The last phrase, as the next one's context."""

    words: str
    voice: str
    ids: tuple[int, ...]


class CodecLM:
    """One-token steps over the decoder of `model`, which scores `layout.scored`.

    encode: text to token ids as the model was trained with. capacity: tokens of prompt, context and phrase.
    """

    def __init__(
        self, model: Any, decoder: Decoder, layout: Layout, encode: Callable[[str], list[int]], capacity: int = 3072
    ) -> None:
        self.model, self._decoder, self._encode = model, decoder, encode
        self.layout = layout
        self._cache = decoder.new_cache(capacity)
        self._last: _Spoken | None = None
        self._pace = USUAL_PER_CHARACTER

    @property
    def streams(self) -> int:
        """Codes in a frame."""
        return len(self.layout.order)

    @property
    def codebook_size(self) -> int:
        return self.layout.codebook_size

    @property
    def voices(self) -> tuple[str, ...]:
        return self.layout.voices

    def say(self, words: str, *, seed: int = 0, voice: str = "", follows: bool = False) -> Iterator[Frame]:
        """See `PhraseTalker`. A phrase that `follows` continues the last one, unless that was cut.

        Raises NotFinite if the weights give NaN.
        """
        chosen = self._voice(voice)
        context = self._last if follows and self._last is not None and self._last.voice == chosen else None
        self._last = None
        ids: list[int] = []
        prompt = self._prompt(words, chosen, context)
        ended = yield from self._frames(ids, words, prompt, _CodeSampler(self.layout, seed))
        if ended and ids and len(ids) <= CONTEXT_FRAMES * self.streams:
            self._last = _Spoken(words, chosen, tuple(ids))

    def _voice(self, name: str) -> str:
        if name and name not in self.voices:
            if not self.voices:
                raise BadInput("this bundle has no voice {name!r}: it has one voice, leave it out", name=name)
            raise BadInput(
                "this bundle has no voice {name!r}: choose one of {voices}", name=name, voices=", ".join(self.voices)
            )
        return name or (self.voices[0] if self.voices else "")

    def _prompt(self, words: str, voice: str, context: _Spoken | None) -> list[int]:
        """Control tokens and text, then the codes of the context."""
        text = f"{context.words.strip()} {words.strip()}" if context else words.strip()
        said = self._encode(f"{voice}: {text}" if voice else text)
        return [*self.layout.before, *said, *self.layout.after, *(context.ids if context else ())]

    def _frames(
        self, ids: list[int], words: str, prompt: list[int], sampler: _CodeSampler
    ) -> Generator[Frame, None, bool]:
        """The frames after a prompt; appends their token ids to `ids`. Returns whether the model ended the phrase."""
        self._cache.cut(0)
        room = (self._cache.capacity - SPARE - len(prompt)) // self.streams
        most = min(room, FREE_FRAMES + int(MOST_PER_CHARACTER * len(words)))
        least = max(1, round(LEAST_PER_CHARACTER * len(words)))
        pending, count = prompt, 0
        while count < most:
            for place in range(self.streams):
                token = self._choose(pending, place, place == 0 and count >= least, sampler)
                if token == self.layout.end_of_speech:
                    self._pace += 0.3 * (count / max(1, len(words)) - self._pace)
                    return True
                ids.append(token)
                pending = [token]
            count += 1
            codes = self.layout.unflatten(ids[-self.streams :])[0]
            yield Frame(codes, max(0, min(len(words) - 1, int(count / self._pace))))
        return False

    @torch.inference_mode()
    def _choose(self, pending: list[int], place: int, may_end: bool, sampler: _CodeSampler) -> int:
        """Runs the pending tokens, then draws the token at this place of a frame."""
        scores = self._decoder.next_logits(pending, self._cache)
        first, beyond = self.layout.place(place)
        base, _ = self.layout.scored
        allowed = scores[first - base : beyond - base]
        end = self.layout.end_of_speech
        if may_end:
            allowed = torch.cat((allowed, scores[end - base : end - base + 1]))
        choice = sampler.draw(allowed, place)
        return end if choice == self.codebook_size else first + choice


class _CodeSampler:
    """Draws codes as the layout says; a code counts as repeated at the same place of a frame only."""

    def __init__(self, layout: Layout, seed: int) -> None:
        self._sampler = Sampler(
            layout.temperature, CANDIDATES, top_p=layout.top_p, repetition_penalty=layout.repetition_penalty, seed=seed
        )
        self._codes = layout.codebook_size
        self._used: list[set[int]] = [set() for _ in layout.order]

    def draw(self, scores: Tensor, place: int) -> int:
        """The index drawn from float32 scores (n,). Raises NotFinite if they contain NaN."""
        choice = self._sampler.choose(scores, repeated=self._used[place])[0]
        if choice < self._codes:
            self._used[place].add(choice)
        return choice


def load_codec_lm(folder: Path, *, device: Device = "cpu", quant: str = "auto", capacity: int = 3072) -> CodecLM:
    """The codec LM of `folder`: config.json, safetensors (one file or shards), tokenizer.json.

    quant: "bf16", "nf4", or "auto" (nf4 on CUDA, bf16 on the CPU, where nf4 rounds the weights once and computes
    in bf16). Raises BadInput for a damaged folder or unknown `quant`, MissingCapability if the weights do not fit.
    """
    four_bit = is_four_bit(quant, device)
    layout = layout_of(folder)
    tokenizer = _tokenizer(folder / "tokenizer.json")
    dtype = working_dtype(device)
    quantization = bitsandbytes_config(dtype) if four_bit and device == "cuda" else None
    model = _weights(folder, device, dtype, quantization)
    if four_bit and device != "cuda":
        _round(model.model.layers)
    vocabulary = model.lm_head.weight.shape[0]
    if vocabulary < layout.size:
        raise BadInput(
            "{folder}: {name} needs {size} tokens, not {vocabulary}: correct {layout_file}",
            folder=folder,
            name=layout.name,
            size=layout.size,
            vocabulary=vocabulary,
            layout_file=LAYOUT_FILE,
        )
    decoder = codec_decoder(model, capacity, scored=layout.scored)
    _check_finite(decoder, folder)
    return CodecLM(model, decoder, layout, lambda text: list(tokenizer.encode(text).ids), capacity)


def _tokenizer(file: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises bare Exception for every fault of the file
        raise BadInput(
            "cannot read {file} ({reason}): fetch the bundle again", file=file, reason=first_line(error)
        ) from error


def _weights(folder: Path, device: Device, dtype: torch.dtype, quantization: Any) -> Any:
    from transformers import AutoModelForCausalLM

    return load_weights(AutoModelForCausalLM, folder, device, dtype, quantization, "voice")


def _round(layers: nn.Module) -> None:
    """Rounds the language layers' projections to NF4, in place."""
    for module in layers.modules():
        if type(module) is nn.Linear:
            module.weight.data = nf4_round_trip(module.weight.data)


@torch.inference_mode()
def _check_finite(decoder: Decoder, folder: Path) -> None:
    """Runs two tokens, which also does torch's lazy set-up. Raises BadInput for NaN."""
    if not bool(torch.isfinite(decoder.forward(decoder.embed([0, 1]), decoder.new_cache(8))).all()):
        raise BadInput(
            "{folder}: the voice's weights give no numbers (NaN): fetch the bundle, or try --quant bf16", folder=folder
        )
