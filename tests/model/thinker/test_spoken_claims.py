"""Results as models write them beside speech as models say it: right answers stay, wrong ones are corrected."""

from __future__ import annotations

from fractions import Fraction

import pytest

from model.checking.equivalence import same_value
from model.thinker.final_answer import contradicts, reasoned_result, repair
from model.thinker.rounded_numbers import is_cut_decimal, roundings
from model.thinker.spoken_claims import claims

RIGHT = [
    (r"=\frac{3}{4}", "So the answer is three quarters."),
    (r"=\frac{3}{4}", "That's three over four."),
    (r"\boxed{\frac{3}{4}}", "It's three quarters of the cake."),
    ("= 3/4", "You get zero point seven five."),
    ("=0.75", "That comes to three quarters."),
    (r"= \dfrac{7}{2}", "So it's three and a half."),
    ("= 1 1/2", "Together that makes one and a half."),
    ("=5/6", "A half plus a third is five sixths."),
    ("=12 cm^2", "It's twelve square centimetres."),
    (r"=12\,\text{cm}^2", "The area is twelve square centimetres."),
    ("=12 m²", "So you need twelve square metres of carpet."),
    ("=60 km/h", "The train goes at sixty, so it's sixty kilometres per hour."),
    ("=60 km/h", "It's sixty kilometres an hour."),
    ("=5*10^3", "It's five thousand."),
    (r"=6 \times 10^4", "That's sixty thousand."),
    ("=2^10", "It's one thousand and twenty-four."),
    ("=10^6", "That's a million."),
    ("=10:30", "It's half past ten."),
    ("=10:30", "The film ends at ten thirty, so it's ten thirty."),
    ("=10:45", "It's a quarter to eleven."),
    ("=3:00", "So it's three o'clock."),
    ("=$3.50", "That's three dollars and fifty cents."),
    ("=$3.50", "It costs three and a half dollars."),
    ("=£3.50", "It's three pounds fifty."),
    ("= €44", "So forty-four euros in all."),
    ("=44 euros", "That's twelve pens at three euros and four at two, so forty-four euros in all."),
    (r"=\pi r^2", "It's pi times the radius squared."),
    (r"=2\pi", "It's two pi."),
    (r"=\sqrt{2}", "That's the square root of two."),
    ("=x^2 + 2x + 1", "It's x squared plus two x plus one."),
    ("x = 5", "So x is five."),
    ("x = -3", "So x equals minus three."),
    ("=x=2 or x=3", "x is two or three."),
    ("=(3, 4)", "It's the point three, four."),
    ("=25%", "It's twenty-five percent."),
    (r"=25\%", "So you save a quarter, twenty-five percent."),
    ("=1,234", "That's one thousand two hundred and thirty-four."),
    ("=1{,}234", "It's one thousand, two hundred and thirty-four."),
    ("=-7", "It's minus seven."),
    ("=-3", "It's three degrees below zero."),
    ("=-12 euros", "So you owe twelve euros."),
    ("=3 r 2", "Three remainder two."),
    ("=3 r 2", "Each gets three, with two left over."),
    ("=7 remainder 2", "It's seven with two left over."),
    ("=17 r 3", "Seventeen fit with three left over, so you need eighteen buses."),
    ("=90 minutes", "It takes one hour and thirty minutes."),
    ("=90 minutes", "So that's an hour and a half."),
    ("=3.5 hours", "It takes three and a half hours."),
    ("=2 h 30 min", "It takes two and a half hours."),
    ("=28.27", "It's about twenty-eight."),
    ("=28.27 cm^2", "That is roughly twenty-eight square centimetres."),
    ("=28.27", "It's twenty-eight point two seven."),
    ("=1/6", "It's about seventeen percent."),
    ("=12", "That's a dozen."),
    ("=12", "It's twelve, because three times four is twelve."),
    ("=5", "It's five. You can check: five times three is fifteen."),
    ("=5", "So x is five. Five times three is fifteen, as it should be."),
    ("=44", "It's forty-four. Next, try one with fifty pens."),
    ("=44", "It's forty-four. What would sixty be?"),
    ("=44", "You pay forty-four euros for sixteen pens."),
    ("=5", "Each friend gets five apples."),
    ("=5", "It's five, which is more than two."),
    ("=20", "A quarter of eighty is twenty."),
    ("=0", "There is nothing left."),
    ("=45°", "The angle is forty-five degrees."),
    ("=1:4", "The ratio is one to four."),
    ("=yes", "Yes, it is a prime."),
    ("=17", "Yes, seventeen is a prime number."),
    ("Answer: 44", "So the answer is forty-four."),
    ("**= 44**", "So that's forty-four altogether."),
    ("#### 44", "The total is forty-four."),
    (r"\[ = 44 \]", "All in all it makes forty-four."),
    (
        "=44 euros",
        "Twelve pens cost thirty-six euros, and four at two cost eight, which gives us forty-four euros altogether.",
    ),
    ("=15", "There are five boxes with three each. That gives fifteen pencils."),
    ("=72", "He reads eight pages a day for nine days, that is seventy-two pages."),
    ("=2/5", "Two out of five marbles are red."),
    ("=2/5", "The probability is two in five, or two fifths."),
    ("=40%", "The chance is forty percent, or two out of five."),
    ("=0.4", "It's forty percent."),
    ("=9", "The other side is nine centimetres long, since the sides add up to thirty."),
    ("=9 cm", "It's nine."),
    ("=\\frac{17}{4}", "That's seventeen quarters, or four and a quarter."),
    ("=4.25", "That is four and a quarter."),
    ("=120", "It adds up to a hundred and twenty."),
    ("=120", "You'd need a hundred and twenty tiles in all."),
    ("=1/3", "So one third of the pizza is left."),
    ("=6", "After giving away four, she's left with six."),
    ("=6", "She had ten and gave away four. Six are left."),
    ("=8", "The next number is eight, because you add two every time."),
    ("=8", "You double it each time: two, four, eight. So eight."),
    ("=5:45 pm", "The train arrives at a quarter to six in the evening."),
    ("=17:45", "It arrives at quarter to six."),
    ("=2.5 kg", "That's two and a half kilograms."),
    ("=250 g", "That's a quarter of a kilogram, two hundred and fifty grams."),
    ("=1.5 m", "It's one metre fifty."),
    ("=1.5 m", "It's one and a half metres, or a hundred and fifty centimetres."),
    ("=x=4", "x is four. If you put it back in, two times four plus three is eleven."),
    ("=4", "Four! Well done, you were close with five."),
    ("=4", "Not quite five, it's four."),
    ("=4", "It's four, not five."),
    ("=36", "The square of six is thirty-six."),
    ("=36", "Six squared is thirty-six, and that's six times six."),
    ("=7", "The missing number is seven, as seven plus eight is fifteen."),
    ("=3.14", "Pi is about three point one four."),
    ("=24", "That makes twenty-four in total, twelve for each of the two."),
    ("=2 and 3", "The factors are two and three."),
    ("=12, 18, 24", "The next ones are twelve, eighteen and twenty-four."),
    ("=1/2", "It's one half."),
    ("=50", "Half of a hundred is fifty."),
    ("=3(x+2)", "It's three times x plus two in brackets."),
    ("=-4", "The temperature falls to minus four degrees."),
    ("=5 r 1", "Five boxes, and one egg is left over."),
    ("=66.7%", "It's about sixty-seven percent, or two thirds."),
    ("=66.67", "Roughly two thirds, about sixty-seven."),
    ("=$45", "The shirt costs forty-five dollars after the ten percent discount."),
    ("=$45", "So you save five dollars and pay forty-five."),
    ("=$45", "You pay forty-five dollars, so you save five."),
    ("=360°", "A full turn is three hundred and sixty degrees."),
    ("=1000", "It's one thousand millilitres, that's one litre."),
    ("=7", "So, seven of them."),
    ("=7", "Seven."),
    ("=200", "It's 200."),
    ("=200", "That's 2 hundred."),
    ("=\\$3.50", "It's three dollars fifty."),
    ("=3.5", "It's seven halves."),
    ("=0.333...", "It's one third."),
    ("=0.333", "It's a third, about."),
    ("=56", "Seven times eight is fifty-six."),
    ("=56", "It's fifty-six. A nice trick: seven times seven is forty-nine, and seven more is fifty-six."),
    ("=18", "Eighteen days, if you read five pages a day."),
    ("=18", "You need eighteen days when you read five pages a day."),
    ("=18 cm", "The perimeter is eighteen centimetres: five plus five plus four plus four."),
    ("=20 cm^2", "Five by four is twenty, so twenty square centimetres."),
    ("=0.125", "That's one eighth."),
    ("=1/8", "An eighth."),
    ("=12.5%", "Twelve and a half percent."),
    ("=1/8", "That's twelve and a half percent."),
    ("=100", "Exactly one hundred!"),
    ("=100", "That's a hundred."),
    ("=100", "It's a round hundred."),
    ("=300", "Three hundred metres, or about a thousand feet."),
    ("=2", "There are two of them: three and minus three."),
    ("=2", "It has two solutions, three and minus three."),
    ("=9", "Nine, since the square root of eighty-one is nine."),
    ("=81", "It's nine squared, that is eighty-one."),
    ("=7", "The median is seven, the middle one of the five numbers."),
    ("=7", "Line them up: three, five, seven, nine, eleven. The middle one is seven."),
    ("=7", "In order they are three, five, seven, nine and eleven, so the median is seven."),
    ("=4.5", "The mean is four point five."),
    ("=4 1/2", "It's four and a half."),
    ("=9/2", "That's nine halves, which is four and a half."),
    ("=48", "Four dozen is forty-eight."),
    ("=48", "It's forty-eight, four dozen."),
    ("=365", "A year has three hundred and sixty-five days."),
    ("=x > 3", "x is greater than three."),
    ("=x \\le 3", "x is at most three."),
    ("=even", "It's even, because it ends in four."),
    ("=No", "No, since twelve is divisible by three."),
    ("=Tuesday", "It's Tuesday, three days later."),
    ("=3:2", "The ratio is three to two."),
    ("=3:2", "For every three cups you need two, so three to two."),
    ("=6", "There are three times two, so six ways."),
    ("=6", "You can arrange them in six ways."),
    ("=30 mph", "She drives at thirty miles an hour."),
    ("=30 km/h", "Her speed is thirty kilometres per hour."),
    ("=1,5", "It's one and a half."),
    ("=1024", "Two to the tenth is one thousand and twenty-four."),
    ("=10", "It's ten, and you were almost there with nine!"),
    ("=10", "Almost! You said nine, but it's ten."),
    ("=10", "Careful, it isn't nine. It's ten."),
    ("=10", "It isn't nine but ten."),
    ("=3", "She is three years younger than her brother."),
    ("=15", "She's fifteen now, and in five years she'll be twenty."),
    ("=15", "In five years she'll be twenty, so now she's fifteen."),
    ("=8 hours", "It takes eight hours, one working day."),
    ("=8 h", "It takes eight hours."),
    ("=1.25 h", "It takes an hour and a quarter, that is seventy-five minutes."),
    ("=75 min", "One hour and fifteen minutes."),
    ("=75", "Seventy-five minutes, so an hour and fifteen minutes."),
    ("=150%", "It's one and a half times as much."),
    ("=7.5", "It's seven and a half."),
]

