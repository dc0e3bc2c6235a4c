"""The Thinker's decode step for the language models that speak: Llama, Qwen3 and LFM2.

Owns: laying transformers' weights out as `Decoder` wants them; the state of LFM2's short convolutions. Thread: one at
a time; a `LanguageDecoder` runs one sequence.

The step itself, its static store and its capture are the Thinker's own (`model.lm.decoder`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.device import Device
from model.errors import AloudError, BadInput, first_line
from model.lm.cuda_graphs import step_for
from model.lm.decoder import Decoder
from model.lm.kv_cache import KVStore
from model.lm.pretrained import is_four_bit, load_weights, working_dtype
from model.lm.quantization import bitsandbytes_config, nf4_round_trip
from model.talker.token_layout import LAYOUT_FILE, Layout, layout_of
from model.talker.voice import Frame


class LanguageDecoder(Decoder):
    """A `LlamaForCausalLM`, `Qwen3ForCausalLM` or `Lfm2ForCausalLM`, ready to run at batch 1.

    scored: the ids [first, beyond) that logits are made for, index 0 being `first`; of a vocabulary of 180,000
    tokens only a sixth can be spoken, and the matrix of the others is a quarter of a small model's memory traffic.
    """

    def __init__(
        self, model: Any, capacity: int, *, scored: tuple[int, int] | None = None, graphs: bool | None = None
    ) -> None:
        self.model = model
        self._convolutions: list[_ShortConvolution] = []
        config, inner = model.config, model.model
        eps = getattr(config, "rms_norm_eps", None) or config.norm_eps
        text = SimpleNamespace(
            embed_tokens=inner.embed_tokens,
            layers=[self._named(layer, eps) for layer in inner.layers],
            norm=inner.norm if hasattr(inner, "norm") else inner.embedding_norm,
            # The Thinker's positions have three rows; these models have one.
            rotary_emb=lambda x, positions: inner.rotary_emb(x, positions[0]),
            parameters=inner.parameters,
        )
        shape = SimpleNamespace(
            hidden_size=config.hidden_size,
            num_attention_heads=config.num_attention_heads,
            num_key_value_heads=config.num_key_value_heads,
            head_dim=getattr(config, "head_dim", None),
            rms_norm_eps=eps,
        )
        thinker = SimpleNamespace(
            config=SimpleNamespace(text_config=shape),
            model=SimpleNamespace(language_model=text),
            lm_head=_some_rows(model.lm_head, scored),
        )
        super().__init__(thinker, capacity, graphs=graphs)
        self._attended = (self.heads + 2 * self.kv_heads) * self.head_dim

    def restart(self, store: KVStore) -> None:
        """Empties a store, so that a new sequence begins in it."""
        store.cut(0)
        for convolution in self._convolutions:
            convolution.past.zero_()

    def step(self, ids: Sequence[int], slots: Sequence[int], mask: Tensor, store: KVStore) -> Tensor:
        """See `Decoder.step`. Capturing a step runs it on rubbish, which the convolutions must not remember."""
        if self.graphs and self._convolutions:
            kept = [convolution.past.clone() for convolution in self._convolutions]
            step_for(self, store, len(ids), mask.shape[1], capture=self.device.type == "cuda")
            for convolution, past in zip(self._convolutions, kept, strict=True):
                convolution.past.copy_(past)
        return super().step(ids, slots, mask, store)

    def _attend(self, qkv: Tensor, *rest: Any, **named: Any) -> Tensor:
        """Attention, but for layers that are convolutions: those have mixed their rows already."""
        return qkv if qkv.shape[-1] != self._attended else super()._attend(qkv, *rest, **named)

    def _named(self, layer: Any, eps: float) -> SimpleNamespace:
        """One layer under the names that `Decoder` reads."""
        if hasattr(layer, "feed_forward"):  # LFM2
            feed = layer.feed_forward
            mlp = SimpleNamespace(gate_proj=feed.w1, up_proj=feed.w3, down_proj=feed.w2, act_fn=F.silu)
            norms = layer.operator_norm, layer.ffn_norm
        else:
            mlp, norms = layer.mlp, (layer.input_layernorm, layer.post_attention_layernorm)
        mixer = self._convolution(layer.conv) if hasattr(layer, "conv") else _attention(layer.self_attn, eps)
        return SimpleNamespace(self_attn=mixer, mlp=mlp, input_layernorm=norms[0], post_attention_layernorm=norms[1])

    def _convolution(self, conv: Any) -> SimpleNamespace:
        mixed = _ShortConvolution(conv)
        self._convolutions.append(mixed)
        return SimpleNamespace(q_proj=mixed, k_proj=_Nothing(), v_proj=_Nothing(), o_proj=conv.out_proj)


def _some_rows(head: nn.Linear, scored: tuple[int, int] | None) -> nn.Linear:
    """The head's rows [first, beyond) as a layer of its own, which shares their memory."""
    if scored is None:
        return head
    first, beyond = scored
    part = nn.Linear(head.in_features, beyond - first, bias=False, device="meta")
    part.weight = nn.Parameter(head.weight.detach()[first:beyond], requires_grad=False)
    return part


