"""Texts that somewhere run, climb or alter: payloads, paths, dates."""

from itertools import product

_LEAVING = (
    "",
    '">',
    "'>",
    "</script>",
    "</style>",
    "</textarea>",
    "</title>",
    "-->",
    "]]>",
    "\\u003c/script>",
    "`;",
)
_RUNNING = (
    "<script>window.ran=1</script>",
    "<ScRiPt >window.ran=1</sCrIpT >",
    "<img src=x onerror=window.ran=1>",
    "<svg/onload=window.ran=1>",
    "<svg><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "<details open ontoggle=window.ran=1>x",
    "<input autofocus onfocus=window.ran=1>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>",
    '<a href="javascript:window.ran=1">x</a>',
    "<math><mtext><style><img src=x onerror=window.ran=1>",
    "<base href=//127.0.0.1:9/>",
    '<meta http-equiv="refresh" content="0;url=//127.0.0.1:9/">',
    "{{constructor.constructor('window.ran=1')()}}",
    "${window.ran=1}",
    "{% for a in ().__class__.__base__.__subclasses__() %}{{ a }}{% endfor %}",
    '=HYPERLINK("//127.0.0.1:9/")',
)
_STRANGE = (
    *("undefined", "null", "NaN", "__proto__", "constructor", "[object Object]", "-1", "1e400", "true"),
    *(
        "\u202eevil",
        "a\u200bb",
        "\ufeffa",
        "Z\u0351\u0336a\u0321\u0347l",
        "👩‍👩‍👧",
        "ﷺ",
        "İıſK",
        "%s %d %n",
        "\\0",
    ),
    *("'; DROP TABLE a; --", "$(id)", "`id`", "| id", "&lt;b&gt;", "&#60;b&#62;", "\\x3cb\\x3e"),
)
_UP = ("../", "..\\", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "....//", "..;/", "..%c0%af", ".%00./")
_TARGETS = ("etc/passwd", "secret.txt", "windows/win.ini", "controlmap.toml%00.json")


def payloads() -> list[str]:
    """Texts, of one line each, that run where a page takes them for its own."""
    return [*map("".join, product(_LEAVING, _RUNNING)), *_STRANGE]


def several_lines() -> list[str]:
    """Such texts over several lines."""
    return [f"{leaving}\n{running}\r\n\tx" for leaving, running in product(_LEAVING[:4], _RUNNING[:4])]


def traversals() -> list[str]:
    """Paths that climb out of a folder."""
    return [up * depth + target for up, depth, target in product(_UP, (1, 3, 9), _TARGETS)]


_VERDICTS = {
    "valid": (
        *("2024-03-01", "2024-02-29", "2000-02-29", "0001-01-01", "1582-10-10", "9999-12-31", "-0044-03-15"),
        *("2024-03-01T10:00", "2024-03-01T10:00Z", "2024-03-01T10:00+03:00", "2024-03-01T23:59-11:30"),
    ),
    "invalid": (
        *("2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-01-00"),
        *(
            "2024-03-01T25:00",
            "2024-03-01T10:60",
            "2024-03-01T10:00+25:00",
            "2024-3-1",
            "24-03-01",
            "tomorrow",
        ),
        *(
            "",
            " ",
            "2024-03-01 UTC",
            "2024-03-01T",
            "T10:00",
            "2024--03",
            "2024-03-01T10",
            "1.3.2024",
            "March 2024",
        ),
        *(
            "01/03/2024",
            "2024-03-01T10:00:00.5.5",
            "2024-03-01T10:00ZZ",
            "2024-03-01/2024-03-02",
            "NaN",
            "2e3",
        ),
        *("2024-03-01\n2024-03-02", "٢٠٢٤-٠٣-٠١", "２０２４-03-01", "2024‐03‐01", "99999-01-01"),
    ),
    "odd": (
        *("2024", "2024-03", "0000", "-0001", "20240301", "2024-W10-5", "2024-061", "2024-03-01T24:00"),
        *(
            "2024-03-01T10:00:30",
            "2024-03-01T23:59:60",
            "2024-03-01 10:00",
            "2024-03-01t10:00z",
            " 2024-03-01",
        ),
        *("2024-03-01T10:00:00.123456", "+19999-01-01", "2024?", "2024-XX", "2024-03-01T10:00+0300"),
    ),
}
DATES = [(text, "made", expected, "") for expected, texts in _VERDICTS.items() for text in texts]
"""Date texts: what stands there must be kept or refused, as expected, and is never altered."""
