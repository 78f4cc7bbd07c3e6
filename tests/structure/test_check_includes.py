#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that check_includes.py can fail: each rule has samples that break it and samples that look like it and do not."""

import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import check_includes  # noqa: E402

# In two pieces, so that nobody takes them for those of this file.
AUTHORS, LICENCE = "SPDX-" "FileCopyrightText: 2026 The Landline authors", "SPDX-" "License-Identifier: "
SPDX = AUTHORS, LICENCE + "LGPL-3.0-or-later"

# One file for each place that an include can name.
GOOD_TREE = [
    "shared/frame.h", "gui/mainwindow.h", "ctl/command.h", "server/io/loopclock.h", "server/api/request.h", "server/qt/gate.h",
    "server/qt/httpfrontend.h", "server/runtime/backend.h", "server/qt/qtbackend.h",
    "server/native/nativebackend.h", "server/websocket/codec.h", "server/runtime/worker.h", "server/config/tomlfile.h",
    "server/controllers/echocontroller.h", "server/node.h", "server/admin/adminserver.h", "server/app/commandline.h",
    "server/testing/client.h",
]
PUBLIC_LIST = """set(LANDLINE_PUBLIC_HEADERS
    server/api/request.h Request
    server/node.h Node NodeState
    shared/frame.h Frame)
"""