WRONG = [
    (r"=\frac{3}{4}", "So the answer is four thirds."),
    (r"=\frac{3}{4}", "It's a quarter."),
    ("=12 cm^2", "It's fourteen square centimetres."),
    ("=12 cm^2", "It's twelve cubic centimetres."),
    ("=5*10^3", "It's five hundred."),
    ("=10:30", "It's half past nine."),
    ("=$3.50", "That's three dollars and five cents."),
    ("=44 euros", "So it's forty-five euros in all."),
    ("=44", "That's twelve pens at three euros and four at two, so thirty-six in all."),
    ("=12", "Three times four is twelve, so it's fourteen."),
    ("=12", "First, three times four is twelve. That makes thirteen."),
    ("=44", "Thirty-six plus eight is forty-four. So the answer is forty-six."),
    ("=36", "Twelve times three is thirty-six and four times two is eight, so it's thirty-eight."),
    ("=25%", "It's thirty percent."),
    ("=-7", "It's seven."),
    ("=90 minutes", "It takes one hour and twenty minutes."),
    ("=28.27", "It's about thirty-one."),
    ("x = 5", "So x is six."),
    ("=3 r 2", "It's two remainder three."),
    ("=17 r 3", "It's sixteen remainder three."),
    ("=1:4", "The ratio is one to five."),
    ("=1,234", "That's one thousand two hundred and forty-three."),
    ("=2^10", "It's one thousand and twenty."),
    ("=5", "Each friend gets six apples."),
    ("=44", "So it's fifty-four."),
    ("=15", "Five times three makes sixteen."),
    ("=72", "That is eighty-two pages."),
    ("=2/5", "Two thirds of the marbles are red."),
    ("=9 cm", "It's ten centimetres."),
    ("=6", "She had ten and gave away four. Seven are left."),
    ("=36", "Six squared is twelve."),
    ("=8", "You add two, so the next is ten."),
    ("=45", "You pay forty dollars."),
    ("=2.5 kg", "It's three kilograms."),
    ("=120", "It adds up to a hundred and twelve."),
    ("=4", "Not five, it's three."),
    ("=17:45", "It arrives at quarter past six."),
    ("=-4", "It falls to minus five."),
    ("=5 r 1", "Five boxes, and two eggs are left over."),
    ("=$45", "So you save five dollars and pay forty-four."),
    ("=\\frac{17}{4}", "That's four and a half."),
    ("=50", "Half of a hundred is sixty."),
    ("=360°", "It's a hundred and eighty degrees."),
    ("=4", "Four plus four makes eight."),
]


