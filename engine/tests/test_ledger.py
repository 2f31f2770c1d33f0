"""Every sentence of a book rests on something and was let in by somebody; what was not is named."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import reviewed_book
import sample_books
import yaml
from plainresults import rules
from plainresults.cli import review as command
from plainresults.errors import Fault
from plainresults.evidence import store
from plainresults.rules import checking, known_words, ledger, review
from plainresults.rules.corpus import Corpus
from plainresults.rules.reader import read_page
from plainresults.rules.statements import of_page
from reviewed_book import FRONT_MATTER, PLACES, line_of, plant, sentences
from sample_books import Book

PLANTED, HONEST = sentences("planted"), sentences("honest")


@pytest.fixture(scope="module")
def reviewed(shared_folder: Path) -> Book:
    """A book in which everything has been let in; to be copied only."""

    def finish(book: Book) -> str:
        shutil.rmtree(book.folder)
        made = reviewed_book.make(book.folder)
        with sample_books.in_use(made.folder):
            reviewed_book.let_everything_in(made, made.folder.parent)
        return ""

    return sample_books.once(shared_folder / "reviewed", finish)


@pytest.fixture
def kept(reviewed: Book, tmp_path: Path) -> Iterator[Book]:
    """A copy of that book, which the engine in this process works on."""
    shutil.copytree(reviewed.folder, tmp_path / "kept")
    with sample_books.in_use(tmp_path / "kept"):
        yield Book(tmp_path / "kept")


def found(kept: Book, rule: str = "") -> list[rules.Problem]:
    """What the check says now, after a look at all files anew."""
    sample_books.forget()
    return [problem for problem in rules.check(kept.folder) if rule in ("", problem.rule)]


def take(kept: Book, sheet: dict, signed: str = "") -> str:
    """Put a filled list into the ledger."""
    sample_books.forget()
    kept.write("answers.yml", yaml.safe_dump(sheet, allow_unicode=True))
    return command.take(kept.folder / "answers.yml", signed)


def sheet_of(name: str, role: str = "author", answer: object = "yes") -> dict:
    """The list of a page with the same answer to each sentence."""
    sample_books.forget()
    sheet = yaml.safe_load(command.worksheet(name, role))
    for one in sheet["answers"] or ():
        one["answer"] = answer
    return sheet


def test_a_book_in_which_everything_was_let_in_has_no_problem(kept: Book):
    """Ten pages, an included text, and the texts of its data."""
    assert found(kept) == []


def test_each_planted_sentence_is_named_at_its_file_and_line(kept: Book):
    """A hundred of them, in ten pages and in every kind of place where text stands."""
    planted = [sentence for kind in PLANTED.values() for sentence in kind]
    assert len(planted) == 100
    where = {}
    plant(kept, FRONT_MATTER, planted[0])
    where[planted[0]] = FRONT_MATTER[0]
    for number, text in enumerate(planted[1:]):
        place = PLACES[number % len(PLACES)]
        plant(kept, place, text, number)
        where[text] = place[0]
    named = {(problem.file, problem.line) for problem in found(kept, "ledger")}
    missed = [
        text for text, file in where.items() if (file, line_of(kept, file, text)) not in named
    ]
    assert missed == []
    assert len({file for file in where.values() if file.endswith(".md")}) >= 10


@pytest.mark.parametrize("kind", ["jargon", "hurting"])
def test_a_word_that_no_list_foresaw_is_named(kept: Book, kind: str):
    """Jargon and slurs hold a word that the book has not used before."""
    for text in PLANTED[kind]:
        kept.write("chapters/tools.md", f"{kept.read('chapters/tools.md')}\n% ours\n{text}\n")
    lines = {problem.line for problem in found(kept, "new-word")}
    assert {line_of(kept, "chapters/tools.md", text) for text in PLANTED[kind]} <= lines


def test_a_new_word_is_named_with_a_plainer_one(kept: Book):
    """From the book's list, or from the engine's."""
    plant(kept, ("chapters/tools.md", "", "\nTEXT\n"), "Utilize a spade.")
    assert any("say “use”" in problem.remedy for problem in found(kept, "new-word"))


def test_honest_sentences_stay_let_in_after_a_change_elsewhere(kept: Book):
    """A hundred, half of which the guessing rules would stop; a change asks for itself alone."""
    for number in range(0, 50, 5):
        data, advice = HONEST["data"][number : number + 5], HONEST["advice"][number : number + 5]
        page = ("chapters/soil.md", "chapters/tools.md", "chapters/water.md")[number % 3]
        text = "\n## What about this?\n\n% from: moss2021.missed_days\n"
        text += "\n".join(data) + "\n\n% ours\n" + "\n".join(advice) + "\n"
        kept.write(page, kept.read(page) + text)
    reviewed_book.let_everything_in(kept, kept.folder)
    assert found(kept) == []
    plant(kept, ("chapters/seeds.md", "", "\nTEXT\n"), "The shed is open.")
    plant(
        kept,
        (
            "data/fern2022.yml",
            "numbers:\n",
            "  pots: {value: 9, unit: pots, label: Pots, where: Table 4}\n",
        ),
        "",
    )
    assert {problem.file for problem in found(kept, "ledger")} == {
        "chapters/seeds.md",
        "data/fern2022.yml",
    }
    assert len(found(kept, "ledger")) == 2


def test_without_a_ledger_the_guessing_rules_stop_a_text_as_before(kept: Book):
    """And nobody is asked for marks, checks or words."""
    kept.change("_config.yml", "plainresults_ledger: true", "plainresults_ledger: false")
    plant(kept, PLACES[0], "The gardens lowered missed days of school.")
    assert [problem.rule for problem in found(kept)] == ["verdict"]


def test_a_changed_value_asks_for_the_sentences_that_rest_on_it_and_no_other(kept: Book):
    """The number's own label rests on it too."""
    plant(kept, PLACES[0], "In a week {num}`moss2021.visitors` came.")
    plant(
        kept,
        PLACES[1],
        "Of them, {num}`moss2021.beds_built` beds were seen. {from}`moss2021.visitors`",
    )
    plant(kept, PLACES[1], "There were {num}`moss2021.beds_planned` beds.")
    reviewed_book.let_everything_in(kept, kept.folder)
    kept.change("data/moss2021.yml", "visitors: {value: 12", "visitors: {value: 13")
    named = found(kept)
    assert {(problem.file, problem.what.split("”")[0]) for problem in named} == {
        ("index.md", "“In a week 13 came."),
        ("chapters/missed-days.md", "“Of them, 90 beds were seen."),
        ("data/moss2021.yml", "“Visitors in a week"),
    }
    assert all("what it rests on has changed: moss2021.visitors" in one.what for one in named)


