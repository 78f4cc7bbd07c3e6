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
    void opensInOrder();
    void opensNothingBeforeItIsOpen();
    void lettersPostedByLetters();
    void postsFromSeveralThreads();
    void afterClose();
    void closeOpensWhatIsThere();
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

void tst_Mailbox::opensInOrder()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    QList<int> opened;
    for (int i = 0; i < 1000; ++i)
        QVERIFY(mailbox->post([&opened, i] { opened.append(i); }));
    QVERIFY(opened.isEmpty()); // never from within post()

    QTRY_COMPARE(opened.size(), 1000);
    QVERIFY(std::is_sorted(opened.cbegin(), opened.cend()));
}

void tst_Mailbox::opensNothingBeforeItIsOpen()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    bool opened = false;
    QVERIFY(mailbox->post([&opened] { opened = true; }));
    QCoreApplication::sendPostedEvents();
    QVERIFY(!opened);

    mailbox->open();
    QTRY_VERIFY(opened);
}

void tst_Mailbox::lettersPostedByLetters()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    QStringList opened;
    mailbox->post([&] {
        opened << "first";
        mailbox->post([&opened] { opened << "by the first"; });
    });
    mailbox->post([&opened] { opened << "second"; });

    QTRY_COMPARE(opened, QStringList({"first", "second", "by the first"}));
}

void tst_Mailbox::postsFromSeveralThreads()
{
    constexpr int threads = 4;
    constexpr int letters = 5000;
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    std::vector<QList<int>> opened(threads);
    int count = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < threads; ++writer) {
        writers.emplace_back([&, writer] {
            for (int i = 0; i < letters; ++i) {
                mailbox->post([&, writer, i] {
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
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    mailbox->close();
    bool opened = false;
    QVERIFY(!mailbox->post([&opened] { opened = true; }));
    mailbox->close();
    QVERIFY(!opened);
}

void tst_Mailbox::closeOpensWhatIsThere()
{
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    QStringList opened;
    mailbox->post([&] {
        opened << "first";
        opened << (mailbox->post([] { }) ? "taken" : "refused");
    });
    mailbox->post([&opened] { opened << "second"; });
    mailbox->close();

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
    const std::unique_ptr<Mailbox> mailbox = makeMailbox();
    mailbox->open();
    bool opened = false;
    QEventLoop loop;
    mailbox->post([&] { loop.exec(); });
    std::thread([&] {
        mailbox->post([&] { mailbox->post([&] { opened = true; loop.quit(); }); });
    }).join();

    QTRY_VERIFY(opened);
}

void tst_Mailbox::closedWhileOthersPost()
{
    for (int round = 0; round < 8; ++round) {
        const std::unique_ptr<Mailbox> mailbox = makeMailbox();
        mailbox->open();
        int opened = 0;
        std::atomic<int> posted = 0;
        std::vector<std::thread> writers;
        for (int writer = 0; writer < 2; ++writer) {
            writers.emplace_back([&] {
                while (mailbox->post([&opened] { ++opened; }))
                    ++posted;
            });
        }
        QTRY_VERIFY(opened > 0);
        mailbox->close();
        for (std::thread &writer : writers)
            writer.join();
        QCOMPARE(opened, posted.load());
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
