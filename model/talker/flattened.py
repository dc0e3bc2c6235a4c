"""Speaking with a language model whose vocabulary holds SNAC codes, one token a code.

Owns: the prompt, the order of tokens, when a phrase is over, what the next phrase may build on. Must not know:
files, the codec's network, sound. Thread: one at a time; a `FlatTalker` holds the state of the phrase it is on.

Only the ids that may stand at a place of a frame take part in the draw, so no other token can come out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from model.errors import AloudError, BadInput
from model.talker.interface import Frame
from model.talker.language import LanguageDecoder
from model.talker.layouts import Layout

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
            here = f"choose one of {', '.join(self.voices)}" if self.voices else "it has one voice, leave it out"
            raise BadInput(f"this bundle has no voice {name!r}: {here}")
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
