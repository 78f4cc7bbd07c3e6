#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes C++ files of the code blocks of a Markdown page, so that a build proves that they compile.

    snippets.py PAGE WHOLE FRAGMENTS

The block that begins with #include is a whole program and is written to WHOLE. Each of the others is the body of a function in
FRAGMENTS, where a node, a client of it and an HTTP client are at hand.
"""

import re
import sys
from pathlib import Path

HEAD = """#include <Landline/Landline>
#include <Landline/Test>

#include <QJsonArray>
#include <QSslSocket>
#include <QTest>

#include <vector>

namespace Fragments {
"""
BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def main() -> int:
    page, whole, fragments = map(Path, sys.argv[1:])
    programs, bodies = [], []
    for match in BLOCK.finditer(text := page.read_text(encoding="utf-8")):
        line = text.count("\n", 0, match.start()) + 2
        code = f'#line {line} "{page}"\n{match.group(1)}'
        (programs if match.group(1).startswith("#include") else bodies).append((line, code))
    if len(programs) != 1 or not bodies:
        print(f"{page}: {len(programs)} whole programs and {len(bodies)} fragments", file=sys.stderr)
        return 1
    # AUTOMOC wants the include to have the name of the file.
    whole.write_text(re.sub(r'"\w+\.moc"', f'"{whole.stem}.moc"', programs[0][1]), encoding="utf-8")
    # The fragments know the controller of the whole program as well.
    controller = re.search(r"^class (\w+Controller)\b.*?^};$", programs[0][1], re.DOTALL | re.MULTILINE)
    functions = [f"void line{line}(Landline::Test::Node &node, Landline::Test::Client &client, Landline::Test::HttpClient &http)\n"
                 f"{{\n{{\n{code}}}\n(void)node, (void)client, (void)http;\n}}\n" for line, code in bodies]
    fragments.write_text(HEAD + controller.group().replace("    Q_OBJECT\n", "") + "\n\n" + "\n".join(functions) + "}\n",
                         encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
