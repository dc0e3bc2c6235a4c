"""What a tutor says every day is not held, and a result that is not known yet is."""

from __future__ import annotations

import re

import pytest

from model.thinker.number_guard import NumberGuard

# question, notes so far -> sentences of a tutor while the notes are still being written
TUTOR = {
    ("What is 3/4 of 20?", "20/4=5\n"): """
        Here's one way to do it.
        One way is to split it into parts first.
        Let's take it one step at a time.
        There's one thing to watch out for.
        A quarter of twenty is the first thing we need.
        Half of twenty would be too little.
        First, find a quarter of twenty.
        Three quarters means three of those parts.
        Let me show you one easy trick.
        We divide twenty by four, and that's five.
        Then we take three of these parts.
        Let's do this in two steps.
        One of these parts is five.
        That's one part, and we want three.
    """,
    ("The radius of a circle is 3 cm. What is its area?", "pi*3^2\n=28.27 cm^2"): """
        The area is pi times the radius squared.
        That's about twenty-eight square centimetres.
        It's roughly thirty square centimetres.
        It's about twenty-eight point three.
        It's twenty-eight point two seven square centimetres.
        Remember, the radius is three centimetres.
        Three squared is the first thing to find.
        There are two things you need here.
        A circle has three hundred and sixty degrees, but we don't need that.
        Only one of them matters here.
    """,
    ("A film of 90 minutes starts at 10:45. When does it end?", "90=60+30\n10:45+1:30=12:15\n"): """
        The film takes one hour and thirty minutes.
        Ninety minutes is an hour and a half.
        Remember, there are sixty minutes in an hour.
        It starts at a quarter to eleven.
        It starts at ten forty-five.
        So it ends at a quarter past twelve.
        Ninety minutes is one and a half hours.
        One hour has sixty minutes.
        That's one hour thirty minutes.
        It's twelve fifteen when it ends.
    """,
    ("Is 7 a prime number?", "7/2\n7/3\n"): """
        A prime can only be divided by one and itself.
        Seven is odd, so it isn't divisible by two.
        Let's try the numbers one by one.
        No one number below seven goes into it.
        Here's a quick one to warm up.
        Let's check one more thing.
        Good question, one that many people ask.
    """,
    ("What is 347 + 286?", "347+286\n7+6=13\n"): """
        Start with the ones.
        Seven and six make thirteen, so carry the one.
        We write three and carry one.
        Ten ones make one ten, so we carry.
        Let's go column by column, one after the other.
        Here we have two numbers with three digits.
        Line up the two numbers first.
        The first one is three hundred and forty-seven.
        Now the next one, two hundred and eighty-six.
        One moment, I'm adding the columns.
    """,
    ("A jacket costs $45 and is 10% off. What is the price?", "10% of 45 = 4.50\n"): """
        Ten percent of forty-five is what you save.
        Ten percent means ten out of a hundred.
        You save four dollars and fifty cents.
        That's four fifty off the price.
        Divide by ten to find ten percent.
        There are two ways to see this.
        One of them is quicker.
        Percent means per hundred.
        The whole is a hundred percent.
        You save about five dollars.
    """,
    ("What is 1/6 as a percentage?", "1/6=0.1667\n"): """
        It's about seventeen percent.
        One sixth means one part out of six.
        That is roughly zero point one seven.
        Think of one whole cut into six equal parts.
        We divide one by six.
        A sixth is a bit less than a fifth.
        Multiply by a hundred to get percent.
    """,
    ("Tom has 12 apples and gives 1/3 to Ann. How many are left?", "12/3=4\n"): """
        Tom has twelve apples, a dozen.
        A third of twelve goes to Ann.
        So Ann gets four of them.
        One third of twelve is four.
        Let's draw three groups.
        Both of them get some apples.
        There's one last step.
        We take four from twelve.
        Each one of the three groups has four apples.
        Think about which one is smaller.
    """,
    ("Solve 2x + 6 = 20", "2x=14\n"): """
        We want x alone on one side.
        Take six away from both sides.
        Now divide both sides by two.
        Two x is fourteen.
        One side is two x plus six, the other is twenty.
        Let's do one thing at a time.
        The two sides must stay equal.
        That's the only one we need.
        First subtract six, then divide by two.
    """,
    ("How many hours are in 3 days?", "3*24\n"): """
        There are twenty-four hours in a day.
        A week has seven days, but we only need three.
        We multiply three by twenty-four.
        Let's split twenty-four into two parts.
        That's three times twenty-four.
    """,
    ("What is the angle sum of a triangle with angles 50 and 60?", "50+60=110\n"): """
        The angles of a triangle add up to a hundred and eighty.
        There are a hundred and eighty degrees in a triangle.
        We know two of them already.
        Fifty and sixty make a hundred and ten.
        Only one angle is missing.
        A triangle has three angles.
        Just one more step.
        The first one is fifty degrees.
    """,
    ("Write 5000 as a power", "5*10^3\n=5*10^3"): """
        Five thousand is five times ten to the power of three.
        Each zero stands for ten.
        Count the zeros one by one.
        Multiplying by ten adds a zero.
        That's five times a thousand.
    """,
    ("What is 15% of 80?", "10% of 80=8\n5% of 80=4\n"): """
        Ten percent is easy, just move the point one place.
        Ten percent of eighty is eight.
        Half of that is four, which is five percent.
        Now add the two together.
        So here's one nice way to see it.
        We can split fifteen percent into ten percent and five percent.
        One trick is to start with ten percent.
        Percent just means out of a hundred.
    """,
    ("A rectangle is 8 cm long and 5 cm wide. What is its perimeter?", "8+5=13\n"): """
        A rectangle has four sides.
        Opposite sides are equal, so there are two long ones.
        Eight plus five is thirteen.
        Then double that.
        We go around all four sides.
        One long side and one short side make thirteen.
        Twice eight plus twice five.
        Each side comes up twice.
        The first side is eight centimetres.
    """,
    ("Share 17 sweets among 5 children", "17/5\n5*3=15\n"): """
        Five times three is fifteen.
        Each child gets three sweets.
        Let's hand them out one at a time.
        There'll be a few left over.
        Let's see how often five goes into seventeen.
        Three times, with some left over.
        No one should get more than the others.
        That's fifteen sweets gone.
        One by one they get their sweets.
    """,
}  # fmt: skip

