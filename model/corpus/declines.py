"""Questions that get no number: out of scope, no mathematics, half a question, or no answer that exists.

The reply is one sentence, without a number, that says what the tutor can do or asks for what is missing.
"""

from __future__ import annotations

from random import Random

from model.corpus.problem import Problem, ReplyPart
from model.corpus.speech import words
from model.corpus.wording import Said, dressed, expand, fill, plain, said_number

QUESTIONS: dict[str, tuple[str, ...]] = {
    "advanced": (
        "What is the [integral|derivative] of [x squared|sine x|e to the x|{a} x squared]?",
        "[Differentiate|Integrate] [x squared|{a} x cubed|cosine x].", "What is the limit of [one over x|sine x over x]?",
        "What is the [sine|cosine|tangent|logarithm] of {a}?", "Solve the quadratic equation x squared plus {a} x minus {b}.",
        "What is the determinant of [this|the] matrix?", "Prove that the square root of {a} is irrational.",
        "What is the [eigenvalue|inverse] of a matrix?", "What is the standard deviation of {a}, {b} and {c}?",
        "[What is|Work out] {a} factorial over {b} factorial[, summed to infinity|].",
    ),
    "knowledge": (
        "What is the capital of [France|Spain|Italy|Japan|Brazil|Kenya]?", "Who [wrote Hamlet|invented the telephone|was Mozart]?",
        "When did the [war|French revolution|Middle Ages] [end|begin]?", "How [high|tall] is [Mount Everest|the Eiffel tower]?",
        "How many [people live in|states are in] [China|America|the world]?", "Why is the sky blue?",
        "What [does|do] [a frog|lions|bees] eat?", "How do you spell [necessary|giraffe]?",
        "Translate [cat|house|good morning] into [French|Spanish|German].", "Who is the president?",
        "What is the [largest|smallest|fastest] [animal|planet|country|river]?",
    ),
    "about-you": (
        "Who are you?", "What is your name?", "How old are you?", "Are you a [robot|person|human|computer]?",
        "Where do you [live|come from]?", "Who made you?", "What can you do?", "Do you like [school|music|me|numbers]?",
        "Can you [see|hear] me?", "Are you [real|alive|clever]?", "What's your favourite [colour|number|food]?",
    ),
    "small-talk": (
        "Hello[ there|].", "Good [morning|evening|afternoon].", "How are you[ today|]?", "Thank you[ very much|].", "Thanks.",
        "[Bye|Goodbye|See you].", "Tell me a [joke|story|secret].", "Sing [me |]a song.", "I'm [bored|tired|hungry|happy].",
        "I [like|love|hate] [maths|school|you].", "Okay.", "[Never mind|Forget it].", "Nice.", "What?", "[Let's|Can we] play a game.",
    ),
    "outside": (
        "What's the weather[ like|] [today|tomorrow]?", "Will it rain [tomorrow|today]?", "What time is it?",
        "What day is [it|today]?", "[Play|Put on] some music.", "Call my [mum|dad|friend].", "Set a timer for {a} minutes.",
        "Turn [on|off] the [light|radio].", "What's on television?", "Where is the [station|school|toilet]?",
        "Wake me at {h} o'clock.", "[Open|Close] the [window|door].", "Who won the game?",
    ),
    "what-else": (
        "[Write|Read] me [a poem|my essay|a letter].", "What should I [wear|eat|do] [today|tonight]?",
        "Do my [English|history|art] homework.", "Draw me a [cat|house|triangle].", "Give me a recipe for pancakes.",
    ),
    "half": (
        "What is {a} plus?", "What's {a} times?", "{a} minus.", "How much is {a} divided by?", "What is plus {a}?", "{a} and.",
        "Add {a} and.", "Multiply {a} by.", "Subtract from {a}.", "What is the sum of {a} and?", "Take away {a}.",
        "What is {a} percent of?", "Divide by {a}.", "What is?", "How much is?", "Plus {a}.", "{n} has {a} {t} and gets.",
        "{n} has {a} {t}.", "The area of a rectangle with {a}.", "And then {a}?", "What is the mean of?",
        "What's {a}, um, {b}, hmm.", "Can you work out?",
    ),
    "by-zero": (
        "What is {a} divided by {z}?", "{a} divided by zero[, please|]?", "How often does zero go into {a}?",
        "[Share|Divide] {a} by zero.", "How much is {a} over zero?", "Divide {a} [{t} |]among zero [children|people].",
        "What is zero divided by zero?",
    ),
    "no-solution": (
        "Solve {a} x plus {b} equals {a} x plus {c}.", "What is x if x plus {b} equals x plus {c}?",
        "Find x: x equals x plus {b}.", "For which x is {a} x equal to {a} x minus {b}?", "Zero times x equals {b}. What is x?",
    ),
    "any-solution": (
        "Solve {a} x plus {b} equals {a} x plus {b}.", "What is x if x plus {b} equals x plus {b}?",
        "Find x: x equals x.", "{a} x equals {a} x. What is x?", "Zero times x equals zero. What is x?",
    ),
    "no-root": (
        "What is the square root of minus {a}?", "[Find|Work out] the root of negative {a}.", "Which number squared is minus {a}?",
    ),
    "too-large": (
        "What is {L} plus {a}?", "What is {L} times {M}?", "{L} minus {M}?", "Is {L} a prime number?",
        "What is {d} to the power of {d} to the power of {d}?", "What is {d} to the power of {e}?",
        "How much is {d} to the power of {d} to the power of {d} to the power of {d}?", "Divide {L} by {a}.",
    ),
    "foreign": (
        "Was ist {a} plus {b}?", "Wie viel ist {a} mal {b}?", "Combien font {a} et {b}?", "Cuánto es {a} más {b}?",
        "Quanto fa {a} per {b}?", "Hoeveel is {a} keer {b}?", "Ile to jest {a} razy {b}?", "Wer bist du?", "Comment ça va?",
    ),
    "nonsense": (
        "[Blue|Green|Flat] {a} [banana|window|river].", "{a} {b} {c}.", "[Asdf|Qwertz|Blah blah|La la la|Hmm hmm|Uh uh].",
        "The [spoon|cloud|cat] {a} [under|is|of] [tomorrow|quickly|yellow].", "[Sum|Times|Minus] [plus|the|of].",
        "How many [yellow|Tuesdays|dreams] is a [chair|song]?", "{a} [maybe|perhaps|or something].",
        "What is [cheese|music|{n}] plus [love|{m}|a tree]?",
    ),
}  # fmt: skip

