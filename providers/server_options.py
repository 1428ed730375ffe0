"""The `options` in the query of a PostgreSQL URL, as its server splits them."""

import re

from attrs import frozen

_WORD = re.compile(r"(?:\\.|[^\s\\])+\\?")
_ESCAPED = re.compile(r"\\(.)")
_SETTING = re.compile(r"(?:-c|--)([^=]+)=(.*)", re.DOTALL)


@frozen
class ServerOptions:
    """The options.

    Attributes:
        settings: {name: value} of each `-c name=value`, the name in small letters.
        words: the words of each of them as they are written, by its name.
        others: all other words.
    """

    settings: dict[str, str]
    words: dict[str, str]
    others: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "ServerOptions":
        """The last one counts if a name is there twice."""
        settings, raw, others = dict[str, str](), dict[str, str](), list[str]()
        words = iter(_WORD.findall(text))
        for word in words:
            written = f"-c{next(words, '')}" if word == "-c" else word
            if found := _SETTING.fullmatch(_ESCAPED.sub(r"\1", written)):
                name = found[1].replace("-", "_").lower()
                settings[name], raw[name] = found[2], written
            else:
                others.append(word)
        return cls(settings, raw, tuple(others))

    def without(self, names: frozenset[str]) -> str:
        """The text without the settings of these names."""
        return " ".join([*(word for name, word in self.words.items() if name not in names), *self.others])
