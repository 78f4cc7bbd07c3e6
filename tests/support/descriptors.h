// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_DESCRIPTORS_H
#define LANDLINE_DESCRIPTORS_H

#include <QtCore/qglobal.h>

#include <fcntl.h>
#include <sys/resource.h>

namespace Landline {

inline bool isOpenDescriptor(int descriptor)
{
    return ::fcntl(descriptor, F_GETFD) >= 0;
}

/// How many descriptors this process has open, of the first 4096.
inline int openDescriptors()
{
    int count = 0;
    for (int descriptor = 0; descriptor < 4096; ++descriptor)
        count += isOpenDescriptor(descriptor) ? 1 : 0;
    return count;
}

/// While it lives, this process can open no more than so many descriptors beside those that are open.
class FewDescriptors
{
public:
    explicit FewDescriptors(int count)
    {
        int number = 0;
        for (int free = 0; free < count || isOpenDescriptor(number); ++number)
            free += isOpenDescriptor(number) ? 0 : 1;
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit few = {static_cast<rlim_t>(number), m_before.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &few) != 0)
            qFatal("the limit of descriptors cannot be set to %d", number);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    Q_DISABLE_COPY_MOVE(FewDescriptors)

private:
    rlimit m_before = {};
};

} // namespace Landline

#endif