CAN_DO = (
    "[I can only help|I only know how to help] with school mathematics, [like sums, fractions and word problems|such as"
    " sums, percentages and equations]", "I'm here for school mathematics, [so ask me a sum or a word problem|so give me a"
    " problem with numbers]",
)  # fmt: skip
REPLIES: dict[str, tuple[str, ...]] = {
    "advanced": ("That is beyond what I know, but I can help with [sums, fractions, percentages and equations|school arithmetic].",
                 "I can't do that yet, I know [arithmetic, fractions and simple equations|sums, percentages and word problems]."),
    "knowledge": CAN_DO, "outside": CAN_DO, "what-else": CAN_DO,
    "about-you": ("I'm Aloud, a [computer program|voice tutor] for school mathematics.",
                  "I'm a tutor for school mathematics, [so ask me a problem|and I can help with sums and word problems]."),
    "small-talk": ("[I'm happy to help|I'm here to help] with school mathematics, [so ask me a problem|so what shall we work out]?",
                   "Ask me a problem, and I'll [work it out with you|help you with it]."),
    "half": ("I [think|believe] something is missing, [what is the rest of the question|can you say the whole question]?",
             "I [didn't|did not] get the rest of the question, [can you say it again|what comes next]?",
             "Some of the question is missing, please say [it all|the whole question]."),
    "by-zero": ("Nothing can be divided by zero, so there is no answer.", "There is no answer, because [you can't|nobody can] divide by zero."),
    "no-solution": ("There is no number that makes this equation true.", "This equation has no solution."),
    "any-solution": ("Every number makes this equation true.", "This equation is true for every number."),
    "no-root": ("There is no answer, as no number times itself is negative.", "A negative number has no square root here."),
    "too-large": ("[These numbers are|That is] too large for me, [please try smaller ones|I work with smaller numbers].",
                  "That's too big for me to work out, so please give me smaller numbers."),
    "foreign": ("I only understand English, please ask me in English.", "Please ask me in English, I don't know other languages."),
    "nonsense": ("I [didn't|did not] understand that, can you ask it in [other words|a different way]?",
                 "Sorry, I don't know what you mean, [can you say it again|please ask it again]."),
}  # fmt: skip


def decline(rng: Random) -> Problem:
    """A question that is answered without a number."""
    name = rng.choice(list(QUESTIONS))
    text = expand(rng, rng.choice(QUESTIONS[name]))
    if name in ("knowledge", "advanced", "by-zero", "no-solution", "any-solution", "no-root") and rng.random() < 0.5:
        text = dressed(rng, text)
    wording = fill(text, _slots(rng))
    said = expand(rng, rng.choice(REPLIES[name]))
    if not said.endswith((".", "?")):
        said += "."
    return Problem("decline", wording.question, (), "", (ReplyPart(0, said),), wording.typed, family=f"decline/{name}",
                   spoken=wording.spoken, declined=True)  # fmt: skip


def _slots(rng: Random) -> dict[str, Said]:
    slots = {name: said_number(rng, str(rng.randint(2, rng.choice((12, 99, 999))))) for name in "abc"}
    slots |= {"d": said_number(rng, str(rng.randint(3, 9))), "e": said_number(rng, str(rng.randint(60, 999)))}
    slots["z"] = said_number(rng, "0")
    slots["h"] = said_number(rng, str(rng.randint(1, 12)))
    slots |= {name: _long(rng) for name in "LM"}
    return slots | {"n": plain(rng.choice(("Tom", "Anna", "Ben"))), "m": plain(rng.choice(("Mia", "Sam"))),
                    "t": plain(rng.choice(("apples", "books", "pens")))}  # fmt: skip


def _long(rng: Random) -> Said:
    """A number of 14 to 40 digits, said digit by digit."""
    digits = str(rng.randint(1, 9)) + "".join(rng.choice("0123456789") for _ in range(rng.randint(13, 39)))
    return Said(digits, " ".join(words(digit) for digit in digits), digits, digits)