def test_a_changed_fact_asks_for_its_sentences(kept: Book):
    """A new caution does so too; a new day of checking does not."""
    kept.change("data/moss2021.yml", "[It is not known how often.]", "[It is not known why.]")
    assert {problem.file for problem in found(kept, "ledger")} == {
        "chapters/missed-days.md",
        "data/moss2021.yml",
    }
    kept.change("data/moss2021.yml", "[It is not known why.]", "[It is not known how often.]")
    kept.change("data/moss2021.yml", 'checked: "2026-11-21"', 'checked: "2026-11-22"')
    assert found(kept) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("It rests on a fact that is not there. {from}`moss2021.drwn`", 1),
        ("% from: moss2021.drwn\nIt rests on a fact that is not there.", 1),
        ("---\nfrom: moss2021.drwn\ndescription: It does.\n---\n", 2),
    ],
)
def test_a_mark_with_an_unknown_address_is_named_with_the_nearest(kept: Book, text: str, line: int):
    """At any time, with a ledger or without."""
    page = read_page(text, "chapters/tools.md")
    named = [one for one in rules.all_rules() if one.name in ("unknown-key", "unknown-mark")]
    book = Corpus(kept.folder, [page])
    problems = [problem for rule in named for problem in rule.problems_on(page, book)]
    assert [(one.line, "moss2021.drawn" in one.remedy) for one in problems] == [(line, True)]


