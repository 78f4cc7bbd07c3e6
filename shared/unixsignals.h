// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_UNIXSIGNALS_H
#define LANDLINE_UNIXSIGNALS_H

#include <QtCore/qobject.h>

class QSocketNotifier;

namespace Landline {

/// Turns SIGINT and SIGTERM into a Qt signal of the main thread, by a socket pair that the signal handler writes to.
///
/// Make one in main(), after the application object; keep it until exec() has returned. Only one can live at a time.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

signals:
    /// The process was asked to end, by \a signalNumber (SIGINT or SIGTERM). Comes again for each further request.
    void terminationRequested(int signalNumber);

private:
    void read();

    QSocketNotifier *m_notifier = nullptr;
};

} // namespace Landline

#endif