def test_right_answers_are_not_taken_back() -> None:
    assert len(RIGHT) >= 150
    taken_back = [(line, speech) for line, speech in RIGHT if repair(reasoned_result(line), speech)]
    assert not taken_back


def test_wrong_answers_are_caught() -> None:
    missed = [(line, speech) for line, speech in WRONG if not repair(reasoned_result(line), speech)]
    assert not missed


def test_the_answer_to_another_question_is_caught() -> None:
    """Each speech beside other results with which it can be compared."""
    results = [reasoned_result(line) for line, _ in RIGHT]
    others = [
        (result, speech)
        for at, ((_, speech), own) in enumerate(zip(RIGHT, results, strict=True))
        for result in results[at % 12 :: 12]
        if same_value(result, own) is False
    ]
    caught = sum(contradicts(result, speech) for result, speech in others)
    assert len(others) > 1000
    assert caught / len(others) > 0.9, f"{caught} of {len(others)}"


@pytest.mark.parametrize(("line", "speech"), WRONG)
def test_the_correction_gives_the_result(line: str, speech: str) -> None:
    result = reasoned_result(line)
    assert not contradicts(result, speech + repair(result, speech))


@pytest.mark.parametrize(
    ("reasoning", "result"),
    [
        ("12*3=36\n =44", "44"),
        ("12*3=36\n- = 44", "44"),
        ("12*3=36\n**= 44**", "44"),
        ("12*3=36\n\\[ = 44 \\]", "44"),
        ("12*3=36\n\\[\n= 44\n\\]", "44"),
        ("12*3=36\n$= 44$", "44"),
        ("12*3=36\n= $44$", "44"),
        ("12*3=36\n= $3.50", "$3.50"),
        ("So \\boxed{44} euros", "44"),
        ("\\[\\boxed{\\frac{3}{4}}\\]", "\\frac{3}{4}"),
        ("= \\boxed{44}", "44"),
        ("Answer: 44", "44"),
        ("**Final answer:** 44 euros.", "44 euros"),
        ("The answer is 44.", "44"),
        ("Total = 44", "44"),
        ("#### 44", "44"),
        ("2x=88\nx = 44", "44"),
        ("x = 3\n2*3=6", ""),
        ("x = y", ""),
        ("347+286=633", ""),
    ],
)
def test_results_as_models_write_them(reasoning: str, result: str) -> None:
    assert reasoned_result(reasoning) == result