def _attention(attention: Any, eps: float) -> SimpleNamespace:
    """Query, key and value; the first two with the norm over each head that Qwen3 and LFM2 have."""
    output = attention.o_proj if hasattr(attention, "o_proj") else attention.out_proj
    query, key, value = attention.q_proj, attention.k_proj, attention.v_proj
    norms = [getattr(attention, name, None) for name in ("q_norm", "k_norm", "q_layernorm", "k_layernorm")]
    found = [norm for norm in norms if norm is not None]
    if not found:
        return SimpleNamespace(q_proj=query, k_proj=key, v_proj=value, o_proj=output)
    dtype = found[0].weight.dtype
    return SimpleNamespace(
        q_proj=_Normed(query, found[0], eps),
        k_proj=_Normed(key, found[1], eps),
        v_proj=_Cast(value, dtype),
        o_proj=output,
    )


class _Apart:
    """A projection that cannot be joined with others into one matrix, as `weight` tells `fuse`."""

    weight: Tensor | None = None


class _Nothing(_Apart):
    """Stands where a convolution has no key and no value: (n, hidden) to (n, 0)."""

    def __call__(self, x: Tensor) -> Tensor:
        return x[:, :0]


class _Cast(_Apart):
    """A projection in the weights' own dtype, whatever the rows'."""

    def __init__(self, linear: nn.Module, dtype: torch.dtype) -> None:
        self._linear, self._dtype = linear, dtype

    def __call__(self, x: Tensor) -> Tensor:
        out: Tensor = self._linear(x.to(self._dtype))
        return out.to(x.dtype)


class _Normed(_Apart):
    """A projection whose heads are each normalised: (n, hidden) to (n, heads * head_dim), in the rows' dtype."""

    def __init__(self, linear: nn.Module, norm: Any, eps: float) -> None:
        self._linear, self._weight, self._eps = linear, norm.weight.detach(), eps

    def __call__(self, x: Tensor) -> Tensor:
        heads = self._linear(x.to(self._weight.dtype)).unflatten(-1, (-1, self._weight.shape[0]))
        return F.rms_norm(heads, self._weight.shape, self._weight, self._eps).flatten(-2).to(x.dtype)


class _ShortConvolution(_Apart):
    """LFM2's gated causal convolution over the rows, with the few rows before them as its state.

    past: (kernel - 1, hidden), written in place, so that a captured step finds it where it was.
    """

    def __init__(self, conv: Any) -> None:
        self._in: Any = conv.in_proj
        self._weight: Tensor = conv.conv.weight.detach()  # (hidden, 1, kernel)
        self._bias: Tensor | None = None if conv.conv.bias is None else conv.conv.bias.detach()
        hidden, _, kernel = self._weight.shape
        self.past = torch.zeros(kernel - 1, hidden, dtype=self._weight.dtype, device=self._weight.device)

    def __call__(self, x: Tensor) -> Tensor:
        gate, out_gate, value = self._in(x.to(self._weight.dtype)).chunk(3, dim=-1)
        rows = torch.cat((self.past, gate * value))
        self.past.copy_(rows[rows.shape[0] - self.past.shape[0] :])
        mixed = F.conv1d(rows.t().unsqueeze(0), self._weight, self._bias, groups=rows.shape[1])
        out: Tensor = out_gate * mixed[0].t()
        return out.to(x.dtype)


