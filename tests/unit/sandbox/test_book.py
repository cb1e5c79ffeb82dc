"""A book gives back what was written, and forgets the line a kill cut off."""

from pathlib import Path

from sandbox.book import Book


def test_facts_come_back_in_order(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bank.jsonl"
    book = Book(file)
    for number in range(3):
        book.write({"fact": "x", "n": number, "name": "Nguyễn\nĐức \ud800"})
    book.close()
    again = Book(file)
    assert [fact["n"] for fact in again.past] == [0, 1, 2]
    assert again.past[0]["name"] == "Nguyễn\nĐức \ud800"
    again.close()


def test_half_an_entry_is_dropped_and_the_next_one_whole(tmp_path: Path) -> None:
    file = tmp_path / "bank.jsonl"
    file.write_bytes(b'{"n": 1}\n{"n": 2')
    book = Book(file)
    assert list(book.past) == [{"n": 1}]
    book.write({"n": 3})
    book.close()
    assert file.read_bytes() == b'{"n": 1}\n{"n": 3}\n'
