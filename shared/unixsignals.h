// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

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

    /// SIGHUP means reloadRequested() from now on, and not the end of the process.
    void catchReload();

signals:
    /// The process was asked to end, by \a signalNumber (SIGINT or SIGTERM). Comes again for each further request.
    void terminationRequested(int signalNumber);
    /// SIGHUP came after catchReload(): the files that the process depends on have changed.
    void reloadRequested();

private:
    void read();

    QSocketNotifier *m_notifier = nullptr;
    bool m_catchesReload = false;
};

} // namespace Landline

#endif
