import pandas as pd

from twin.usage.measure import Column
from twin_viewers.window.usage_answer import table_view
from twin_viewers.words import words_in

COLUMNS = (
    Column("renewal", "year in which it is renewed", kind="count"),
    Column("people", "who live there", kind="count"),
)


def test_year_has_no_thousands_and_a_count_has(house):
    table = pd.DataFrame({"renewal": [2032], "people": [2032]})
    view = table_view(house, table, COLUMNS, words=words_in("en"))
    assert view.rows[0].cells == ("2032", "2,032")
