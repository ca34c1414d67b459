"""What every page is asked would notice: a page is spoilt, and the look at it fails."""

import pytest

from tests.journeys.story import People

ADD = "markup => document.querySelector('main').insertAdjacentHTML('beforeend', markup)"


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<input type='text'>", "label"),
        ("<h5>Out of order</h5>", "heading-order"),
        ("<p style='color: red'>red</p>", "Content Security Policy"),
        ("<p><img src='https://elsewhere.example/x.png' alt='x'></p>", "Content Security Policy"),
        ("<button class='app-header__sign-in'>x</button>", "less than 24"),
        ("<p class='app-whole'>" + "wide" * 200 + "</p>", "wider than a narrow window"),
        ("<h1>A second one</h1>", "2 headings"),
    ],
)
def test_a_spoilt_page_is_noticed(people: People, markup: str, said: str) -> None:
    window = people.window()
    window.open("/published/")
    window.page.evaluate(ADD, markup)
    window.page.wait_for_timeout(100)
    with pytest.raises(AssertionError, match=said):
        window.look()


def test_without_scripts_a_spoilt_page_is_noticed_too(people: People) -> None:
    window = people.window(java_script_enabled=False)
    window.open("/published/")
    window.page.evaluate(ADD, "<input type='text'>")
    with pytest.raises(AssertionError, match="label"):
        window.look()