def test_a_repair_is_said_in_words() -> None:
    assert repair(r"\frac{3}{4}", "It's a quarter.") == " Sorry, I mean it's three quarters."
    assert repair("12 cm^2", "So it's") == " twelve square centimetres."
    assert repair("$3.50", "Let me see.") == " The answer is three dollars and fifty cents."


def test_questions_reasons_and_next_exercises_claim_nothing() -> None:
    assert claims("What is five times six? Try seven. Because nine is odd.") == []
    assert [claim.span.value for claim in claims("It's forty-four euros for sixteen pens.")] == [44]


@pytest.mark.parametrize(
    ("said", "exact", "true"),
    [
        ("28", "28.27", True),
        ("28.3", "28.27", True),
        ("30", "28.27", True),
        ("29", "28.27", False),
        ("17", "1/6", True),
    ],
)
def test_rounding(said: str, exact: str, true: bool) -> None:
    assert (Fraction(said) in roundings(Fraction(exact))) is true


def test_a_fraction_and_its_decimal() -> None:
    assert is_cut_decimal(Fraction("0.33"), Fraction(1, 3))
    assert is_cut_decimal(Fraction(2, 3), Fraction("0.667"))
    assert not is_cut_decimal(Fraction("0.34"), Fraction(1, 3))
    assert not is_cut_decimal(Fraction("0.25"), Fraction(1, 4))