# rule, file, what is added to it
BAD = [
    ("layer", "shared/a.cpp", '#include "gui/mainwindow.h"'),
    ("layer", "shared/a.cpp", '#include "server/api/request.h"'),
    ("layer", "shared/a.cpp", '#include <api/request.h>'),
    ("layer", "gui/a.cpp", '#include "server/api/request.h"'),
    ("layer", "gui/a.cpp", '#include "api/request.h"'),
    ("layer", "gui/a.cpp", '#include "../server/node.h"'),
    ("layer", "ctl/a.cpp", '#include "gui/mainwindow.h"'),
    ("layer", "server/app/a.cpp", '#include "gui/mainwindow.h"'),
    ("layer", "server/main.cpp", '#include "gui/mainwindow.h"'),
    ("layer", "server/io/a.cpp", '#include "api/request.h"'),
    ("layer", "server/io/a.cpp", '#include "shared/frame.h"'),
    ("layer", "server/controllers/a.cpp", '#include "io/loopclock.h"'),
    ("layer", "server/api/a.cpp", '#include "qt/gate.h"'),
    ("layer", "server/api/a.cpp", '#include "../runtime/worker.h"'),
    ("layer", "server/http/a.cpp", '#include "runtime/backend.h"'),
    ("layer", "server/http/a.cpp", '#include "runtime/worker.h"'),
    ("layer", "server/websocket/a.cpp", '#include "runtime/worker.h"'),
    ("layer", "server/runtime/a.cpp", '#include "qt/gate.h"'),
    ("layer", "server/runtime/a.cpp", '#include "native/nativebackend.h"'),
    ("layer", "server/node.cpp", '#include "qt/qtbackend.h"'),
    ("layer", "server/qt/a.cpp", '#include "native/nativebackend.h"'),
    ("layer", "server/native/a.cpp", '#include "qt/gate.h"'),
    ("layer", "server/runtime/a.cpp", '#include "node.h"'),
    ("layer", "server/node.cpp", '#include "admin/adminserver.h"'),
    ("layer", "server/node.cpp", '#include "config/tomlfile.h"'),
    ("layer", "server/node_p.h", '#include "admin/adminserver.h"'),
    ("layer", "server/runtime/a.cpp", '#include <Landline/node.h>'),
    ("layer", "server/http/a.cpp", '#include <Landline/Node>'),
    ("public-list", "server/api/a.h", ""),
    ("public-include", "server/node.h", '#include "runtime/worker.h"'),
    ("public-include", "server/node.h", '#include "api/request.h"'),
    ("public-include", "server/node.h", "#include <QtSql/qsqlquery.h>"),
    ("public-include", "server/node.h", "#include <Landline/worker.h>"),
    ("public-name", "server/node.h", "enum class State {"),
    ("public-export", "server/node.h", "class Node"),
    ("layer", "server/config/a.cpp", '#include "runtime/worker.h"'),
    ("layer", "server/controllers/a.cpp", '#include "runtime/worker.h"'),
    ("layer", "server/controllers/a.cpp", '#  include   "node.h"'),
    ("layer", "server/admin/a.cpp", '#include "app/commandline.h"'),
    ("layer", "server/testing/a.cpp", '#include "qt/qtbackend.h"'),
    ("layer", "server/app/a.cpp", '#include "testing/client.h"'),
    ("unknown-layer", "server/misc/a.cpp", ""),
    ("include-exists", "server/api/a.cpp", '#include "api/nothing.h"'),
    ("qthttpserver-place", "server/qt/gate.cpp", "#include <QtHttpServer/qabstracthttpserver.h>"),
    ("qthttpserver-place", "server/runtime/a.cpp", "#include <QHttpServer>"),
    ("qthttpserver-place", "server/runtime/a.cpp", "class QHttpServerRequest;"),
    ("qwebsocket-place", "server/websocket/a.cpp", "#include <QtWebSockets/qwebsocketserver.h>"),
    ("qwebsocket-place", "server/native/a.cpp", "QWebSocket *socket = nullptr;"),
    ("qwebsocket-place", "gui/a.cpp", "#include <QWebSocket>"),
    ("qlocalserver-place", "server/app/a.cpp", "#include <QtNetwork/qlocalserver.h>"),
    ("qlocalserver-place", "gui/a.cpp", "QLocalServer server;"),
    ("cbor-place", "server/admin/a.cpp", "#include <QtCore/qcborvalue.h>"),
    ("cbor-place", "gui/a.cpp", "QCborMap map;"),
    ("zlib-place", "server/http/a.cpp", "#include <zlib.h>"),
    ("zlib-place", "server/native/a.cpp", "inflateReset(&stream);"),
    ("openssl-place", "server/native/a.cpp", "#include <openssl/ssl.h>"),
    ("openssl-place", "server/native/a.cpp", "SSL_read(ssl, bytes, 1);"),
    ("qsslsocket-place", "server/native/a.cpp", "#include <QtNetwork/qsslsocket.h>"),
    ("qsslsocket-place", "server/tls/a.cpp", "QSslSocket socket;"),
    ("toml-place", "server/app/a.cpp", "#include <toml++/toml.h>"),
    ("toml-place", "server/api/a.cpp", "toml::table table;"),
    ("no-gui-in-server", "server/app/a.cpp", "#include <QtWidgets/qapplication.h>"),
    ("no-gui-in-server", "server/app/a.cpp", "QGuiApplication app(argc, argv);"),
    ("no-gui-in-server", "shared/a.cpp", "#include <QtGui/qcolor.h>"),
    ("no-gui-in-server", "server/app/CMakeLists.txt", "target_link_libraries(app PRIVATE Qt6::Widgets)"),
    ("no-gui-in-server", "shared/CMakeLists.txt", "target_link_libraries(shared PRIVATE Qt6::Gui)"),
    ("no-sender", "gui/a.cpp", "auto *button = qobject_cast<QPushButton *>(sender());"),
    ("no-sender", "server/http/a.cpp", "QObject *who = sender();"),
    ("no-sender", "server/http/a.cpp", "use(QObject::sender());"),
    ("no-process-events", "gui/a.cpp", "QCoreApplication::processEvents();"),
    ("no-process-events", "tests/gui/tst_a.cpp", "qApp->processEvents();"),
    ("no-process-events", "tests/gui/tst_a.cpp", "loop.processEvents();"),
    ("no-string-connect", "gui/a.cpp", "connect(a, SIGNAL(clicked()), b, SLOT(close()));"),
    ("no-fixed-wait", "tests/server/tst_a.cpp", "QTest::qWait(100);"),
    ("no-fixed-wait", "tests/server/tst_a.cpp", "QThread::msleep(100);"),
    ("no-fixed-wait", "server/app/a.cpp", "::sleep(1);"),
    ("no-fixed-wait", "server/app/a.cpp", "std::this_thread::sleep_for(1s);"),
    ("no-fixed-wait", "tests/integration/client.py", "time.sleep(1)"),
    ("no-fixed-wait", "scripts/wait", "sleep 1"),
    ("no-fixed-wait", "examples/nginx/run.sh", "start && sleep 1"),
    ("no-global-category", "server/http/a.cpp", 'Q_LOGGING_CATEGORY(lcHttp, "landline.http")'),
    ("no-using-in-header", "server/api/a_p.h", "using namespace std;"),
]

