// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_UNIXSIGNALS_H
#define LANDLINE_UNIXSIGNALS_H

#include <QtCore/qobject.h>

class QSocketNotifier;

namespace Landline {

/// Turns SIGINT and SIGTERM, and SIGHUP if wanted, into Qt signals of the main thread, by a socket pair that the signal handler writes to.
///
/// Make one in main(), after the application object; keep it until exec() has returned. Only one can live at a time.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

    /// From now on SIGHUP does not end the process: it causes reloadRequested() or terminalLost().
    ///
    /// The kernel sends SIGHUP when the process's terminal is closed, a shell passes it on to its jobs, and administrators
    /// send it to reload. It is taken for the end of the terminal if the process had one at the time of this call, has none
    /// any more, and the kernel, the session's leader or the parent has sent the signal.
    void catchHangup();
    /// The process is about to end: a further request to end it, which would end it with another exit code, is ignored, also
    /// when this object has gone.
    void ignoreUntilExit();
    /// True if SIGHUP was ignored before catchHangup(), as nohup arranges it.
    bool wasHangupIgnored() const { return m_wasHangupIgnored; }

signals:
    /// The process was asked to end, by \a signalNumber (SIGINT or SIGTERM). Comes again for each further request.
    void terminationRequested(int signalNumber);
    /// SIGHUP after catchHangup(): the files that the process depends on have changed.
    void reloadRequested();
    /// SIGHUP after catchHangup(): the process's terminal was closed. If wasHangupIgnored(), it is a reloadRequested().
    void terminalLost();

private:
    void read();
    void readHangup(bool isFromTerminal);

    QSocketNotifier *m_notifier = nullptr;
    bool m_catchesHangup = false;
    bool m_wasHangupIgnored = false;
    bool m_hadTerminal = false;
    bool m_isProcessEnding = false;
};

} // namespace Landline

#endif