def test_a_fact_may_not_take_the_address_of_a_number(kept: Book):
    """One address, one meaning."""
    kept.change(
        "data/moss2021.yml", "facts:\n", "facts:\n  schools: {says: They are old., where: Page 1}\n"
    )
    assert "moss2021.schools" in found(kept)[0].what


def test_a_sentence_offers_the_facts_that_are_closest_by_their_words(kept: Book):
    """So that the author need not search."""
    plant(kept, PLACES[0], "By lot the schools were drawn.")
    assert "{from}`moss2021.drawn`" in found(kept, "rests-on")[0].remedy


def test_a_list_is_taken_only_for_the_sentences_it_names(kept: Book):
    """Nothing is let in unread: a sentence that changed since the list was made stops all of it."""
    plant(kept, PLACES[4], "The shed is locked.")
    sheet = sheet_of("tools")
    kept.change("chapters/tools.md", "The shed is locked.", "The shed is never locked.")
    with pytest.raises(Fault, match="The shed is locked"):
        take(kept, sheet)
    sheet = sheet_of("tools")
    sheet["answers"][0]["sentence"] = "Something else."
    with pytest.raises(Fault, match="Something else"):
        take(kept, sheet)
    assert found(kept, "ledger") != []


def test_a_sentence_left_without_an_answer_stays_open(kept: Book):
    """A list may be filled in part."""
    plant(kept, PLACES[4], "The shed is locked.")
    assert "0 of 1" in take(kept, sheet_of("tools", answer=None))
    assert len(found(kept, "ledger")) == 1


def test_a_sentence_that_rests_on_nothing_cannot_be_let_in(kept: Book):
    """It is not even asked for; the check names it with what is missing."""
    plant(kept, PLACES[0], "The shed is locked.")
    assert not sheet_of("index")["answers"]
    assert [one.shown for one in review.unsupported(review.page_named(Corpus.read(), "index"))] == [
        "The shed is locked."
    ]


def test_a_note_keeps_a_sentence_out_until_it_is_answered(kept: Book):
    """The check shows the note to the author."""
    plant(kept, PLACES[4], "The shed is locked.")
    take(kept, sheet_of("tools", "second reader", "Which shed?"))
    assert "second reader: Which shed?" in found(kept, "ledger")[0].what
    take(kept, sheet_of("tools"))
    assert found(kept, "ledger") == []


@pytest.mark.parametrize("role", ledger.SIGNED)
def test_the_check_of_a_person_outside_is_recorded_only_with_their_sheet(kept: Book, role: str):
    """And the ledger says where that sheet is."""
    sheet = sheet_of("tools", role)
    with pytest.raises(ValueError, match="--signed"):
        take(kept, sheet)
    take(kept, sheet, "folder 3, sheet 1")
    assert "folder 3, sheet 1" in kept.read("data/ledger/tools.yml")


def test_a_role_that_does_not_exist_is_refused(kept: Book):
    """Neither on the command line nor in the set-up."""
    with pytest.raises(ValueError, match="is no role"):
        take(kept, sheet_of("tools") | {"role": "boss"})
    kept.change("_config.yml", "plainresults_ledger: true", "plainresults_ledger: [author, boss]")
    with pytest.raises(Fault, match="is no role"):
        checking.needed_roles(kept.folder)


def test_a_book_can_ask_for_a_second_reader(kept: Book):
    """Then each sentence waits for both."""
    kept.change(
        "_config.yml", "plainresults_ledger: true", "plainresults_ledger: [author, second reader]"
    )
    assert all("second reader" in problem.what for problem in found(kept))
    take(kept, sheet_of("tools", "second reader"))
    assert "chapters/tools.md" not in {problem.file for problem in found(kept)}


def test_checks_count_only_for_the_sentence_as_it_stands(kept: Book):
    """The counts at the foot of a page go down when its facts change."""
    page = review.page_named(Corpus.read(), "missed-days")
    total, checks = ledger.counts(kept.folder, page)
    assert checks["author"] == total and checks["person outside the project"] == 0
    kept.change("data/moss2021.yml", "Children miss school when", "Children stay at home when")
    sample_books.forget()
    assert ledger.counts(kept.folder, page)[1]["author"] == total - 1