# A file whose whole text is given: what is wrong is its head, its guard or its name.
BAD_FILES = [
    ("spdx", "gui/a.cpp", "int a;\n"),
    ("spdx", "gui/a.cpp", f"// {AUTHORS}\n// {LICENCE}MIT\n"),
    ("spdx", "server/io/a.cpp", f"// {AUTHORS}\n// {LICENCE}GPL-3.0-or-later\n"),
    ("spdx", "server/qt/a.cpp", f"// {AUTHORS}\n// {LICENCE}LGPL-3.0-or-later\n"),
    ("spdx", "server/main.cpp", f"// {AUTHORS}\n// {LICENCE}LGPL-3.0-or-later\n"),
    ("spdx", "cmake/a.cmake", "set(A 1)\n"),
    ("spdx", "gui/CMakeLists.txt", "\n" * 9 + f"# {SPDX[0]}\n# {SPDX[1]}\n"),
    ("spdx", "scripts/a", "#!/usr/bin/env bash\n"),
    ("include-guard", "gui/a.h", f"// {SPDX[0]}\n// {SPDX[1]}\n\n#pragma once\n"),
    ("include-guard", "gui/a.h", f"// {SPDX[0]}\n// {SPDX[1]}\n\n#ifndef A_H\n#define A_H\n#endif\n"),
    ("include-guard", "gui/a.h", f"// {SPDX[0]}\n// {SPDX[1]}\n\n#ifndef LANDLINE_A_H\n#define LANDLINE_B_H\n#endif\n"),
    ("lower-case", "gui/MainView.cpp", f"// {SPDX[0]}\n// {SPDX[1]}\n"),
]

# file, what is added to it, and breaks nothing
GOOD = [
    ("server/main.cpp", '#include "app/commandline.h"\n#include "node.h"'),
    ("server/testing/a.cpp", '#include "server/node.h"\n#include "client.h"\n#include "controllers/echocontroller.h"'),
    ("server/app/a.cpp", '#include "admin/adminserver.h"\n#include "config/tomlfile.h"\n#include "node.h"'),
    ("server/native/a.cpp", '#include "runtime/backend.h"\n#include "websocket/codec.h"\n#include "shared/frame.h"'),
    ("server/qt/a.cpp", '#include "runtime/backend.h"\n#include "shared/frame.h"'),
    ("server/websocket/a.cpp", '#include "io/loopclock.h"'),
    ("server/api/a.cpp", '#include "request.h"\n#include "a.moc"\n#include <QtCore/qobject.h>'),
    ("server/qt/httpfrontend.cpp", "#include <QtHttpServer/qabstracthttpserver.h>\nQHttpServerRequest *request;"),
    ("server/qt/a.cpp", "#include <QtWebSockets/qwebsocket.h>\nQWebSocket *socket;"),
    ("server/admin/a.cpp", "#include <QtNetwork/qlocalserver.h>"),
    ("server/config/a.cpp", "#include <toml++/toml.h>\ntoml::table table;"),
    ("shared/a.cpp", "#include <QtCore/qcborvalue.h>"),
    ("gui/a.cpp", "#include <QtWidgets/qapplication.h>\nQLocalSocket socket;"),
    ("tests/integration/tst_a.cpp", '#include "gui/mainwindow.h"\n#include "node.h"\n#include <QtWebSockets/qwebsocket.h>'),
    ("server/node.h", '#include <Landline/frame.h>\n#include <Landline/request.h>\n#include <QtCore/qobject.h>\n#include <memory>\n'
     "class Worker;\nenum class NodeState { Idle };\nclass LANDLINE_EXPORT Node : public QObject"),
    ("server/node_p.h", '#include "node.h"\n#include "runtime/worker.h"'),
    ("server/http/a.cpp", 'static Q_LOGGING_CATEGORY(lcHttp, "landline.http")'),
    ("server/api/a_p.h", "/// Like QWebSocket; never QObject::sender(), processEvents() or sleep().\n/* toml:: */"),
    ("server/api/a.cpp", 'const char *text = "QWebSocket sleep(1) SIGNAL(x)";\nint million = 1\'000\'000;'),
    ("server/api/a.cpp", "const char *text = R\"x(QCoreApplication::processEvents();)x\";"),
    ("server/node.cpp", "Sender Node::sender() const { return m_sender; }\nauto s = node.sender();"),
    ("server/runtime/epolleventdispatcher.cpp", "bool EpollEventDispatcher::processEvents(Flags flags) { return true; }"),
    ("tests/server/tst_a.cpp", "QTRY_COMPARE(spy.size(), 1);\nQVERIFY(spy.wait());\nQTest::qWaitFor(ready);"),
    ("examples/chat/chat.h", "int chat;"),
    ("scripts/a", "# no sleep here: it waits for a line"),
    ("server/a.json", "{}"),
]


