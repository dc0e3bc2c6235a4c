"""A stock Qwen2.5-Omni that thinks while it speaks: conversation, listening ahead, two cursors.

Owns: the order of prompt pieces in the store, and which mode means which cues. Must not know: the prompts' words,
sound cards, events. Thread: the engine's worker only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from model.errors import BadInput
from model.thinker import prompts
from model.thinker.concurrent import ConcurrentSchedule
from model.thinker.context import Context
from model.thinker.duet import SPARE_ROOM, ConcurrentAnswer, Cue
from model.thinker.guard import DriftGuard
from model.thinker.hearing import Hearing
from model.thinker.listening import Listening
from model.thinker.picker import Picker
from model.thinker.plan import Plan
from model.thinker.schedule import MarkIds, Mode, Stream
from model.thinker.stock_tokens import StockTokens
from model.thinker.thinker import FORK_ROOM, ModelTape, Samples, Weights, empty_cache
from model.thinker.twin import ModelDuet, TwinSequence
from model.thinker.whisper import whisper_mel

PROGRESS_ROOM = 160
"""Slots of the spoken region for progress sentences."""
MOST_ROOM = 1000
"""Slots that an answer may take in all; the rest of the store is for prompt and conversation."""


class StockThinker(Weights):
    """A published model with its tokenizer, over one store that keeps prompt and conversation."""

    modes: tuple[Mode, ...] = ("concurrent", "think-first", "direct")

    def __init__(self, model: Any, tokens: StockTokens, precision: str, capacity: int = 4096) -> None:
        super().__init__(model, precision, capacity)
        self.tokens = tokens
        self.picker = Picker()
        self.context = Context(self.decoder, tokens.prompt(prompts.system_prompt()), room=MOST_ROOM)
        self._listening: Listening | None = None
        self._heard = ""

    @property
    def marks(self) -> MarkIds:
        """The steering tokens: a stock model has but one end, and no pads (a hold is no token here)."""
        end = self.tokens.id("<|im_end|>")
        return MarkIds(end, end, end, end, self.tokens.special)

    @property
    def context_used(self) -> float:
        """Share of the context that prompt and conversation fill, 0 to 1."""
        return self.context.used

    def encode_audio(self, samples: Samples) -> Tensor:
        """Audio embeddings (n, hidden_size) of float32 mono 16 kHz sound, 25 a second."""
        return self.encode_features(whisper_mel(torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))))

    def ask(self, question: Samples | str, *, follow_up: bool = True) -> StockQuestion:
        """Prefills a question after the conversation so far. Raises BadInput for a far too long one.

        What was listened to already is not computed again, as far as it is what `question` begins with.
        """
        if self._listening is None:
            self._settle()
        listening, self._listening = self._listening, None
        if isinstance(question, str):
            rows = self.decoder.embed(self._user_turn(self.tokens.encode(question)))
            self.context.start(rows, follow_up=follow_up)
        elif listening is None or not follow_up or not listening.finish(question):
            self.context.start(self._spoken_turn(self.encode_audio(question)), follow_up=follow_up)
        return StockQuestion(self)

    def listen(self, samples: Samples) -> None:
        """More of a question that is being spoken; whole blocks of it are encoded and prefilled at once."""
        if self._listening is None:
            self._settle()
            begin, end = self._around_sound()
            self._listening = Listening(self, self.context, self.decoder.embed(begin), self.decoder.embed(end))
        self._listening.feed(samples)

    def stop_listening(self) -> None:
        """What was listened to is no question after all."""
        if self._listening is not None:
            self._listening = None
            self.context.drop_question()

    def remember(self, heard: str) -> None:
        """The last question's answer, as far as it was heard; until the next question it may be told again."""
        self._heard = heard

    def free_memory(self) -> None:
        """Forgets the conversation, and gives back what torch keeps for later."""
        self._listening = None
        self.context.forget()
        self.context.sequence.store.graphs.clear()
        empty_cache()

    def _settle(self) -> None:
        """Puts the last turn into the conversation."""
        prompt, heard = self.tokens.prompt, self.tokens.encode(self._heard)
        self.context.finish(prompt(prompts.REPLY.text), heard, prompt(prompts.USER_END.text))
        self._heard = ""

    def _user_turn(self, ids: list[int]) -> list[int]:
        return [*self.tokens.prompt(prompts.USER.text), *ids, *self.tokens.prompt(prompts.USER_END.text)]

    def _around_sound(self) -> tuple[list[int], list[int]]:
        name, prompt = self.tokens.id, self.tokens.prompt
        begin = [*prompt(prompts.USER.text), name("<|audio_bos|>")]
        return begin, [name("<|audio_eos|>"), *prompt(prompts.USER_END.text)]

    def _spoken_turn(self, sound: Tensor) -> Tensor:
        begin, end = self._around_sound()
        return torch.cat((self.decoder.embed(begin), sound, self.decoder.embed(end)))


class StockQuestion:
    """A question in the store of a stock model."""

    def __init__(self, thinker: StockThinker) -> None:
        self._thinker = thinker

    def answer(self, plan: Plan, guard: DriftGuard) -> ConcurrentAnswer:
        """The answer's streams. Raises BadInput for a mode that only trained models have, or too long limits."""
        thinker, marks = self._thinker, self._thinker.marks
        if plan.mode not in thinker.modes:
            raise BadInput(f"this model was not trained for {plan.mode}: choose {', '.join(thinker.modes)}")
        schedule = ConcurrentSchedule(
            plan.ratio, marks, max_reasoning=plan.max_reasoning, max_spoken=plan.max_spoken,
            think_first=plan.max_reasoning if plan.mode == "think-first" else plan.think_first,
            reason=plan.mode != "direct",
        )  # fmt: skip
        cues = self._cues(plan.mode)
        given = len(cues[Stream.SPOKEN].ids) + len(thinker.tokens.encode(cues[Stream.SPOKEN].opener))
        spoken_room = given + plan.max_spoken + PROGRESS_ROOM + SPARE_ROOM
        notes = cues.get(Stream.REASONING)
        reasoning_room = len(notes.ids) + plan.max_reasoning + SPARE_ROOM if notes else 0
        if reasoning_room + spoken_room > MOST_ROOM:
            raise BadInput(f"an answer of {plan.max_reasoning} + {plan.max_spoken} tokens is too long: ask for fewer")
        store = thinker.context.store()
        twin = TwinSequence(thinker.decoder, store, reasoning_room=reasoning_room, spoken_room=spoken_room)
        return ConcurrentAnswer(
            ModelDuet(twin, thinker.picker), schedule, guard, thinker.tokens.decode, thinker.tokens.encode,
            cues, guarded=plan.guarded,
        )  # fmt: skip

    def hearing(self) -> Hearing:
        """The question to be written down, on a copy of the keys."""
        thinker, sequence = self._thinker, self._thinker.context.sequence
        cue = thinker.tokens.prompt(prompts.HEAR.text)
        side = ModelTape(sequence.fork(sequence.length + len(cue) + FORK_ROOM), thinker.picker)
        side.push(*cue)
        return Hearing(side, thinker.marks.s_end, thinker.tokens.special, thinker.tokens.decode)

    def _cues(self, mode: Mode) -> dict[Stream, Cue]:
        prompt = self._thinker.tokens.prompt
        if mode == "direct":
            return {Stream.SPOKEN: Cue(tuple(prompt(prompts.DIRECT.text)))}
        return {
            Stream.REASONING: Cue(tuple(prompt(prompts.NOTES.text))),
            Stream.SPOKEN: Cue(tuple(prompt(prompts.SPEECH.text)), prompts.OPENER.text),
        }