def test_a_ledger_that_cannot_be_read_is_a_problem_at_its_line(kept: Book):
    """Such as after two authors have written it at once."""
    kept.write("data/ledger/tools.yml", "'a': {begins: x}\n<<<<<<< HEAD\n")
    assert [(one.file, one.line) for one in found(kept)] == [("data/ledger/tools.yml", 2)]


def test_a_reviewer_sees_facts_cautions_and_hints_beside_the_sentence(kept: Book, capsys):
    """And an answer is kept at once; one new sentence takes well under 20 seconds."""
    text = "Gardens lowered missed days of school."
    plant(kept, ("chapters/tools.md", "", "\nTEXT {from}`moss2021.missed_days`\n"), text)
    sample_books.forget()
    started = time.perf_counter()
    assert command.ask("tools", "author", "", read=lambda _: "y") == 1
    assert time.perf_counter() - started < 5
    said = capsys.readouterr().out
    assert text in said and "Missed days of school" in said
    assert "keep in mind: Many beds were planted late" in said
    assert "hint: verdict: “lowered” says more" in said
    assert found(kept, "ledger") == []


@pytest.mark.parametrize(
    ("said", "left"), [("s", 1), ("q", 1), ("n", 1), ("Too strong.", 1), ("yes", 0)]
)
def test_the_terminal_takes_yes_no_a_note_or_nothing(kept: Book, said: str, left: int):
    """Only yes lets a sentence in."""
    plant(kept, PLACES[4], "The shed is locked.")
    sample_books.forget()
    command.ask("tools", "author", "", read=lambda _: said)
    assert len(found(kept, "ledger")) == left


def test_a_sheet_for_paper_holds_every_open_sentence(kept: Book):
    """With its facts, boxes to tick, and a line for a name."""
    plant(kept, ("chapters/tools.md", "", "\nTEXT {from}`moss2021.drawn`\n"), "It was by lot.")
    sample_books.forget()
    sheet = command.sheet("tools", "second reader")
    assert "It was by lot." in sheet and "The schools were drawn by lot." in sheet
    assert "Signature" in sheet and "<form" not in sheet


def test_words_are_let_in_one_by_one(kept: Book):
    """As everyday, explained or a name; an explained one has to be in the glossary."""
    plant(kept, ("chapters/tools.md", "", "\nTEXT\n"), "Xerophytes thrive.")
    sample_books.forget()
    answers = iter("xe")
    assert command.ask_words(read=lambda _: next(answers)) == 2
    assert [one.what for one in found(kept, "new-word")] == [
        "“xerophytes” is a word that this book has not used before"
    ]
    assert "thrive" in known_words.known(kept.folder)["everyday"]


def test_the_vocabulary_has_a_line_for_each_letter(kept: Book):
    """So that it stays small, and two authors seldom meet in it."""
    lines = kept.read("wording/vocabulary.yml").splitlines()
    assert len(lines) < 40 and any(line.startswith("  'g': ") for line in lines)


