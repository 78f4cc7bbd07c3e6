// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/mailbox.h"
#include "runtime/reportrelay.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_ReportRelay : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_batches.clear(); }
    void theFirstAtOnce();
    void theOthersTogether();
    void flushed();

private:
    static ReportRelay::Report report(qint64 fd)
    {
        ConnectionInfo info;
        info.fd = fd;
        return {info, {}};
    }
    ReportRelay::Receiver receiver()
    {
        return [this](const std::vector<ReportRelay::Report> &reports) {
            QList<qint64> fds;
            for (const ReportRelay::Report &one : reports)
                fds.append(one.info.fd);
            m_batches.append(fds);
        };
    }

    QList<QList<qint64>> m_batches;
};

void tst_ReportRelay::theFirstAtOnce()
{
    ReportRelay relay(Mailbox::ofThisThread(), receiver());
    relay.tell(report(1));
    QTRY_COMPARE(m_batches, QList<QList<qint64>>({{1}}));
}

void tst_ReportRelay::theOthersTogether()
{
    ReportRelay relay(Mailbox::ofThisThread(), receiver());
    for (const qint64 fd : {1, 2, 3, 4})
        relay.tell(report(fd));
    QTRY_COMPARE(m_batches, QList<QList<qint64>>({{1}, {2, 3, 4}}));
}

void tst_ReportRelay::flushed()
{
    auto relay = std::make_unique<ReportRelay>(Mailbox::ofThisThread(), receiver());
    relay->tell(report(1));
    relay->tell(report(2));
    relay->flush();
    relay->flush();
    relay.reset(); // what was sent comes, whoever sent it
    QTRY_COMPARE(m_batches, QList<QList<qint64>>({{1}, {2}}));
}

QTEST_GUILESS_MAIN(tst_ReportRelay)
#include "tst_reportrelay.moc"