# -- Speaking with a language model whose vocabulary holds SNAC codes, one token a code.


FREE_FRAMES, MOST_PER_CHARACTER = 16, 1.7  # SNAC has 11.7 frames a second; nobody takes so long for a character
LEAST_PER_CHARACTER = 0.25  # nor so short
USUAL_PER_CHARACTER = 0.85  # where captions stand until the voice's own pace is known
CONTEXT_FRAMES = 96  # a longer phrase is no context for the next
SPARE = 4  # slots at the store's end that the captured step warms up in
CANDIDATES = 256  # of the codes at one place, how many the lottery is between


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The last phrase, as the next one's context."""

    words: str
    voice: str
    ids: tuple[int, ...]


class FlatTalker:
    """One-token steps over a `LanguageDecoder` that scores `layout.scored`.

    encode: text to token ids as the model was trained with. capacity: tokens of prompt, context and phrase.
    """

    def __init__(
        self, decoder: LanguageDecoder, layout: Layout, encode: Callable[[str], list[int]], capacity: int = 3072
    ) -> None:
        self._decoder, self._encode = decoder, encode
        self.layout = layout
        self._store = decoder.new_store(capacity)
        self._last: _Spoken | None = None
        self._pace = USUAL_PER_CHARACTER

    @property
    def model(self) -> Any:
        """transformers' model, whose weights the decoder uses."""
        return self._decoder.model

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
        """See `PhraseTalker`. A phrase that `follows` is spoken as the continuation of the last one, if that came to
        its own end: one that was cut is no example to go on with.

        Raises AloudError if the weights give numbers that are none.
        """
        chosen = self._voice(voice)
        context = self._last if follows and self._last is not None and self._last.voice == chosen else None
        self._last = None
        ids: list[int] = []
        prompt = self._prompt(words, chosen, context)
        ended = yield from self._frames(ids, words, prompt, _Lottery(self.layout, seed))
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
        """The marks and the text, then what was spoken of it already."""
        text = f"{context.words.strip()} {words.strip()}" if context else words.strip()
        said = self._encode(f"{voice}: {text}" if voice else text)
        return [*self.layout.before, *said, *self.layout.after, *(context.ids if context else ())]

    def _frames(self, ids: list[int], words: str, prompt: list[int], lottery: _Lottery) -> Generator[Frame, None, bool]:
        """The frames after a prompt; their token ids are put into `ids`. Returns whether the voice ended by itself."""
        self._decoder.restart(self._store)
        room = (self._store.capacity - SPARE - len(prompt)) // self.streams
        most = min(room, FREE_FRAMES + int(MOST_PER_CHARACTER * len(words)))
        least = max(1, round(LEAST_PER_CHARACTER * len(words)))
        pending, count = prompt, 0
        while count < most:
            for place in range(self.streams):
                token = self._choose(pending, place, place == 0 and count >= least, lottery)
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
    def _choose(self, pending: list[int], place: int, may_end: bool, lottery: _Lottery) -> int:
        """Runs what is pending, then draws the token at this place of a frame."""
        scores = self._decoder.next_logits(pending, self._store)
        first, beyond = self.layout.place(place)
        base, _ = self.layout.scored
        allowed = scores[first - base : beyond - base]
        end = self.layout.end_of_speech
        if may_end:
            allowed = torch.cat((allowed, scores[end - base : end - base + 1]))
        choice = lottery.draw(allowed, place)
        return end if choice == self.codebook_size else first + choice


