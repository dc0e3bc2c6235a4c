"""Two streams of an unmodified model over one KV cache: reasoning and speech, one token of each a forward.

The cache has three regions: prompt and question, reasoning, speech. Reasoning sees the prompt and itself; speech sees
all three. A token's slot is its rotary position, so the regions may grow side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from model.lm.decoder import Decoder
from model.lm.kv_cache import CacheFull, KVCache
from model.lm.sampling import Sampler
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.number_guard import NumberGuard
from model.thinker.repetition import is_loop
from model.thinker.text_streams import ALTERNATIVES, MOST_REPAIRS, Decode, ThinkerAnswer
from model.thinker.types import PAUSE_ABOVE_S, ControlTokens, Pace, Stream, StreamText

URGENT_BELOW_S = 0.3
"""With less sound queued, a spoken token goes with every reasoning token."""

SENTENCE_TOKENS = 14
MARGIN_S = 0.2


@dataclass(frozen=True, slots=True)
class StreamMove:
    """The streams that get one token each."""

    reasoning: bool
    spoken: bool


class DualStreamSchedule:
    """Chooses the stream that moves next, paced by the playback: a state machine.

    While the reasoning is open every move has one reasoning token, and p spoken tokens go with q of reasoning: more
    when sound runs out, none while plenty is queued. Afterwards only the speech moves. Call `next`, choose a token for
    each stream that moves, and `take` it or `wait`. Always ends, since `wait` is refused when the reasoning is over.

    think_first: reasoning tokens before the speech may begin. reason: False for an answer without reasoning.
    max_reasoning, max_spoken: tokens after which a stream is ended, which sets `cut_short`.
    """

    def __init__(
        self,
        ratio: tuple[int, int],
        control: ControlTokens,
        *,
        max_reasoning: int = 400,
        max_spoken: int = 120,
        think_first: int = 0,
        reason: bool = True,
    ) -> None:
        if min(*ratio, max_reasoning, max_spoken) < 1 or think_first < 0:
            raise ValueError(f"ratio {ratio[0]}:{ratio[1]} and limits must be positive")
        self.control = control
        self._ratio = ratio
        self._credit = ratio[1]  # the speech may begin at once
        self._max_reasoning, self.max_spoken = max_reasoning, max_spoken
        self._think_first = think_first
        self.reasoning_open, self.spoken_open = reason, True
        self.cut_short = False
        self.reasoning_tokens = self.spoken_tokens = 0
        self.not_reasoning = control.special - {control.r_end}
        self.not_spoken = control.special - {control.s_end}

    def next(
        self, queued_s: float = 0.0, between_sentences: bool = False, pace: Pace | None = None
    ) -> StreamMove | None:
        """The next move; None when the answer is over.

        queued_s: seconds of sound handed out and not heard yet. between_sentences: the speech so far ends a sentence,
        so it may pause here, as long as `pace` leaves time to write and voice the next one.
        """
        if self.reasoning_open and self.reasoning_tokens == self._max_reasoning:
            self.reasoning_open, self.cut_short = False, True
        if self.reasoning_open:
            may_wait = between_sentences and self._may_wait(queued_s, pace)
            return StreamMove(True, self._speech_is_due(queued_s, may_wait))
        if self.spoken_open and self.spoken_tokens == self.max_spoken:
            self.spoken_open, self.cut_short = False, True
        return StreamMove(False, True) if self.spoken_open else None

    @property
    def may_speak(self) -> bool:
        """True if the think-first prefix is over."""
        return not self.reasoning_open or self.reasoning_tokens >= self._think_first

    def take(self, stream: Stream, token: int) -> None:
        """Records the chosen token. Raises ValueError for a forbidden token and for an early end of the speech."""
        thinks = stream is Stream.REASONING
        early = not thinks and token == self.control.s_end and self.reasoning_open
        forbidden, is_open = (
            (self.not_reasoning, self.reasoning_open) if thinks else (self.not_spoken, self.spoken_open)
        )
        if token in forbidden or early or not is_open:
            raise ValueError(f"token {token} is forbidden in the {stream.value} stream")
        if thinks:
            self.reasoning_open = token != self.control.r_end
            self.reasoning_tokens += self.reasoning_open
        else:
            self.spoken_open = token != self.control.s_end
            self.spoken_tokens += self.spoken_open

    def wait(self) -> None:
        """The speech waits for more reasoning. Raises ValueError if the reasoning is over."""
        if not self.reasoning_open:
            raise ValueError("the speech can only wait while the reasoning is open")

    def stop_reasoning(self) -> None:
        """Ends the reasoning here, because it repeats itself."""
        self.reasoning_open, self.cut_short = False, True

    def stop_speaking(self) -> None:
        """Ends the speech here, because no token is allowed."""
        self.spoken_open = False

    def hold_above_s(self, pace: Pace) -> float:
        """Seconds of speech in hand above which the next sentence can wait for more reasoning."""
        spoken, reasoning = self._ratio
        step_s = max(pace.step_s, 1e-6)
        in_haste = max(0.0, URGENT_BELOW_S - pace.first_sound_s) / step_s  # tokens while sound is short
        at_ease = max(0.0, SENTENCE_TOKENS - in_haste)
        return MARGIN_S + URGENT_BELOW_S + at_ease * step_s * reasoning / spoken

    def _may_wait(self, queued_s: float, pace: Pace | None) -> bool:
        return queued_s > PAUSE_ABOVE_S if pace is None else pace.ahead_s > self.hold_above_s(pace)

    def _speech_is_due(self, queued_s: float, may_wait: bool) -> bool:
        spoken, reasoning = self._ratio
        self._credit = min(self._credit + spoken, reasoning + spoken)
        if not self.may_speak or self.spoken_tokens == self.max_spoken:
            return False
        if may_wait:
            return False
        if queued_s >= URGENT_BELOW_S and self._credit < reasoning:
            return False
        self._credit = max(0, self._credit - reasoning)
        return True


SPARE_ROOM = 2
"""Tokens that must fit into a region; with less room its stream ends."""


@dataclass(frozen=True, slots=True)
class StreamPrompt:
    """The beginning of a stream.

    ids: the tail of its prompt. prefix: words spoken at once, without the model, with the space that its tokens need.
    """

    ids: tuple[int, ...]
    prefix: str = ""


class DualStreamAnswer(ThinkerAnswer):
    """Both streams side by side, with the guard between them.

    encode: plain text to ids, for given words. A stream's prompt is pushed when the stream first moves, so that a
    think-first speech is prompted after all reasoning. With the calculator, a wrong line is cut from the reasoning and
    written again with the exact value.
    """

    def __init__(
        self,
        sequence: DualStreamSequence,
        schedule: DualStreamSchedule,
        guard: NumberGuard,
        decode: Decode,
        encode: Callable[[str], list[int]],
        stream_prompts: dict[Stream, StreamPrompt],
        *,
        guarded: bool = True,
        checked: CheckedReasoning | None = None,
        calculator: bool = True,
    ) -> None:
        super().__init__(guard, decode, guarded=guarded, checked=checked, calculator=calculator)
        self._sequence, self._schedule, self._encode, self._stream_prompts = sequence, schedule, encode, stream_prompts
        self._line_start: int | None = 0  # tokens before the open line; None if it began inside a token
        self._repairs = 0

    @property
    def reasoning_open(self) -> bool:
        return self._schedule.reasoning_open

    @property
    def tokens(self) -> tuple[int, int]:
        """Reasoning and spoken tokens so far, control tokens and given words not counted."""
        return self._schedule.reasoning_tokens, self._schedule.spoken_tokens

    def step(self, queued_s: float = 0.0, idle: bool = False) -> list[StreamText]:
        """One forward of one or two tokens; see `ThinkerAnswer.step`."""
        if self.over:
            return []
        schedule = self._schedule
        progress = self._progress_sentence(queued_s, idle, schedule.reasoning_open)
        if progress and self._give(progress):
            return self._speak_progress(progress)
        move = schedule.next(queued_s, self._between, self.pace)
        texts = [] if schedule.reasoning_open else self._end_reasoning()
        if move is None or self._is_full():
            self.cut_short = schedule.cut_short or move is not None
            return texts + self._end()
        texts += self._begin(Stream.REASONING) if move.reasoning else []
        given = self._begin(Stream.SPOKEN) if move.spoken else []
        texts += given
        speaks = move.spoken and not given  # the words after the given ones may wait for notes
        thought, said = self._sequence.choose(
            schedule.not_reasoning if move.reasoning else None, schedule.not_spoken if speaks else None
        )
        if thought:
            texts += self._take_reasoning(thought[0])
        if said:
            texts += self._take_spoken(said[0])
        return texts

    def _is_full(self) -> bool:
        """True if an open stream has no room for another token."""
        schedule = self._schedule
        open_ = {Stream.REASONING: schedule.reasoning_open, Stream.SPOKEN: schedule.spoken_open}
        return any(is_open and self._sequence.room(stream) < SPARE_ROOM for stream, is_open in open_.items())

    def _begin(self, stream: Stream) -> list[StreamText]:
        """Pushes a stream's prompt when it first moves, then the prefix if reasoning follows."""
        opening = self._stream_prompts.pop(stream, None)
        if opening is None:
            return []
        self._sequence.push(stream, *opening.ids)
        if stream is Stream.REASONING:
            self._line_start = self._sequence.length(stream)
        if not opening.prefix or not self._schedule.reasoning_open or not self._give(opening.prefix):
            return []
        return self._say(opening.prefix)

    def _say(self, text: str) -> list[StreamText]:
        """Speaks; the first word's token carries a space, which is not spoken."""
        return super()._say(text if self.speech else text.lstrip())

    def _give(self, text: str) -> bool:
        """Appends given words to the speech; False if they do not fit."""
        ids = self._encode(text)
        if len(ids) + SPARE_ROOM > self._sequence.room(Stream.SPOKEN):
            return False
        self._sequence.push(Stream.SPOKEN, *ids)
        return True

    def _take_reasoning(self, token: int) -> list[StreamText]:
        self._schedule.take(Stream.REASONING, token)
        if not self._schedule.reasoning_open:
            return self._end_reasoning()
        self._sequence.push(Stream.REASONING, token)
        texts = self._reason(token)
        if is_loop(self.reasoning):
            self._schedule.stop_reasoning()
            texts += self._end_reasoning()
            self._loops = True
        return texts

    def _reason(self, token: int) -> list[StreamText]:
        texts = self._mended(super()._reason(token))
        written = [text.text for text in texts if text.text]  # a piece without text only changes a verdict
        if any("\n" in piece for piece in written):
            whole = written[-1].endswith("\n")
            self._line_start = self._sequence.length(Stream.REASONING) if whole else None
        return texts

    def _end_reasoning(self) -> list[StreamText]:
        return self._mended(super()._end_reasoning())

    def _mended(self, texts: list[StreamText]) -> list[StreamText]:
        """Takes the line back that `texts` close, if it is wrong and its exact form fits, and writes that instead."""
        wrong = next((text for text in texts if text.verdict == "wrong"), None)
        start = self._line_start
        if not self._calculator or wrong is None or start is None or self._repairs == MOST_REPAIRS:
            return texts
        exact = self.checked.exact_line()
        ids = self._encode(exact + "\n")
        region = self._sequence.room(Stream.REASONING) + self._sequence.length(Stream.REASONING)
        if not exact or start + len(ids) + SPARE_ROOM > region:
            return texts
        self._repairs += 1
        self.checked.withdraw()
        self._sequence.cut_reasoning(start)
        self._sequence.push(Stream.REASONING, *ids)
        taken_back = [replace(text, withdrawn=text is wrong) for text in texts]
        return taken_back + self._add_reasoning(exact + "\n")

    def _take_spoken(self, token: int) -> list[StreamText]:
        schedule = self._schedule
        if not self._may_say(token):
            if schedule.reasoning_open:
                schedule.wait()
                return []
            others = self._sequence.choose(None, schedule.not_spoken, ALTERNATIVES)[1][1:]
            other = next((candidate for candidate in others if self._may_say(candidate)), None)
            if other is None:
                schedule.stop_speaking()
                return []
            token = other
        schedule.take(Stream.SPOKEN, token)
        if not schedule.spoken_open:
            return []
        self._sequence.push(Stream.SPOKEN, token)
        texts = self._speak(token)
        if is_loop(self.speech):
            schedule.stop_speaking()
            if schedule.reasoning_open:
                schedule.stop_reasoning()
            self._loops = True
        return texts

    def _may_say(self, token: int) -> bool:
        if token == self._schedule.control.s_end:
            if self._schedule.reasoning_open:
                return False
            return not self._guarded or self._guard.allows_end(self._unsettled)
        return not self._guarded or self._allowed(token)