@pytest.mark.parametrize(
    ("file", "after", "form"),
    [
        ("chapters/tools.md", "", "\n% allow typed-number: a house number\nIt is 812.\n"),
        (
            "chapters/tools.md",
            "",
            "\n% allow typed-number: a house number\n| a |\n|---|\n| b |\n| is 812 |\n",
        ),
        ("chapters/tools.md", "", "\n% allow typed-number: a house number\n![It is 812](a.png)\n"),
        (
            "chapters/tools.md",
            "",
            "\n% allow typed-number: a number\n:::{figure} a.png\n:alt: It is 812\n:::\n",
        ),
        ("chapters/tools.md", "---\n", "# allow typed-number: a house number\ntopic: It is 812.\n"),
        (
            "chapters/glossary.md",
            "School garden\n",
            ".. allow typed-number: a number\n  It is 812.\n",
        ),
        (
            "data/helplines.yml",
            "is:\n",
            "      # allow typed-number: a number\n      - It is 812.\n",
        ),
        (
            "data/moss2021.yml",
            "caution:\n",
            "      # allow typed-number: a number\n      - It is 812.\n",
        ),
    ],
)
def test_an_exemption_works_wherever_text_stands(kept: Book, file: str, after: str, form: str):
    """And without it the message says how to write one there."""
    plain = "\n".join(line for line in form.split("\n") if "allow" not in line)
    before = kept.read(file)
    plant(kept, (file, after, plain), "")
    [problem] = found(kept, "typed-number")
    sign = next(line for line in form.split("\n") if "allow" in line).split()[0]
    assert f"{sign} allow typed-number: reason" in problem.remedy
    kept.write(file, before)
    plant(kept, (file, after, form), "")
    assert found(kept, "typed-number") == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("One. {from}`a.b`\nTwo. {from}`a.c, a.d`", [("a.b",), ("a.c", "a.d")]),
        ("One {from}`a.b`. Two.", [("a.b",), ()]),
        ("% from: a.b\nOne.\nTwo.\n\nThree.", [("a.b",), ("a.b",), ()]),
        ("% from: a.b\nTwo ways:\n\n- one,\n- two.\n\nThree.", [("a.b",)] * 3 + [()]),
        ("% from: a.b\n\n| a |\n|---|\n| b |\n\nThree.", [("a.b",), ("a.b",), ()]),
        ("% ours\nOne.\n\nTwo.", [("ours",), ()]),
        (":::{note}\n% from: a.b\nOne.\n:::\n\nTwo.", [("a.b",), ()]),
        ("% from: a.b\n:::{note}\nOne.\n:::\n\nTwo.", [("a.b",), ()]),
    ],
)
def test_a_mark_holds_for_its_sentence_or_for_the_block_below(text: str, keys: list):
    """And for nothing else."""
    assert [one.keys for one in of_page(read_page(text, "chapters/a.md"))] == keys


def test_a_reviewer_sees_the_number_of_a_line_that_is_only_its_address(kept: Book):
    """As readers of the page do, with its label and its unit."""
    page = read_page(":::{facts} What was done\n- moss2021.schools\n:::\n", "chapters/a.md")
    number = store.number("moss2021.schools")
    (line,) = (one for one in of_page(page) if one.text == "moss2021.schools")
    assert line.shown == f"{number.part.label}: {number.text} {number.part.unit}"


def test_half_of_an_address_in_a_cell_is_no_address():
    """A chart whose addresses are put together rests on the mark above it, and is shown."""
    call = 'charts.show([data.number(f"moss2021.people_{kind}") for kind in kinds], "Two words")'
    text = f"% from: a.b\n```{{code-cell}} ipython3\n{call}\n```\n"
    assert [one.keys for one in of_page(read_page(text, "chapters/a.md"))] == [("a.b",)]


def test_the_page_of_the_preview_takes_answers_from_its_own_form_only(kept: Book):
    """An answer there goes the same way as one on the terminal."""
    from plainresults.preview import reviews
    from plainresults.preview.server import Handler

    plant(kept, PLACES[4], "The shed is locked.")
    status, page = reviews.shown(kept.folder, "/review/tools")
    assert status == 200 and "The shed is locked." in page
    [key] = [part.split('"')[0] for part in page.split('name="sentence-')[1:]]
    body = f"role=author&sentence-{key}=The+shed+is+locked.&answer-{key}=yes"
    handler = Handler.__new__(Handler)
    handler.rfile, handler.path = io.BytesIO(body.encode()), "/review/tools"
    said = []
    handler.send_error = lambda status, _: said.append(status)
    handler.headers = {"Host": "127.0.0.1:8000", "Origin": "https://elsewhere.example"}
    handler.do_POST()
    assert said == [403] and len(found(kept, "ledger")) == 1
    assert reviews.taken(kept.folder, "/review/tools", body) == (303, "/review/tools")
    assert found(kept, "ledger") == []