def head(path: str) -> str:
    mark = "//" if path.endswith((".h", ".cpp")) else "#"
    licence = "GPL-3.0-or-later" if check_includes.GPL_FILES.match(path) else "LGPL-3.0-or-later"
    text = f"{mark} {AUTHORS}\n{mark} {LICENCE}{licence}\n\n"
    if path.endswith(".h"):
        name = Path(path).stem.upper() + "_H"
        guard = name if path.startswith("examples/") else f"LANDLINE_{name}"
        text += f"#ifndef {guard}\n#define {guard}\n"
    return text


class Tree:
    """A small tree in a temporary folder."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name)
        for path in GOOD_TREE:
            self.write(path, head(path) + "#endif\n")
        self.write(check_includes.PUBLIC_LIST, head(check_includes.PUBLIC_LIST) + PUBLIC_LIST)

    def write(self, path: str, text: str) -> None:
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def __enter__(self) -> "Tree":
        return self

    def __exit__(self, *_) -> None:
        self._folder.cleanup()


class CheckIncludes(unittest.TestCase):
    def test_good_tree_has_no_violations(self):
        with Tree() as tree:
            self.assertEqual(check_includes.check(tree.path), [])

    def test_what_only_looks_wrong_is_left_alone(self):
        for path, text in GOOD:
            with self.subTest(path=path, text=text), Tree() as tree:
                tree.write(path, head(path) + text + ("\n#endif\n" if path.endswith(".h") else "\n"))
                self.assertEqual(check_includes.check(tree.path), [])

    def test_each_rule_is_enforced(self):
        for rule, path, text in BAD:
            with self.subTest(rule=rule, path=path, text=text), Tree() as tree:
                tree.write(path, head(path) + text + "\n")
                violations = check_includes.check(tree.path)
                self.assertTrue(violations)
                self.assertEqual({(v.path, v.rule) for v in violations}, {(path, rule)})
                self.assertEqual({v.line for v in violations} - {1}, {head(path).count("\n") + 1} if text else set())

    def test_heads_guards_and_names(self):
        for rule, path, text in BAD_FILES:
            with self.subTest(rule=rule, path=path), Tree() as tree:
                tree.write(path, text)
                self.assertEqual({(v.path, v.rule) for v in check_includes.check(tree.path)}, {(path, rule)})

    def test_no_rule_is_without_a_sample(self):
        source = Path(check_includes.__file__).read_text(encoding="utf-8")
        rules = set(re.findall(r'Violation\(path, [^"]*"([a-z-]+)"', source))
        rules |= {rule for rule, *_ in check_includes.PLACES + check_includes.FORBIDDEN}
        self.assertEqual({rule for rule, *_ in BAD + BAD_FILES}, rules)
        self.assertGreaterEqual(len(rules), 15)

    def test_arrows_of_the_table_have_no_circle(self):
        for layer, known in check_includes.LAYERS.items():
            for other in known:
                self.assertNotIn(layer, check_includes.LAYERS[other], f"{layer} and {other} know each other")


if __name__ == "__main__":
    unittest.main()
