"""The prompts that make an unmodified instruct model write notes in one stream and speech in the other.

In ChatML:  system | user: the question | assistant: notes ...      <- reasoning
                                        | assistant: speech ...     <- speech, which also sees the notes
"""

from __future__ import annotations

IM_START, IM_END = "<|im_start|>", "<|im_end|>"

# The role is one line: with more of it a 3B model talks about its role. Both streams share the prompt, so that its keys
# are computed once; each is named here and begun below. Notes are terse, since every word of reasoning delays the
# answer; the "=" line is what the result is read from and what a wrong reply is corrected by. Symbols are misread by a
# voice, and about 30 words is the length of the trained models' answers. One example fixes the form better than a
# description; its numbers are in no common test set.
ROLE = (
    "You are a maths tutor who talks with a student.\n"
    "You write two things that are kept apart: notes, which nobody hears, and speech, which is read aloud.\n"
    "Notes are bare calculation, one short step a line, in digits, no words but units. "
    "The last line is = and the final answer alone.\n"
    "Speech is at most three short everyday sentences, numbers as words, no lists, no symbols, no formulas. "
    "It says what matters and the final answer, not every step.\n"
    "Example of notes for 'A shop sells 12 pens for 3 euros each and 4 for 2 euros. What is the total?':\n"
    "12*3=36\n4*2=8\n36+8=44\n=44 euros\n"
    "Example of speech for it: That's twelve pens at three euros and four at two, so forty-four euros in all."
)
SYSTEM = f"{IM_START}system\n{ROLE}{IM_END}\n"

# A model trained to interleave (`aloud train --base`) needs no instructions; the base expects some system message.
TUNED_SYSTEM = f"{IM_START}system\nYou are a maths tutor who talks with a student.{IM_END}\n"

# The question follows as sound or text, without instructions. The keys up to its end serve both streams and the next
# turns.
USER, USER_END = f"{IM_START}user\n", f"{IM_END}\n"

# Puts the model inside its notes, so that it does not greet the student there.
NOTES = f"{IM_START}assistant\nNotes:\n"

# The speech sees notes that stop anywhere: this closes them, says so, and begins the speech. Without it the model
# continues the notes. It ends without a space: a word's token carries its own, and a lone space comes before digits.
SPEECH = (
    f"{IM_END}\n{IM_START}user\nThe notes may not be finished yet. Speak to me now.{IM_END}\n"
    f"{IM_START}assistant\nSpeech:"
)

# The baseline without reasoning: the same speech, without notes.
DIRECT = f"{IM_START}assistant\nSpeech:"

# Given, not chosen: needs no forward, contains nothing that could be wrong, and wins about two seconds. The trained
# models begin with the same sentence.
PREFIX = "Okay, let me work that out."

# A finished turn is kept as the plain reply that was heard, without notes.
REPLY = f"{IM_START}assistant\n"

WRITE_DOWN = "Write down word for word what I just said, numbers in digits, nothing else."

# The transcription is decoded beside the answer, on a copy of the keys.
HEAR = f"{IM_START}user\n{WRITE_DOWN}{IM_END}\n{IM_START}assistant\n"

# The same in plain messages, for any model with a chat template and for a server. What is asked for comes after the
# question's sound or text, so that system prompt and question are one prefix of all requests.
WRITE_NOTES = "Write your notes for this question now and nothing else. The last line is = and the final answer alone."
GO_ON_WITH_NOTES = "Go on with your notes after these lines, without repeating them:"
SPEAK = (
    "Now speak to me: write the next sentence of your speech, one short sentence and nothing else. "
    "When all has been said, write DONE."
)
NOTES_SO_FAR = "Your notes so far, which may not be finished yet:"
NO_NOTES = "There are no notes yet."
SAID_SO_FAR = "You have said so far:"
ANSWER_ALOUD = "Answer me in speech now, without notes."
DONE = "DONE"
