"""What is taken as a question or an option, and in which words the rest is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.arguments import check_output, ratio, turn_options
from model.bundle_manifest import Bundle
from model.errors import BadInput


def bundle(*ratios: tuple[int, int]) -> Bundle:
    here = Path()
    return Bundle(here, "tiny", "1", "MIT", 16_000, 16_000, ratios, here, here, here, ())


def test_a_ratio_is_two_numbers() -> None:
    assert ratio(" 2:8 ") == (2, 8)


@pytest.mark.parametrize("text", ["", "2", "2:", ":8", "0:8", "2:0", "-2:8", "2:8:1", "a:b", "2.5:8", "100:900"])
def test_anything_else_is_no_ratio(text: str) -> None:
    with pytest.raises(BadInput, match="2:8"):
        ratio(text)


@pytest.mark.parametrize(
    ("ratios", "mode", "asked", "hint"),
    [
        ([(2, 8)], "concurrent", None, "use --mode interleaved"),
        ([(2, 8)], "fast", None, "choose one of: interleaved"),
        ([], "interleaved", None, "use --mode concurrent"),
        ([(2, 8), (1, 9)], None, "3:7", "use one of: 2:8, 1:9"),
        ([(2, 8)], "direct", "2:8", "--ratio goes with"),
    ],
)
def test_what_a_bundle_cannot_do_names_what_it_can(
    ratios: list[tuple[int, int]], mode: str | None, asked: str | None, hint: str
) -> None:
    with pytest.raises(BadInput, match=hint):
        turn_options(bundle(*ratios), mode, asked)


def test_a_stock_model_thinks_both_at_once_unless_asked_otherwise() -> None:
    assert turn_options(bundle(), None, None).mode == "concurrent"
    assert turn_options(bundle(), None, "3:5").ratio == (3, 5)
    assert turn_options(bundle((2, 8)), None, None, 12).think_first == 12


def test_an_output_must_have_a_folder(tmp_path: Path) -> None:
    assert check_output(str(tmp_path / "a.wav")) == tmp_path / "a.wav"
    for bad in (str(tmp_path), str(tmp_path / "no" / "a.wav"), ""):
        with pytest.raises(BadInput):
            check_output(bad)
