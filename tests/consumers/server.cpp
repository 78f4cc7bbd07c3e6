// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <Landline/Controller>
#include <Landline/Program>
#include <Landline/Version>

#ifdef WITH_QT_BACKEND
#include <Landline/QtBackend>
#endif

#if LANDLINE_VERSION < LANDLINE_VERSION_CHECK(0, 2, 0)
#error "This is the header of another version"
#endif

/// What somebody writes who has Landline from a package; built and run from outside of the tree.
class Greeter : public Landline::Controller
{
public:
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override
    {
        connection->push("Hello, " + frame.data());
    }
};

int main(int argc, char *argv[])
{
#ifdef WITH_QT_BACKEND
    Landline::installQtBackend();
#endif
    Landline::Program program(argc, argv);
    program.setDefaultConfiguration("[[server]]\n"
                                    "name = \"ws\"\n"
                                    "type = \"websocket\"\n"
                                    "host = \"127.0.0.1\"\n"
                                    "port = 0\n"
                                    "[[server.route]]\n"
                                    "path = \"/\"\n"
                                    "controller = \"Greeter\"\n");
    program.setConsoleWanted(false);
    program.node().registerController<Greeter>("Greeter");
    return program.run();
}
