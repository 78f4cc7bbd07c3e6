// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two threads change one number without a lock, each called by its own event loop.

#include <QtCore/qcoreapplication.h>
#include <QtCore/qobject.h>
#include <QtCore/qthread.h>

#include <array>
#include <cstdio>

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    int number = 0;
    std::array<QThread, 2> threads;
    std::array<QObject, 2> objects;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        objects[i].moveToThread(&threads[i]);
        threads[i].start();
        QMetaObject::invokeMethod(&objects[i], [&number, thread = &threads[i]] {
            ++number;
            thread->quit();
        });
    }
    for (QThread &thread : threads)
        thread.wait();
    std::printf("%d\n", number);
    return 0;
}
