"""Which white space of a text in XML is the text's own, and which only sets the file in lines."""

from __future__ import annotations

__all__ = ["without_layout"]


def without_layout(text: str) -> str:
    r"""Return a text without the lines that programs set around it; blanks beside it are its own.

    A program that sets a file in lines puts a line break before a text and after it, or some way of one where
    there is no text.

    Examples
    --------
    >>> without_layout("\n    Aleppo \n  "), without_layout(" Aleppo ")
    ('Aleppo', ' Aleppo ')
    """
    bare = text.strip(_WHITE)
    before, _, after = text.partition(bare) if bare else (text, "", text)
    return bare if "\n" in before and "\n" in after else text


_WHITE = " \t\r\n"
"""What XML takes for white space; a no-break space is not."""