REASONING, SPOKEN = Stream.REASONING, Stream.SPOKEN


class DualStreamSequence:
    """Two growing streams over a cache whose first `cache.length` slots are prompt and question.

    Appending tokens is free; choosing computes what is pending. reasoning_room, spoken_room: slots of the regions.
    The cache's length stays the prompt's, so the next turn starts there. Raises CacheFull if the cache is too small.
    """

    def __init__(
        self, decoder: Decoder, cache: KVCache, sampler: Sampler | None = None, *, reasoning_room: int, spoken_room: int
    ) -> None:
        self._decoder, self.cache = decoder, cache
        self._sampler = sampler or Sampler()
        self.prompt = cache.length
        self._start = {REASONING: self.prompt, SPOKEN: self.prompt + reasoning_room}
        self._room = {REASONING: reasoning_room, SPOKEN: spoken_room}
        if self._start[SPOKEN] + spoken_room > cache.capacity:
            raise CacheFull(f"{self.prompt} + {reasoning_room} + {spoken_room} slots in a cache of {cache.capacity}")
        self._ids: dict[Stream, list[int]] = {REASONING: [], SPOKEN: []}
        self._done = {REASONING: 0, SPOKEN: 0}
        self._logits: dict[Stream, Tensor] = {}
        self._seen = 0  # reasoning tokens that the last spoken logits depend on

    def room(self, stream: Stream) -> int:
        """Number of tokens that still fit into a region."""
        return self._room[stream] - len(self._ids[stream])

    def length(self, stream: Stream) -> int:
        """Tokens of a stream, its prompt included."""
        return len(self._ids[stream])

    def cut_reasoning(self, length: int) -> None:
        """Drops the reasoning from token `length` on. What was spoken has seen it and stays."""
        del self._ids[REASONING][length:]
        self._done[REASONING] = min(length, self._done[REASONING])
        self._seen = min(length, self._seen)
        self._logits.pop(REASONING, None)

    def push(self, stream: Stream, *ids: int) -> None:
        """Appends tokens to a stream; nothing is computed yet. Raises CacheFull if its region is full."""
        if len(ids) > self.room(stream):
            raise CacheFull(f"{len(ids)} tokens for {self.room(stream)} slots of the {stream.value} region")
        self._ids[stream].extend(ids)
        self._logits.pop(stream, None)

    def logits(self, *streams: Stream) -> dict[Stream, Tensor]:
        """float32 logits (vocab_size,) for the next token of each stream asked for, in one forward.

        Raises ValueError for a stream to which nothing was pushed.
        """
        for stream in streams:
            if not self._ids[stream]:
                raise ValueError(f"push a token first: the {stream.value} stream is empty")
        rows = {stream: len(self._ids[stream]) - self._done[stream] for stream in (REASONING, SPOKEN)}
        if SPOKEN not in streams:
            rows[SPOKEN] = 0
        elif not rows[SPOKEN]:  # waited: its last token again, if there is new reasoning
            rows[SPOKEN] = int(len(self._ids[REASONING]) > self._seen)
        if any(rows.values()):
            self._compute({stream: count for stream, count in rows.items() if count})
        return {stream: self._logits[stream] for stream in streams}

    def choose(
        self, reasoning: Collection[int] | None, spoken: Collection[int] | None, count: int = 1
    ) -> tuple[list[int], list[int]]:
        """The best next tokens of each stream that is asked for, `count` in all, and [] for the other.

        reasoning, spoken: ids that the stream must not choose; None leaves it out.
        """
        asked = {s: forbidden for s, forbidden in ((REASONING, reasoning), (SPOKEN, spoken)) if forbidden is not None}
        logits = self.logits(*asked)
        found = {s: self._sampler.choose(logits[s], forbidden, count) for s, forbidden in asked.items()}
        return found.get(REASONING, []), found.get(SPOKEN, [])

    def _compute(self, rows: dict[Stream, int]) -> None:
        ids: list[int] = []
        slots: list[int] = []
        for stream, count in rows.items():
            known = self._ids[stream]
            ids += known[len(known) - count :]
            slots += range(self._start[stream] + len(known) - count, self._start[stream] + len(known))
            self._done[stream] = len(known)
        logits = self._decoder.step(ids, slots, self._mask(rows, slots), self.cache)
        at = 0
        for stream, count in rows.items():
            at += count
            self._logits[stream] = logits[at - 1].clone()
        if SPOKEN in rows:
            self._seen = self._done[REASONING]

    def _mask(self, rows: dict[Stream, int], slots: list[int]) -> Tensor:
        """bool (rows, last slot + 1): the prompt, the own stream up to the row itself, and all reasoning for speech."""
        mask = torch.zeros(len(slots), max(slots) + 1, dtype=torch.bool)
        mask[:, : self.prompt] = True
        first = rows.get(REASONING, 0)
        mask[first:, self.prompt : self.prompt + self._done[REASONING]] = True
        for row, slot in enumerate(slots):
            start = self._start[REASONING if row < first else SPOKEN]
            mask[row, start : slot + 1] = True
        return mask.to(self._decoder.device)
