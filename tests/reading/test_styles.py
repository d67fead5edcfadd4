"""Style sheets → what they hide, slant and embolden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.reading.styles import Styles, read_styles


def test_simple_rules_count() -> None:
    sheet = """
    @charset "utf-8"; @import url(x.css);
    .gone, p.off , #away { color: red; display:none }
    /* .never { display: none } */
    span.slant{FONT-STYLE: Italic} .heavy { font-weight : 700; }
    .shown { display: inline; }
    .a > .b { display: none }
    """
    assert read_styles(sheet) == Styles(
        hidden=frozenset({".gone", ".off", "#away"}), slanted=frozenset({".slant"}), bold=frozenset({".heavy"})
    )


@pytest.mark.parametrize(
    "sheet",
    [
        "@media print { .a { display: none } }",
        "@media amzn-kf8 { .a { display: none } .b { display: none } } .c { color: red }",
        ".a { display: none",
        "} } .a { undisplay: none }",
        "/* .a { display: none }",
    ],
)
def test_rules_for_one_device_or_broken_ones_do_not(sheet: str) -> None:
    assert read_styles(sheet) == Styles()


def test_a_rule_after_one_for_a_device_counts() -> None:
    assert read_styles("@media print { .a { color: red } } .b { visibility: hidden }").hidden == {".b"}


@given(st.text(alphabet="{}.#a;:/*@ \ndisplay:none", max_size=200))
def test_any_sheet_can_be_read(sheet: str) -> None:
    assert isinstance(read_styles(sheet), Styles)