class _Lottery:
    """Draws codes: repetition penalty, temperature, the likeliest that make up `top_p`."""

    def __init__(self, layout: Layout, seed: int) -> None:
        self._layout = layout
        self._random = torch.Generator().manual_seed(seed & 0x7FFF_FFFF_FFFF_FFFF)
        self._used: list[set[int]] = [set() for _ in layout.order]

    def draw(self, scores: Tensor, place: int) -> int:
        """The index drawn from float32 scores (n,). Raises AloudError if the best of them is no number."""
        scores = self._penalised(scores, place)
        best, places = scores.topk(min(CANDIDATES, scores.shape[0]))
        best, places = best.cpu(), places.cpu()
        if not bool(torch.isfinite(best[0])):
            raise AloudError("the voice's numbers are broken (NaN): ask again, or try --quant bf16")
        if self._layout.temperature > 0:
            best = best / self._layout.temperature
            chances = best.softmax(0)
            kept = chances.cumsum(0) - chances < self._layout.top_p
            noise = torch.rand(best.shape, generator=self._random).clamp_min_(1e-12).log_().neg_().log_().neg_()
            best = torch.where(kept, best + noise, float("-inf"))
        choice = int(places[best.argmax()])
        self._used[place].add(choice)
        return choice

    def _penalised(self, scores: Tensor, place: int) -> Tensor:
        penalty = self._layout.repetition_penalty
        used = [code for code in self._used[place] if code < self._layout.codebook_size]
        if penalty == 1.0 or not used:
            return scores
        index = torch.tensor(used, device=scores.device)
        old = scores[index]
        return scores.index_put((index,), torch.where(old > 0, old / penalty, old * penalty))


# -- A flattened Talker from the folder of its files.


Precision = Literal["auto", "bf16", "nf4"]


def load_flat(folder: Path, *, device: Device = "cpu", quant: str = "auto", capacity: int = 3072) -> FlatTalker:
    """The flattened Talker of `folder`: config.json, safetensors (one file or shards), tokenizer.json.

    quant: "bf16", "nf4", or "auto" (nf4 on CUDA, bf16 on the CPU, where nf4 rounds the weights once and computes
    in bf16). Raises BadInput for a damaged folder or unknown `quant`, MissingCapability if the weights do not fit.
    """
    four_bit = is_four_bit(quant, device)
    layout = layout_of(folder)
    tokenizer = _tokenizer(folder / "tokenizer.json")
    dtype = working_dtype(device)
    quantisation = bitsandbytes_config(dtype) if four_bit and device == "cuda" else None
    model = _weights(folder, device, dtype, quantisation)
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
    decoder = LanguageDecoder(model, capacity, scored=layout.scored)
    _check_finite(decoder, folder)
    return FlatTalker(decoder, layout, lambda text: list(tokenizer.encode(text).ids), capacity)


def _tokenizer(file: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises bare Exception for every fault of the file
        raise BadInput(
            "cannot read {file} ({reason}): fetch the bundle again", file=file, reason=first_line(error)
        ) from error


def _weights(folder: Path, device: Device, dtype: torch.dtype, quantisation: Any) -> Any:
    from transformers import AutoModelForCausalLM

    return load_weights(AutoModelForCausalLM, folder, device, dtype, quantisation, "voice")


def _round(layers: nn.Module) -> None:
    """The language layers' projections as NF4 keeps them, in place."""
    for module in layers.modules():
        if type(module) is nn.Linear:
            module.weight.data = nf4_round_trip(module.weight.data)


@torch.inference_mode()
def _check_finite(decoder: LanguageDecoder, folder: Path) -> None:
    """One forward over two tokens; also pays for torch's lazy set-up before the first phrase."""
    if not bool(torch.isfinite(decoder.forward(decoder.embed([0, 1]), decoder.new_store(8))).all()):
        raise BadInput(
            "{folder}: the voice's weights give no numbers (NaN): fetch the bundle, or try --quant bf16", folder=folder
        )
