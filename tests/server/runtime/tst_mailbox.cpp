// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/mailbox.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <thread>

using namespace Landline;

class tst_Mailbox : public QObject
{
    Q_OBJECT

private slots:
    void opensInOrder();
    void opensNothingBeforeItIsOpen();
    void lettersPostedByLetters();
    void postsFromSeveralThreads();
    void afterClose();
    void closeOpensWhatIsThere();
    void ofThisThread();
    void ofAThreadThatEnds();
    void oneWaitsForNoOther();
};

void tst_Mailbox::opensInOrder()
{
    Mailbox mailbox;
    mailbox.open();
    QList<int> opened;
    for (int i = 0; i < 1000; ++i)
        QVERIFY(mailbox.post([&opened, i] { opened.append(i); }));
    QVERIFY(opened.isEmpty()); // never from within post()

    QTRY_COMPARE(opened.size(), 1000);
    QVERIFY(std::is_sorted(opened.cbegin(), opened.cend()));
}

void tst_Mailbox::opensNothingBeforeItIsOpen()
{
    Mailbox mailbox;
    bool opened = false;
    QVERIFY(mailbox.post([&opened] { opened = true; }));
    QCoreApplication::sendPostedEvents();
    QVERIFY(!opened);

    mailbox.open();
    QTRY_VERIFY(opened);
}

void tst_Mailbox::lettersPostedByLetters()
{
    Mailbox mailbox;
    mailbox.open();
    QStringList opened;
    mailbox.post([&] {
        opened << "first";
        mailbox.post([&opened] { opened << "by the first"; });
    });
    mailbox.post([&opened] { opened << "second"; });

    QTRY_COMPARE(opened, QStringList({"first", "second", "by the first"}));
}

void tst_Mailbox::postsFromSeveralThreads()
{
    constexpr int threads = 4;
    constexpr int letters = 5000;
    Mailbox mailbox;
    mailbox.open();
    std::vector<QList<int>> opened(threads);
    int count = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < threads; ++writer) {
        writers.emplace_back([&, writer] {
            for (int i = 0; i < letters; ++i) {
                mailbox.post([&, writer, i] {
                    opened[static_cast<size_t>(writer)].append(i);
                    ++count;
                });
            }
        });
    }
    QTRY_COMPARE_WITH_TIMEOUT(count, threads * letters, 30000);
    for (std::thread &writer : writers)
        writer.join();
    for (const QList<int> &own : opened)
        QVERIFY(std::is_sorted(own.cbegin(), own.cend())); // each writer's letters in its order
}

void tst_Mailbox::afterClose()
{
    Mailbox mailbox;
    mailbox.open();
    mailbox.close();
    bool opened = false;
    QVERIFY(!mailbox.post([&opened] { opened = true; }));
    mailbox.close();
    QVERIFY(!opened);
}

void tst_Mailbox::closeOpensWhatIsThere()
{
    Mailbox mailbox;
    mailbox.open();
    QStringList opened;
    mailbox.post([&] {
        opened << "first";
        opened << (mailbox.post([] { }) ? "taken" : "refused");
    });
    mailbox.post([&opened] { opened << "second"; });
    mailbox.close();

    QCOMPARE(opened, QStringList({"first", "refused", "second"}));
}

void tst_Mailbox::ofThisThread()
{
    const std::shared_ptr<Mailbox> ours = Mailbox::ofThisThread();
    QCOMPARE(Mailbox::ofThisThread(), ours);
    QThread *openedIn = nullptr;
    std::thread([&] { ours->post([&] { openedIn = QThread::currentThread(); }); }).join();

    QTRY_VERIFY(openedIn);
    QCOMPARE(openedIn, QThread::currentThread());
}

void tst_Mailbox::ofAThreadThatEnds()
{
    std::atomic<bool> ready = false;
    std::shared_ptr<Mailbox> theirs;
    QThread *openedIn = nullptr;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        theirs = Mailbox::ofThisThread();
        ready = true;
        QEventLoop().exec();
    }));
    thread->start();
    QTRY_VERIFY(ready);
    QVERIFY(theirs != Mailbox::ofThisThread());
    QVERIFY(theirs->post([&] { openedIn = QThread::currentThread(); }));
    thread->quit();
    QVERIFY(thread->wait());

    QCOMPARE(openedIn, thread.get()); // at the latest when the thread ended
    QTRY_VERIFY(!theirs->post([] { })); // wait() returns a moment before the thread is at its very end
}

void tst_Mailbox::oneWaitsForNoOther()
{
    // A letter that runs an event loop of its own does not keep later ones from being opened.
    Mailbox mailbox;
    mailbox.open();
    bool opened = false;
    QEventLoop loop;
    mailbox.post([&] { loop.exec(); });
    std::thread([&] {
        mailbox.post([&] { mailbox.post([&] { opened = true; loop.quit(); }); });
    }).join();

    QTRY_VERIFY(opened);
}

QTEST_GUILESS_MAIN(tst_Mailbox)
#include "tst_mailbox.moc"
