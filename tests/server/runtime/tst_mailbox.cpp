// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/mailbox.h"

#include "support/descriptors.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <optional>
#include <thread>

using namespace Landline;

namespace {

/// A mailbox of the kind that the row is about.
std::unique_ptr<Mailbox> makeMailbox()
{
    QFETCH_GLOBAL(bool, eventfd);
    std::optional<FewDescriptors> none;
    if (!eventfd)
        none.emplace(0);
    return std::make_unique<Mailbox>();
}

} // namespace

class tst_Mailbox : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void runsInOrder();
    void runsNothingBeforeItIsOpen();
    void tasksPostedByTasks();
    void postsFromSeveralThreads();
    void afterClose();
    void closeRunsWhatIsThere();
    void ofThisThread();
    void ofAThreadThatEnds();
    void oneWaitsForNoOther();
    void closedWhileOthersPost();
    void keepsNoDescriptor();
};

void tst_Mailbox::initTestCase_data()
{
    QTest::addColumn<bool>("eventfd");

    QTest::newRow("eventfd") << true;
    QTest::newRow("no descriptor left") << false;
}

void tst_Mailbox::runsInOrder()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    QList<int> ran;
    for (int i = 0; i < 1000; ++i)
        QVERIFY(mailbox->post([&ran, i] { ran.append(i); }));
    QVERIFY(ran.isEmpty()); // never from within post()

    QTRY_COMPARE(ran.size(), 1000);
    QVERIFY(std::is_sorted(ran.cbegin(), ran.cend()));
}

void tst_Mailbox::runsNothingBeforeItIsOpen()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    bool ran = false;
    QVERIFY(mailbox->post([&ran] { ran = true; }));
    QCoreApplication::sendPostedEvents();
    QVERIFY(!ran);

    mailbox->open();
    QTRY_VERIFY(ran);
}

void tst_Mailbox::tasksPostedByTasks()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    QStringList ran;
    mailbox->post([&] {
        ran << "first";
        mailbox->post([&ran] { ran << "by the first"; });
    });
    mailbox->post([&ran] { ran << "second"; });

    QTRY_COMPARE(ran, QStringList({"first", "second", "by the first"}));
}

void tst_Mailbox::postsFromSeveralThreads()
{
    constexpr int threads = 4;
    constexpr int tasks = 5000;
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    std::vector<QList<int>> ran(threads);
    int count = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < threads; ++writer) {
        writers.emplace_back([&, writer] {
            for (int i = 0; i < tasks; ++i) {
                mailbox->post([&, writer, i] {
                    ran[static_cast<size_t>(writer)].append(i);
                    ++count;
                });
            }
        });
    }
    QTRY_COMPARE_WITH_TIMEOUT(count, threads * tasks, 30000);
    for (std::thread &writer : writers)
        writer.join();
    for (const QList<int> &own : ran)
        QVERIFY(std::is_sorted(own.cbegin(), own.cend())); // each writer's tasks in its order
}

void tst_Mailbox::afterClose()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    mailbox->close();
    bool ran = false;
    QVERIFY(!mailbox->post([&ran] { ran = true; }));
    mailbox->close();
    QVERIFY(!ran);
}

void tst_Mailbox::closeRunsWhatIsThere()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    QStringList ran;
    mailbox->post([&] {
        ran << "first";
        ran << (mailbox->post([] { }) ? "taken" : "refused");
    });
    mailbox->post([&ran] { ran << "second"; });
    mailbox->close();

    QCOMPARE(ran, QStringList({"first", "refused", "second"}));
}

void tst_Mailbox::ofThisThread()
{
    const std::shared_ptr<Mailbox> ours = Mailbox::ofThisThread();
    QCOMPARE(Mailbox::ofThisThread(), ours);
    QThread *ranIn = nullptr;
    std::thread([&] { ours->post([&] { ranIn = QThread::currentThread(); }); }).join();

    QTRY_VERIFY(ranIn);
    QCOMPARE(ranIn, QThread::currentThread());
}

void tst_Mailbox::ofAThreadThatEnds()
{
    std::atomic<bool> ready = false;
    std::shared_ptr<Mailbox> theirs;
    QThread *ranIn = nullptr;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        theirs = Mailbox::ofThisThread();
        ready = true;
        QEventLoop().exec();
    }));
    thread->start();
    QTRY_VERIFY(ready);
    QVERIFY(theirs != Mailbox::ofThisThread());
    QVERIFY(theirs->post([&] { ranIn = QThread::currentThread(); }));
    thread->quit();
    QVERIFY(thread->wait());

    QCOMPARE(ranIn, thread.get()); // at the latest when the thread ended
    QTRY_VERIFY(!theirs->post([] { })); // wait() returns a moment before the thread is at its very end
}

void tst_Mailbox::oneWaitsForNoOther()
{
    // A task that runs an event loop does not keep later ones from being run.
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    bool ran = false;
    QEventLoop loop;
    mailbox->post([&] { loop.exec(); });
    std::thread([&] {
        mailbox->post([&] { mailbox->post([&] { ran = true; loop.quit(); }); });
    }).join();

    QTRY_VERIFY(ran);
}

void tst_Mailbox::closedWhileOthersPost()
{
    for (int round = 0; round < 8; ++round) {
        const std::unique_ptr<Mailbox> mailbox = makeMailbox();
        mailbox->open();
        int ran = 0;
        std::atomic<int> posted = 0;
        std::vector<std::thread> writers;
        for (int writer = 0; writer < 2; ++writer) {
            writers.emplace_back([&] {
                while (mailbox->post([&ran] { ++ran; }))
                    ++posted;
            });
        }
        QTRY_VERIFY(ran > 0);
        mailbox->close();
        for (std::thread &writer : writers)
            writer.join();
        QCOMPARE(ran, posted.load());
    }
}

void tst_Mailbox::keepsNoDescriptor()
{
    const int before = openDescriptors();
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    QFETCH_GLOBAL(bool, eventfd);
    QCOMPARE(openDescriptors(), before + (eventfd ? 1 : 0));
    mailbox->open();
    mailbox->close();
    QCOMPARE(openDescriptors(), before);
    const std::unique_ptr<Mailbox> next = makeMailbox(); // has the number
    QVERIFY(!mailbox->post([] { }));
    mailbox->close();
    QCOMPARE(openDescriptors(), before + (eventfd ? 1 : 0));
}

QTEST_GUILESS_MAIN(tst_Mailbox)
#include "tst_mailbox.moc"
