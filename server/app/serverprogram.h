// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SERVERPROGRAM_H
#define LANDLINE_SERVERPROGRAM_H

#include "app/commandline.h"
#include "node.h"

#include <memory>

namespace Landline {

class AdminServer;
class ConsoleLauncher;
class EffectiveConfig;
class UnixSignals;

/// The program `landline` after its command line is read: loads the configuration, runs the node
/// with its admin socket and console, and ends them in order.
class ServerProgram : public QObject
{
    Q_OBJECT

public:
    explicit ServerProgram(const CommandLine::Options &options);
    ~ServerProgram() override;

    /// Does what was asked and returns the exit code of the process. Needs a QCoreApplication.
    int run();

private:
    int printConfig(const EffectiveConfig &config) const;
    int checkConfig();
    int serve();
    bool takeAdminSocket();
    void openConsole();
    void printStartup() const;
    int reportNodeError() const;
    /// The first call drains the node, a further one cuts what is left.
    void end();
    void endWithTerminal();
    void reload();

    CommandLine::Options m_options;
    std::unique_ptr<Node> m_node;
    std::unique_ptr<AdminServer> m_admin; ///< nullptr where the admin socket is off
    std::unique_ptr<ConsoleLauncher> m_console;
    std::unique_ptr<UnixSignals> m_signals;
    bool m_isEnding = false;
};

} // namespace Landline

#endif