SENTENCES = [
    (question, notes, sentence.strip())
    for (question, notes), text in TUTOR.items()
    for sentence in text.strip().splitlines()
]


def _guard(question: str, notes: str) -> NumberGuard:
    guard = NumberGuard(question)
    guard.reason(notes)
    return guard


def _said(guard: NumberGuard, text: str) -> str:
    """The beginning of `text` that the guard lets a speaker say before the reasoning ends."""
    said = ""
    for piece in re.findall(r"-?\s*[^\s-]+", text):
        if not guard.allows(piece):
            return said
        guard.speak(piece)
        said += piece
    return said if guard.allows_end() else said[:-1]


def test_everyday_speech_is_not_held() -> None:
    assert len(SENTENCES) >= 100
    held = [row for row in SENTENCES if _said(_guard(*row[:2]), row[2]) != row[2]]
    assert len(held) / len(SENTENCES) < 0.05, held


@pytest.mark.parametrize(
    ("question", "notes", "speech"),
    [
        ("What is 347 + 286?", "347+286\n7+6=13\n", "It's six hundred and thirty-three."),
        ("What is 3/4 of 20?", "20/4=5\n", "So it's fifteen."),
        ("What is 7 - 6?", "", "It's one."),
        ("What is 7 - 6?", "", "One apple is left."),
        ("What is 7 - 6?", "", "The answer is one."),
        ("What is 8 - 6?", "", "Two apples."),
        ("What is 8 - 6?", "", "There are two left."),
        ("What is 1/4 + 1/4?", "", "It's a half."),
        ("What is 1/4 + 1/4?", "", "That makes half of it."),
        ("What is 3 * 20?", "", "It takes sixty minutes."),
        ("What is 3 * 20?", "", "Sixty minutes is the answer."),
        ("What is 4 * 25?", "", "It's a hundred."),
        ("What is 3 times 8?", "", "That's twenty-four hours."),
        ("What is 5 + 5?", "", "It's ten."),
        ("What is 14 / 2?", "", "A week, so seven days."),
        ("What is 3 * 3 * 3.14?", "3*3=9\n", "It's about twenty-eight."),
        ("What is 28 and 0.27 together?", "", "It's about twenty-nine."),
        ("What is 90 minus 30?", "", "It's one hour and twenty minutes."),
        ("What is half of 3.5?", "", "It's one dollar and seventy-five cents."),
        ("A film of 90 minutes starts at 10:45. When does it end?", "", "It ends at a quarter past twelve."),
        ("How many are 2 dozen?", "", "The two hundred."),
    ],
)
def test_a_result_that_is_not_known_yet_is_held(question: str, notes: str, speech: str) -> None:
    assert _said(_guard(question, notes), speech) != speech


def test_an_everyday_phrase_comes_out_whole() -> None:
    guard = NumberGuard("What is 7 - 6?")
    assert guard.allows("Here's one")
    assert guard.settled("Here's one ") == len("Here's ")
    assert guard.settled("Here's one way to ") == len("Here's one way to ")
    guard.speak("Here's one way to do it.")
    guard.speech_ended()
    assert guard.drift == 0


def test_a_phrase_that_was_not_completed_counts() -> None:
    guard = NumberGuard("What is 7 - 6?")
    guard.speak("One apple.")
    guard.speech_ended()
    assert guard.drift == 1
