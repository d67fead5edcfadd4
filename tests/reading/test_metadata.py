"""Package metadata → the book."""

from __future__ import annotations

import pytest

from rhapsode.model import Book
from rhapsode.reading.metadata import read_metadata
from rhapsode.reading.parsing import parse_xml

from .books import package


def book(metadata: str) -> Book:
    root = parse_xml(package("", "", metadata).encode()).root
    found, remarks = read_metadata(root[0])
    assert remarks == ()
    return found


def test_nothing_said() -> None:
    assert book("") == Book()
    assert read_metadata(None) == (Book(), ())


@pytest.mark.parametrize("written", ["&lt;script&gt;run()&lt;/script&gt;", "&lt;!-- a keeper and his lamp"])
def test_a_description_without_words_is_remarked(written: str) -> None:
    root = parse_xml(package("", "", f"<dc:title>T</dc:title><dc:description>{written}</dc:description>").encode()).root
    found, remarks = read_metadata(root[0])
    assert (found.title, found.description) == ("T", "")
    assert remarks == ("its description holds no words that can be read, and is left out",)


def test_epub_2() -> None:
    found = book(
        '<dc:title>The <b>Lamp</b></dc:title><dc:creator opf:role="ill">P. Inter</dc:creator>'
        '<dc:creator opf:role="aut">Ada\n Brook</dc:creator><dc:creator>N. Teal</dc:creator>'
        '<dc:date opf:event="modification">2024-01-01</dc:date><dc:date opf:event="publication">1999-05-06</dc:date>'
        "<dc:language>de-AT</dc:language><dc:publisher>Shore</dc:publisher><dc:subject>Sea</dc:subject>"
        '<dc:subject>Fog</dc:subject><meta name="calibre:series" content="Lights"/>'
        '<meta name="calibre:series_index" content="2.0"/><dc:description>&lt;p&gt;A &lt;i&gt;dark&lt;/i&gt; '
        "night.&lt;/p&gt;&lt;p&gt;And fog &amp;amp; rain.&lt;/p&gt;</dc:description>"
    )
    assert found == Book(
        title="The Lamp",
        author="Ada Brook & N. Teal",
        language="de-at",
        date="1999-05-06",
        description="A dark night.\n\nAnd fog & rain.",
        publisher="Shore",
        genre="Sea, Fog",
        series="Lights",
        series_part="2",
    )


def test_epub_3_refines() -> None:
    found = book(
        '<dc:title id="s">A Tale</dc:title><meta refines="#s" property="title-type">subtitle</meta>'
        '<dc:title id="m">The Lamp</dc:title><meta refines="#m" property="title-type">main</meta>'
        '<dc:creator id="t">T. Ranslator</dc:creator><meta refines="#t" property="role">trl</meta>'
        '<dc:creator id="a">Ada Brook</dc:creator><meta refines="#a" property="role">aut</meta>'
        '<meta property="belongs-to-collection" id="c0">Best Books</meta>'
        '<meta refines="#c0" property="collection-type">set</meta>'
        '<meta property="belongs-to-collection" id="c1">Lights</meta>'
        '<meta refines="#c1" property="collection-type">series</meta>'
        '<meta refines="#c1" property="group-position">3</meta><dc:date>2020-02-03T00:00:00Z</dc:date>'
        '<meta property="schema:genre">Mystery</meta><dc:subject>Lamps, History of</dc:subject>'
    )
    assert (found.title, found.author, found.date) == ("The Lamp", "Ada Brook", "2020-02-03")
    assert (found.series, found.series_part, found.genre) == ("Lights", "3", "Mystery")


def test_creators_who_are_all_something_else_are_better_than_none() -> None:
    assert book('<dc:creator opf:role="edt">E. Ditor</dc:creator>').author == "E. Ditor"


def test_a_description_that_only_looks_like_tags() -> None:
    assert book("<dc:description>&lt;!-- --&gt;</dc:description>").description == ""
    assert book("<dc:description>2 &gt; 1</dc:description>").description == "2 > 1"


@pytest.mark.parametrize(
    ("said", "language"),
    [
        *[(["eng"], "en"), (["English"], "en"), (["en_US"], "en-us"), (["und", "fre"], "fr"), (["de", "en"], "de")],
        *[([], ""), (["und"], ""), (["UND"], ""), (["xx"], ""), (["zxx"], ""), (["mul"], "")],
    ],
)
def test_the_language_is_the_first_that_is_one(said: list[str], language: str) -> None:
    assert book("".join(f"<dc:language>{one}</dc:language>" for one in said)).language == language
