// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/receivequeue.h"

#include <QtCore/qendian.h>

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

namespace Landline::Conformance {

namespace {

struct Query
{
    nlmsghdr header;
    inet_diag_req_v2 request;
};

Query queryFor(quint16 serverPort, quint16 clientPort)
{
    Query query{};
    query.header.nlmsg_len = sizeof(query);
    query.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    query.header.nlmsg_flags = NLM_F_REQUEST;
    query.request.sdiag_family = AF_INET;
    query.request.sdiag_protocol = IPPROTO_TCP;
    query.request.idiag_states = ~0u;
    query.request.id.idiag_sport = qToBigEndian(serverPort);
    query.request.id.idiag_dport = qToBigEndian(clientPort);
    query.request.id.idiag_src[0] = qToBigEndian<quint32>(INADDR_LOOPBACK);
    query.request.id.idiag_dst[0] = qToBigEndian<quint32>(INADDR_LOOPBACK);
    query.request.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
    query.request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    return query;
}

} // namespace

std::optional<quint32> unreadByServer(quint16 serverPort, quint16 clientPort)
{
    static const int kernel = ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    const Query query = queryFor(serverPort, clientPort);
    if (kernel < 0 || ::send(kernel, &query, sizeof(query), 0) != sizeof(query))
        return {};
    alignas(nlmsghdr) char answer[4096];
    const ssize_t size = ::recv(kernel, answer, sizeof(answer), 0);
    if (size < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(inet_diag_msg))))
        return {};
    nlmsghdr header;
    std::memcpy(&header, answer, sizeof(header));
    if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY)
        return {};
    inet_diag_msg message;
    std::memcpy(&message, answer + NLMSG_HDRLEN, sizeof(message));
    return message.idiag_rqueue;
}

} // namespace Landline::Conformance
