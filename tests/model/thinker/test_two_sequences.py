"""The general form of two streams: notes that stream on, and a prompt for every sentence."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import AloudError, BadInput
from model.numbers import words_to_numbers
from model.thinker.chat_thinker import ChatThinker, ChatTranscription, notes_request, speech_request
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.dual_stream import DualStreamSchedule
from model.thinker.earlier_turn import EarlierTurn
from model.thinker.number_guard import NumberGuard
from model.thinker.text_model import Message
from model.thinker.text_streams import LOOP, MOST_REPAIRS, UNSURE
from model.thinker.two_sequences import CONTROL, MOST_SENTENCES, TwoSequenceAnswer
from model.thinker.types import Pace, Stream, StreamText

R, S = Stream.REASONING, Stream.SPOKEN
GONE = BadInput("the server is gone")


class Reply:
    """Pieces of a reply; an error among them is raised there."""

    def __init__(self, pieces: list[str | AloudError], cut: bool = False) -> None:
        self.pieces, self.cut, self.cancelled = list(pieces), cut, False

    def read(self) -> str | None:
        assert not self.cancelled, "a cancelled reply was read"
        piece = self.pieces.pop(0) if self.pieces else None
        if isinstance(piece, AloudError):
            raise piece
        return piece

    def cancel(self) -> None:
        self.cancelled = True


class Model:
    """notes: the replies of that stream in turn. speech: the reply to notes and speech so far."""

    def __init__(
        self, notes: list[list[str | AloudError]], speech: Callable[[str, str], list[str | AloudError]]
    ) -> None:
        self._notes, self._speech = notes, speech
        self.asked: list[tuple[Stream, str, str]] = []
        self.replies: list[Reply] = []

    def write(self, stream: Stream, notes: str, speech: str) -> Reply:
        self.asked.append((stream, notes, speech))
        found = self._notes.pop(0) if stream is R else self._speech(notes, speech)
        self.replies.append(Reply(found))
        return self.replies[-1]


def _pieces(text: str, size: int = 3) -> list[str | AloudError]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _answer(model: Model, question: str = "", opening: str = "", **limits: int) -> TwoSequenceAnswer:
    schedule = DualStreamSchedule((2, 8), CONTROL, **limits)
    return TwoSequenceAnswer(
        model.write, schedule, NumberGuard(question), opening=opening, checked=CheckedReasoning(question)
    )


def _run(answer: TwoSequenceAnswer, queued_s: float = 0.0) -> list[StreamText]:
    texts: list[StreamText] = []
    for _ in range(3000):
        if answer.over:
            return texts
        texts += answer.step(queued_s)
    pytest.fail("the answer did not end")


NOTES = "12*3=36\n36+8=44\n=44\n"


def _tutor(notes: str, speech: str) -> list[str | AloudError]:
    """Says what the notes have, one sentence a request, and goes on with more if nobody stops it."""
    if "=44\n" in notes:
        return _pieces("That makes forty-four in all. Well done. Goodbye.")
    return _pieces("Three times twelve is thirty-six. More of it." if "=36" in notes else "First we multiply. Then so.")


def test_each_sentence_is_written_with_the_notes_so_far() -> None:
    model = Model([_pieces(NOTES, 1)], lambda notes, speech: _pieces("".join(map(str, _tutor(notes, speech))), 12))
    answer = _answer(model, "12 times 3, plus 8", opening="Okay.")
    _run(answer)
    assert answer.reasoning == NOTES
    assert answer.speech == ("Okay. First we multiply. Three times twelve is thirty-six. That makes forty-four in all.")
    assert (answer.closing(), answer.drift, answer.cut_short, answer.declined) == ("", 0, False, False)
    spoken = [asked for asked in model.asked if asked[0] is S]
    assert [speech for _, _, speech in spoken][:2] == ["Okay.", "Okay. First we multiply."]
    assert all(NOTES.startswith(notes) for _, notes, _ in spoken)
    assert len({notes for _, notes, _ in spoken}) > 2
    assert all(reply.cancelled or not reply.pieces for reply in model.replies)


def test_a_number_that_the_notes_do_not_have_waits_for_them() -> None:
    model = Model([_pieces(NOTES, 1)], lambda notes, speech: _pieces("It is forty-four. Yes."))
    answer = _answer(model, "12 times 3, plus 8")
    texts = _run(answer)
    assert answer.speech == "It is forty-four."
    said = next(at for at, text in enumerate(texts) if text.stream is S)
    assert "44" in "".join(text.text for text in texts[:said] if text.stream is R)
    # Asked again only when the notes have a new line, not at every step.
    assert len(model.asked) <= 2 + NOTES.count("\n")


def test_an_unsupported_end_is_left_to_the_closing_words() -> None:
    model = Model([_pieces(NOTES)], lambda notes, speech: _pieces("It is ninety-nine."))
    answer = _answer(model, "12 times 3, plus 8", opening="Okay.")
    _run(answer)
    assert answer.speech == "Okay."
    assert answer.closing() == " The answer is forty-four."


def test_a_wrong_line_is_taken_back_and_the_notes_go_on_from_its_exact_form() -> None:
    model = Model([_pieces("12*3=35\n35+8=43\n=43\n"), _pieces("36+8=44\n=44\n")], _tutor)
    answer = _answer(model, "12 times 3, plus 8")
    texts = _run(answer)
    assert answer.reasoning == NOTES
    assert [text.verdict for text in texts if text.withdrawn] == ["wrong"]
    assert (R, "12*3=36\n") in [asked[:2] for asked in model.asked]
    assert model.replies[0].cancelled
    assert "forty-four" in answer.speech
    assert "12*3=36" in notes_request("12*3=36\n")


def test_with_too_many_slips_the_answer_says_so() -> None:
    slips = [_pieces("3+4=8\n=8\n") for _ in range(MOST_REPAIRS + 1)]
    answer = _answer(Model(slips, lambda notes, speech: []), "3 and 4")
    _run(answer)
    assert answer.declined
    assert answer.closing() == UNSURE


def test_notes_in_a_loop_end_early_with_a_sentence() -> None:
    model = Model([_pieces("3+4=7\n" * 60)], lambda notes, speech: [])
    answer = _answer(model, "3 and 4", opening="Okay.")
    _run(answer)
    assert answer.reasoning.count("3+4=7") <= 4
    assert answer.cut_short
    assert answer.closing() == f" {LOOP}"
    assert model.replies[0].cancelled


def test_speech_that_repeats_itself_ends() -> None:
    answer = _answer(Model([_pieces(NOTES)], lambda notes, speech: _pieces("Let me see. ")), "12 3 8")
    _run(answer)
    assert answer.speech == "Let me see."
    assert answer.closing() == " The answer is forty-four."


def test_speech_without_end_ends() -> None:
    model = Model([_pieces("so\n")], lambda notes, speech: _pieces(f"This is new {'very ' * len(speech)}."))
    answer = _answer(model)
    _run(answer)
    assert answer.speech.count("This is new") <= MOST_SENTENCES


@pytest.mark.parametrize("lost", ["notes", "speech"])
def test_a_model_that_is_gone_ends_the_answer_after_a_whole_sentence(lost: str) -> None:
    notes: list[str | AloudError] = [*_pieces(NOTES[:8]), *([GONE] if lost == "notes" else _pieces(NOTES[8:]))]

    def speech(known: str, said: str) -> list[str | AloudError]:
        return _pieces("First we multiply. ") if not said else [*_pieces("Then we ad"), GONE]

    model = Model([notes], speech)
    answer = _answer(model, "12 times 3, plus 8")
    _run(answer)
    assert answer.failure is GONE
    assert answer.speech in ("", "First we multiply.")
    assert (answer.closing(), answer.declined) == ("", False)
    assert all(reply.cancelled or not reply.pieces for reply in model.replies)


def test_stop_cancels_both_replies() -> None:
    model = Model([_pieces(NOTES * 9)], lambda notes, speech: _pieces("A long sentence that goes on and on."))
    answer = _answer(model, "12 3 8")
    for _ in range(4):
        answer.step()
    assert len(model.replies) == 2
    answer.stop()
    assert all(reply.cancelled for reply in model.replies)


def test_a_sentence_that_was_cut_is_not_spoken() -> None:
    def write(stream: Stream, notes: str, speech: str) -> Reply:
        return Reply(_pieces(NOTES)) if stream is R else Reply(_pieces("It goes on and on"), cut=True)

    answer = TwoSequenceAnswer(write, DualStreamSchedule((2, 8), CONTROL), NumberGuard("12 3 8"))
    _run(answer)
    assert answer.speech == ""


def test_a_sentence_waits_while_there_is_speech() -> None:
    """With plenty to hear the next sentence is written from more notes."""

    def begun(ahead_s: float) -> int:
        notes = "".join(f"{n}+1={n + 1}\n" for n in range(40))
        model = Model([_pieces(notes)], lambda known, speech: _pieces(f"So it goes {len(speech) * 'on '}."))
        answer = _answer(model, opening="Okay.")
        while not answer.over and S not in [asked[0] for asked in model.asked]:
            answer.pace = Pace(ahead_s, 1 / 80, 0.1)
            answer.step(ahead_s)
        return len(answer.reasoning)

    assert begun(5.0) > 2 * begun(0.0)


@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 2**32), limits=st.tuples(st.integers(1, 60), st.integers(1, 30), st.integers(0, 60)),
       reason=st.booleans(), stop=st.integers(0, 400))  # fmt: skip
def test_random_replies_stalls_faults_and_stops(
    seed: int, limits: tuple[int, int, int], reason: bool, stop: int
) -> None:
    """It ends; no reasoning is spoken; no number is that the notes lack; no reply is left open."""
    chance = random.Random(seed)
    words = ["3+4=7\n", "3+4=8\n", " so", " three", " four", " seven", " eight", ".", ".", "\n", "=7\n", "", "é", GONE]

    def reply(*_: object) -> list[str | AloudError]:
        return chance.choices(words, [9] * (len(words) - 1) + [chance.choice((0, 1))], k=chance.randint(0, 40))

    model = Model([reply() for _ in range(MOST_REPAIRS + 2)], reply)
    answer = _answer(
        model, "3 and 4", "Okay.", max_reasoning=limits[0], max_spoken=limits[1], think_first=limits[2], reason=reason
    )
    texts: list[StreamText] = []
    for step in range(4000):
        if answer.over or step == stop:
            break
        texts += answer.step(chance.uniform(0, 4), chance.random() < 0.5)
    else:
        pytest.fail("the answer did not end")
    answer.stop()
    assert all(reply.cancelled or not reply.pieces for reply in model.replies)
    assert answer.tokens[0] <= limits[0] * reason
    assert answer.tokens[1] <= limits[1]
    said = "".join(text.text for text in texts if text.stream is S)
    assert said == answer.speech
    if answer.over:
        answer.closing()
        assert answer.drift == 0
        spoken = {abs(span.value) for span in words_to_numbers(said + " .")}
        known = {abs(n) for s in words_to_numbers(answer.reasoning + "\n3 and 4") for n in (s.value, *s.parts)}
        assert spoken <= known or any(s.parts for s in words_to_numbers(said))


def test_requests_share_the_prefix_and_name_notes_and_speech() -> None:
    request = speech_request("12*3=36\n", "Okay.")
    assert request.index("12*3=36") < request.index("Okay.")
    assert speech_request("", "") != speech_request("", "Okay.")


def test_the_written_question_and_a_model_that_cannot_give_it() -> None:
    def text(reply: Reply) -> str | None:
        written = ChatTranscription(reply, [])
        for _ in range(20):
            written.step()
        return written.text

    assert text(Reply(_pieces(' "What is 7 plus 5?" '))) == "What is 7 plus 5?"
    assert text(Reply(["What", GONE])) == ""


class Chat:
    """Keeps the messages that it was given."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def write(self, messages: Sequence[Message], most: int) -> Reply:
        self.messages = list(messages)
        return Reply([])

    def check(self, question: object) -> None:
        pass

    def close(self) -> None:
        pass


def test_a_question_is_sent_with_what_was_heard_before() -> None:
    chat = Chat()
    thinker = ChatThinker(chat, device="cpu")
    thinker.ask("What is 7 plus 5?").transcription()
    thinker.remember("Twelve.")
    thinker.ask("And half of it?").transcription()
    assert [message.role for message in chat.messages] == ["system", "user", "assistant", "user"]
    assert [message.content[0] for message in chat.messages[1:]] == ["What is 7 plus 5?", "Twelve.", "And half of it?"]
    thinker.remember("")
    thinker.ask("Another?").transcription()
    assert len(chat.messages) == 4  # an answer of which nothing was heard is not remembered
    thinker.recall(EarlierTurn("What is 3 plus 4?", ("3+4=7",), "Seven."))
    thinker.ask("Why?").transcription()
    assert [message.content[0] for message in chat.messages[1:]] == ["What is 3 plus 4?", "Seven.", "Why?"]
    thinker.ask("New?", follow_up=False).transcription()
    assert len(chat.messages) == 2
