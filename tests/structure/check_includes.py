#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the rules of the house: who may include whom, what stays in one folder, what is not written at all.

    check_includes.py TREE      prints one line a violation, and exits with 1 if there is any

The rules are the three tables below; docs/architecture.md draws them. Comments and string literals do not count.
"""

import functools
import os
import re
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

# QtHttpServer is GPL, and so is what includes the qt backend; everything else is for closed applications as well.
GPL_FILES = re.compile(r"server/qt/|server/main\.cpp$|tests/|benchmarks/servers/landline/")

# Table 1: layer -> the layers that it may include, besides itself. A file's layer is its folder, see layer_of().
LAYERS = {
    "shared": set(),
    "io": set(),
    "api": {"io", "shared"},
    "tls": {"io", "api", "shared"},
    "http": {"io", "api", "shared"},
    "websocket": {"io", "api", "shared"},
    "runtime": {"http", "websocket", "tls", "io", "api", "shared"},
    "qt": {"runtime", "http", "websocket", "tls", "io", "api", "shared"},
    "native": {"runtime", "http", "websocket", "tls", "io", "api", "shared"},
    "config": {"api", "shared"},
    "controllers": {"api", "shared"},
    "node": {"native", "runtime", "http", "websocket", "tls", "api", "shared"},
    "admin": {"node", "runtime", "http", "websocket", "api", "shared"},
    "app": {"admin", "config", "controllers", "node", "runtime", "http", "websocket", "api", "shared"},
    # Landline::Test, the testing kit for applications.
    "testing": {"node", "config", "controllers", "websocket", "api", "shared"},
    "main": {"qt", "app", "admin", "config", "controllers", "node", "runtime", "http", "websocket", "api", "shared"},
    "gui": {"shared"},
    "ctl": {"shared"},
}

# Table 2: what stays in one place: rule, the words in code that give it away, where it may stand.
PLACES = [
    ("qthttpserver-place", r"\bQtHttpServer\b|\bQ(?:Abstract)?HttpServer\w*|\bq(?:abstract)?httpserver\w*\.h",
     r"server/qt/httpfrontend\."),
    ("qwebsocket-place", r"\bQtWebSockets\b|\bQWebSocket\w*|\bqwebsocket\w*\.h", r"server/qt/"),
    ("qlocalserver-place", r"\bQLocalServer\b|\bqlocalserver\.h", r"server/admin/"),
    ("cbor-place", r"\bQCbor\w+|\bqcbor\w+\.h", r"shared/"),
    ("openssl-place", r"\bopenssl/\w+\.h|\bSSL_\w+\s*\(|\bopensslpointer\.h|\bOpenSSL::", r"server/tls/"),
    ("qsslsocket-place", r"\bQSslSocket\b|\bqsslsocket\.h", r"server/(?:qt|testing)/"),
    ("zlib-place", r"\bzlib\.h|\b(?:in|de)flate(?:Init|End|Reset)\w*\s*\(", r"server/websocket/(?:in|de)flater\."),
    ("toml-place", r"\btoml\+\+|\btoml::", r"server/config/"),
    ("no-gui-in-server", r"\bQt(?:Gui|Widgets|PrintSupport|Svg|OpenGL\w*)/|"
     r"\bQ(?:Gui)?Application\b|\bQ(?:Widget|Window|MainWindow|Dialog|MessageBox|Icon|Pixmap|Image|Painter|Color|Font"
     r"|Action|Clipboard|StandardItemModel)\b|\bq(?:gui)?application\.h|\bqwidget\.h",
     r"gui/"),
]
PLACES_HOLD_IN = ("shared/", "server/", "gui/", "ctl/")

# Table 3: what is not written: rule, the words, and which files it is about.
CPP, PYTHON, BASH = r".*\.(?:h|cpp)$", r".*\.py$", r"(?:scripts|\.ci|tests|examples)/(?:.*/)?[\w-]+(?:\.sh)?$"
FORBIDDEN = [
    ("no-sender", r"\bQObject::sender\s*\(|_cast\s*<[^>]*>\s*\(\s*(?:this->)?sender\s*\("
     r"|(?:QObject|auto)\s*\*\s*\w+\s*=\s*(?:this->)?sender\s*\(|\bsenderSignalIndex\s*\(", CPP),
    # A dispatcher of our own has to implement the function; nobody may call it.
    ("no-process-events", r"(?<!Dispatcher)(?:::|->|\.)\s*processEvents\s*\(", CPP),
    ("no-string-connect", r"\b(?:SIGNAL|SLOT)\s*\(", CPP),
    ("no-fixed-wait", r"\bqWait\s*\(|\bqSleep\s*\(|\b[mu]?sleep\s*\(|\bnanosleep\s*\(|\bsleep_(?:for|until)\s*\(", CPP),
    ("no-fixed-wait", r"\btime\.sleep\s*\(|\basyncio\.sleep\s*\(\s*[^0)\s]", PYTHON),
    ("no-fixed-wait", r"^[ \t]*sleep[ \t]+\S|[;&|][ \t]*sleep[ \t]+\S", BASH),
    ("no-using-in-header", r"\busing\s+namespace\b", r".*\.h$"),
    # It defines a function: inside the namespace, and static.
    ("no-global-category", r"^Q_LOGGING_CATEGORY\b", r"(?:shared|server)/.*\.cpp$"),
]

# What applications include: its headers, each with its names without .h.
PUBLIC_LIST = "cmake/PublicHeaders.cmake"
PUBLIC_INCLUDE = re.compile(r"Qt(?:Core|Network)/\w+\.h|Landline/(?:testing/)?\w+\.h|[a-z_]+")
PUBLIC_TYPE = re.compile(r"^(?:class|struct|enum class) (LANDLINE_EXPORT )?(\w+)(?= :| \{|$)", re.MULTILINE)

SOURCE = re.compile(r".*\.(?:h|cpp|py|cmake|html|sh|in|toml)$|(?:.*/)?CMakeLists\.txt$")
SKIPPED_FOLDERS = {".git", "build", "__pycache__", ".cache"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
GENERATED = re.compile(r".*\.moc$|(?:.*/)?(?:ui_|moc_)\w+\.(?:h|cpp)$")
COMMENT_OR_STRING = re.compile(
    r'R"(?P<d>[^\s()\\]{0,16})\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/', re.DOTALL)


class Violation(NamedTuple):
    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


def files_of(tree: Path) -> Iterator[str]:
    """The tree's text files, as paths from its top with slashes."""
    for folder, subfolders, names in os.walk(tree):
        subfolders[:] = sorted(name for name in subfolders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            yield (Path(folder) / name).relative_to(tree).as_posix()


def without_comments(code: str) -> str:
    """C++ code without comments and literals, but with its lines; what is included stays readable."""
    def blank(match: re.Match) -> str:
        text = match.group()
        line_start = code.rfind("\n", 0, match.start()) + 1
        if text[0] == '"' and INCLUDE.match(code[line_start:match.end()]):
            return text
        # A digit separator looks like a character literal; what stands between two of them is digits alone.
        if text[0] == "'" and code[match.start() - 1:match.start()].isalnum() and text[1].isalnum():
            return text
        return re.sub(r"[^\n]", " ", text)
    return COMMENT_OR_STRING.sub(blank, code)


def layer_of(path: str) -> str | None:
    """The layer that a file of the tree belongs to; None for those that may know everyone (tests, examples)."""
    parts = path.split("/")
    if parts[0] in ("shared", "gui", "ctl"):
        return parts[0]
    if parts[0] != "server":
        return None
    return parts[1] if len(parts) > 2 else parts[1].split(".")[0].removesuffix("_p")


@functools.cache
def public_headers(tree: Path) -> dict[str, list[str]]:
    """The public headers and their names without .h, as PUBLIC_LIST says."""
    file = tree / PUBLIC_LIST
    lists = re.findall(r"^set\(LANDLINE_PUBLIC_HEADERS\w*\n(.*?)\)", file.read_text() if file.is_file() else "",
                       re.MULTILINE | re.DOTALL)
    headers: dict[str, list[str]] = {}
    for word in " ".join(lists).split():
        if word.endswith(".h"):
            names = headers.setdefault(word, [])
        else:
            names.append(word)
    return headers


def resolve(tree: Path, including: str, included: str, quoted: bool) -> str | None:
    """The path in the tree that an include names: public, beside the file, from the top, from server/. None if it is not ours."""
    if included.startswith("Landline/"):
        name = included.removeprefix("Landline/")
        return next((path for path, names in public_headers(tree).items()
                     if name in [path.removeprefix("server/") if path.startswith("server/testing/") else Path(path).name, *names]),
                    None)
    places = [Path(including).parent] if quoted else []
    for place in places + [Path(""), Path("server")]:
        candidate = os.path.normpath(place / included)
        if (tree / candidate).is_file():
            return Path(candidate).as_posix()
    return None


def line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def check_includes(tree: Path, path: str, code: str) -> Iterator[Violation]:
    layer = layer_of(path)
    if layer is None:
        return
    if layer not in LAYERS:
        yield Violation(path, 1, "unknown-layer", f"{layer} is not in the table of layers")
        return
    for match in INCLUDE.finditer(code):
        quoted, line = match.group(1) is not None, line_at(code, match.start(1 if match.group(1) else 2))
        included = match.group(1) or match.group(2)
        target = resolve(tree, path, included, quoted)
        if target is None:
            if quoted and not GENERATED.match(included):
                yield Violation(path, line, "include-exists", f"{included} is no file of the tree")
            continue
        other = layer_of(target)
        if other != layer and other not in LAYERS[layer]:
            yield Violation(path, line, "layer", f"{layer} may not include {target}")


def check_public(tree: Path, path: str, code: str) -> Iterator[Violation]:
    """A public header knows public headers only, and exports its classes; server/api has no other headers but X_p.h."""
    headers = public_headers(tree)
    if path not in headers:
        if re.fullmatch(r"server/api/\w+(?<!_p)\.h", path):
            yield Violation(path, 1, "public-list", f"is neither in {PUBLIC_LIST} nor called {Path(path).stem}_p.h")
        return
    for match in INCLUDE.finditer(code):
        included = match.group(2) or ""
        # CMake makes the others of cmake/*.h.in.
        ours = included.startswith("Landline/") and not (tree / f"cmake/{Path(included).name}.in").is_file()
        if not PUBLIC_INCLUDE.fullmatch(included) or ours and resolve(tree, path, included, False) is None:
            yield Violation(path, line_at(code, match.start(1 if match.group(1) else 2)), "public-include",
                            f"a public header includes {match.group(1) or included}")
    for match in PUBLIC_TYPE.finditer(code):
        # Those of the testing kit have one header for all.
        if match.group(2) not in headers[path] and not path.startswith("server/testing/"):
            yield Violation(path, line_at(code, match.start()), "public-name",
                            f"<Landline/{match.group(2)}> is not in {PUBLIC_LIST}")
        if not match.group(1) and match.group().startswith("class"):
            yield Violation(path, line_at(code, match.start()), "public-export", f"{match.group(2)} is not exported")


def check_links(path: str, text: str) -> Iterator[Violation]:
    """CMake's side of the rule that the server loads no GUI library."""
    if path.startswith(("server/", "shared/")) and path.endswith("CMakeLists.txt"):
        for match in re.finditer(r"\bQt6?::(?:Gui|Widgets|Svg|OpenGL)\w*", text):
            yield Violation(path, line_at(text, match.start()), "no-gui-in-server", f"links {match.group()}")


def check_places(path: str, code: str) -> Iterator[Violation]:
    if not path.startswith(PLACES_HOLD_IN):
        return
    for rule, words, place in PLACES:
        if re.match(place, path):
            continue
        for match in re.finditer(words, code):
            yield Violation(path, line_at(code, match.start()), rule, f"{match.group()} outside of {place}")


def check_forbidden(path: str, code: str) -> Iterator[Violation]:
    for rule, words, files in FORBIDDEN:
        if re.match(files, path):
            for match in re.finditer(words, code, re.MULTILINE):
                yield Violation(path, line_at(code, match.start()), rule, match.group().strip())


def check_head(path: str, text: str) -> Iterator[Violation]:
    if not SOURCE.match(path) and not text.startswith("#!"):
        return
    head = "\n".join(text.split("\n", 5)[:5])
    licence = ("GPL" if GPL_FILES.match(path) else "LGPL") + "-3.0-or-later"
    if "SPDX-" "FileCopyrightText: " not in head or "SPDX-" f"License-Identifier: {licence}" not in head:
        yield Violation(path, 1, "spdx", f"the two SPDX lines of {licence} are not at its head")


def check_guard(path: str, code: str) -> Iterator[Violation]:
    if not path.endswith(".h"):
        return
    # An example is somebody else's program, and has no prefix.
    prefix = "" if path.startswith("examples/") else "LANDLINE_(?:TESTS_|TEST_)?"
    guard = prefix + re.sub(r"\W", "_", Path(path).name).upper()
    if not re.search(rf"^#ifndef ({guard})\n#define \1\n", code, re.MULTILINE):
        yield Violation(path, 1, "include-guard", f"the guard is not {guard}")


def check_name(path: str) -> Iterator[Violation]:
    if path.endswith((".h", ".cpp")) and Path(path).name != Path(path).name.lower():
        yield Violation(path, 1, "lower-case", "the file's name has capitals")


def check_file(tree: Path, path: str) -> Iterator[Violation]:
    try:
        text = (tree / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    is_cpp = path.endswith((".h", ".cpp"))
    code = without_comments(text) if is_cpp else text
    yield from check_head(path, text)
    yield from check_name(path)
    yield from check_links(path, text)
    if is_cpp:
        yield from check_includes(tree, path, code)
        yield from check_public(tree, path, code)
        yield from check_places(path, code)
        yield from check_guard(path, code)
    # This folder's own samples of what is wrong are not wrong.
    if not path.startswith("tests/structure/"):
        yield from check_forbidden(path, code)


def check(tree: Path) -> list[Violation]:
    return [violation for path in files_of(tree) for violation in check_file(tree, path)]


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    violations = check(Path(sys.argv[1]))
    for violation in violations:
        print(violation)
    print(f"{len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
