// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random requests, cut anywhere, to an HttpConnection on a socketpair, with a client that reads now and then and ends its side
// at any time, and checks that the connection ends, that nothing is left of it, and that the client has got every response that the
// application gave, in order and whole. One thread and no deadlines: an input always does the same.
//
// The input is a row of steps, a byte each: the upper five bits are an argument, see Client::step().

#include "http/entrance.h"
#include "http/pipeline.h"
#include "io/turnendlist.h"
#include "native/httpconnections.h"
#include "require.h"
#include "support/httpanswer.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qpromise.h>
#include <QtCore/qtemporaryfile.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <map>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;

namespace {

/// Looks at the descriptors when it is told to.
class StepPoller final : public DescriptorPoller
{
public:
    bool watch(int descriptor, Interests interests, DescriptorHandler *handler, Sharing) override
    {
        m_watches[descriptor] = {interests, handler};
        return true;
    }
    void setInterests(int descriptor, Interests interests) override { m_watches[descriptor].interests = interests; }
    void unwatch(int descriptor) override { m_watches.erase(descriptor); }
    void close(int descriptor) override
    {
        unwatch(descriptor);
        ::close(descriptor);
    }
    void callAtTurnEnd(TurnEndHandler *handler) override { m_atEnd.add(handler); }
    void forgetTurnEnd(TurnEndHandler *handler) override { m_atEnd.remove(handler); }

    /// One loop turn.
    void turn()
    {
        const std::map<int, Watch> watches = m_watches; // a handler may change them
        for (const auto &[descriptor, watch] : watches) {
            const bool reads = watch.interests & Readable;
            const bool writes = watch.interests & Writable;
            pollfd watched = {descriptor, short((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), 0};
            if (watch.interests == NoInterest || ::poll(&watched, 1, 0) <= 0)
                continue;
            Readiness ready = NoInterest;
            ready.setFlag(Readable, watched.revents & (POLLIN | POLLERR | POLLHUP));
            ready.setFlag(Writable, watched.revents & (POLLOUT | POLLERR | POLLHUP));
            if (ready != NoInterest)
                watch.handler->descriptorReady(ready);
        }
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        m_atEnd.run();
    }
    bool isEmpty() const { return m_watches.empty(); }

private:
    struct Watch
    {
        Interests interests = NoInterest;
        DescriptorHandler *handler = nullptr;
    };

    std::map<int, Watch> m_watches;
    TurnEndList m_atEnd;
};

/// What the handlers have promised, and what the client is to get.
struct Application
{
    struct Expected
    {
        bool isHead = false;
        bool mayBeCut = false; ///< a stream that waits for events
    };

    Reply answer(const Request &request)
    {
        if (request.path() == "/later") {
            later.push_back(std::make_shared<QPromise<Response>>());
            later.back()->start();
            return later.back()->future();
        }
        if (request.path() == "/large")
            return Response::text(QString(300'000, 'x'));
        if (request.path() == "/produced")
            return Response::stream("text/plain", [left = 100]() mutable { return QByteArray(left-- > 0 ? 5'000 : 0, 'y'); });
        if (request.path() == "/pushed")
            return Response::stream("text/plain", [this](const ResponseStream &opened) { stream = opened; });
        if (request.path() == "/file")
            return Response::file(file.fileName(), request);
        return QString(request.method() + ' ' + request.path() + ' ' + request.body());
    }

    Reply upload(const Request &request, const RequestStream &arriving)
    {
        if (request.path() == "/early")
            return Response::status(409);
        body = arriving;
        uploaded = std::make_shared<QPromise<Response>>();
        uploaded->start();
        body.onFinished([this] { finish(uploaded); });
        if (request.path() == "/upload")
            body.onReadyRead([this] { body.readAll(); });
        return uploaded->future();
    }

    static void finish(const std::shared_ptr<QPromise<Response>> &promise)
    {
        if (!promise || promise->future().isFinished())
            return;
        promise->addResult(Response::text("late"));
        promise->finish();
    }
    void finishAll()
    {
        for (const auto &promise : later)
            finish(promise);
        later.clear();
    }

    /// Something happens that a handler waits for.
    void step(int number)
    {
        switch (number % 4) {
        case 0: return finishAll();
        case 1: stream.write(QByteArray(number * 1'000, 'z')); return;
        case 2: return stream.end();
        case 3: body.read(number * 1'000); return;
        }
    }

    void reset()
    {
        finishAll();
        stream = {};
        body = {};
        uploaded.reset();
        expected.clear();
    }

    QTemporaryFile file;
    std::vector<std::shared_ptr<QPromise<Response>>> later;
    ResponseStream stream;
    RequestStream body;
    std::shared_ptr<QPromise<Response>> uploaded;
    std::map<int, Expected> expected; ///< by the number in X-Id
    int requests = 0;
};

/// Numbers all responses to requests that were read.
class Numbering : public Middleware
{
public:
    explicit Numbering(Application *application) : m_application(application) { }

    Reply process(Request request, const Next &next) override
    {
        const int number = ++m_application->requests;
        const Application::Expected expected{request.method() == "HEAD", request.path() == "/pushed"};
        return next(request).then([application = m_application, number, expected](Response response) {
            if (response.route())
                return response; // a 101, which is not written here
            application->expected[number] = expected;
            response.setHeader("X-Id", QByteArray::number(number));
            return response;
        });
    }

private:
    Application *m_application;
};

struct Server
{
    Server()
    {
        QLoggingCategory::setFilterRules("*=false");
        std::signal(SIGPIPE, SIG_IGN);
        require(application.file.open() && application.file.write(QByteArray(200'000, 'f')) == 200'000 && application.file.flush());
        auto router = std::make_unique<Router>("main", Sender(), &parent);
        router->webSocket("/chat");
        for (const char *path : {"/upload", "/held", "/early"})
            router->any(path, [this](const Request &request, const RequestStream &body) { return application.upload(request, body); })
                    .setMaxBodySize(0);
        router->any("/{path:.*}", [this](const Request &request) { return application.answer(request); });
        pipeline = std::make_unique<Pipeline>(std::move(router),
                                              QList<std::shared_ptr<Middleware>>{std::make_shared<Numbering>(&application)});
        require(pipeline->errors().isEmpty());
        entrance.http = pipeline.get();
        entrance.webSocket = pipeline.get();
        entrance.settings.maxBodySize = 1000;
        entrance.settings.sendQueueLimit = 100'000;
        entrance.settings.headTimeout = entrance.settings.bodyTimeout = entrance.settings.keepAliveTimeout
                = entrance.settings.sendTimeout = std::chrono::hours(1);
    }

    QObject parent;
    Application application;
    std::unique_ptr<Pipeline> pipeline;
    Entrance entrance;
    StepPoller poller;
};

/// The client's end, driven by the input.
class Client
{
public:
    Client(Server *server, QByteArrayView script)
        : m_server(server)
        , m_connections(&server->poller, [this](HttpConnections::Accepted &&) { ++m_ends; }, [this] { ++m_ends; })
        , m_script(script)
    {
        std::array<int, 2> ends;
        require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
        m_descriptor = ends[0];
        m_connections.adopt(ends[1], {}, &server->entrance);
    }
    ~Client() { ::close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(Client)

    void run()
    {
        while (!m_script.isEmpty())
            step(quint8(m_script.front()) & 7, quint8(m_script.front()) >> 3);
        // Whatever it has done: a client that ends its side and reads gets its responses and then the end.
        ::shutdown(m_descriptor, SHUT_WR);
        for (int turns = 0; !m_ended; ++turns) {
            require(turns < 10'000);
            m_server->application.finishAll();
            m_server->application.body.readAll();
            m_server->poller.turn();
            receive(1 << 16);
        }
        for (int turns = 0; turns < 3; ++turns)
            m_server->poller.turn();
        // It waits, for a time, for who has sent more than it reads then.
        if (m_sent <= Lingering::MaxSize)
            require(m_ends == 1 && m_connections.size() == 0 && m_server->poller.isEmpty());
        check();
    }

private:
    void step(int kind, int argument)
    {
        static const QByteArrayList words{"GET /later HTTP/1.1\r\nHost: a\r\n\r\n",
                                          "GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
                                          "GET /produced HTTP/1.1\r\nHost: a\r\n\r\n",
                                          "GET /produced HTTP/1.0\r\n\r\n",
                                          "GET /pushed HTTP/1.1\r\nHost: a\r\n\r\n",
                                          "GET /file HTTP/1.1\r\nHost: a\r\nRange: bytes=1000-\r\n\r\n",
                                          "HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n",
                                          "HEAD /pushed HTTP/1.1\r\nHost: a\r\n\r\n",
                                          "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
                                          "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                                          "PUT /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                                          "PUT /held HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n",
                                          "PUT /early HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n",
                                          "PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
                                          "5\r\nhello\r\n",
                                          "0\r\n\r\n",
                                          "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                                          "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                                          "GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                                          QByteArray(60'000, 'x')};
        m_script = m_script.sliced(1);
        switch (kind) {
        case 0:
        case 1: return send(words.at(argument % words.size()));
        case 2: { // a part of one
            const QByteArray word = words.at(argument % words.size());
            const qsizetype size = m_script.isEmpty() ? 1 : quint8(m_script.front()) % word.size() + 1;
            m_script = m_script.sliced(qMin<qsizetype>(1, m_script.size()));
            return send(word.first(size));
        }
        case 3: { // bytes of the input
            const qsizetype size = qMin<qsizetype>(argument, m_script.size());
            send(m_script.first(size));
            m_script = m_script.sliced(size);
            return;
        }
        case 4: return receive(size_t(argument) * 1'000 + 1);
        case 5:
            if (argument == 0)
                ::shutdown(m_descriptor, SHUT_WR);
            return m_server->poller.turn();
        case 6:
            for (int i = 0; i < argument; ++i)
                m_server->poller.turn();
            return;
        case 7: return m_server->application.step(argument);
        }
    }

    void send(QByteArrayView bytes)
    {
        m_sent += qMax<ssize_t>(::send(m_descriptor, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL), 0);
    }

    void receive(size_t most)
    {
        QByteArray bytes(qsizetype(most), Qt::Uninitialized);
        const ssize_t size = ::recv(m_descriptor, bytes.data(), most, 0);
        if (size > 0)
            m_received.append(bytes.constData(), size);
        m_ended = m_ended || size == 0 || (size < 0 && errno == ECONNRESET);
    }

    /// Of each response that the application gave, and of no other, all has come.
    void check()
    {
        int last = 0;
        while (!m_received.isEmpty()) {
            const qsizetype at = m_received.indexOf("\r\nX-Id: ");
            const qsizetype end = m_received.indexOf("\r\n\r\n");
            require(end >= 0);
            const bool isNumbered = at >= 0 && at < end;
            const int number = isNumbered ? m_received.mid(at + 8).split('\r').constFirst().toInt() : 0;
            const Application::Expected expected = m_server->application.expected[number];
            const std::optional<HttpAnswer> answer = HttpAnswer::take(&m_received, expected.isHead, true);
            require(answer || expected.mayBeCut);
            if (isNumbered) {
                require(number > last);
                last = number;
                m_server->application.expected.erase(number);
            }
            if (!answer)
                break;
        }
        m_server->application.expected.erase(0); // errors before there is a request, and 100
        require(m_server->application.expected.empty());
    }

    Server *m_server;
    HttpConnections m_connections;
    QByteArrayView m_script;
    QByteArray m_received;
    int m_descriptor = -1;
    qint64 m_sent = 0;
    int m_ends = 0;
    bool m_ended = false;
};

int nextDescriptor()
{
    const int descriptor = ::dup(0);
    ::close(descriptor);
    return descriptor;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static int count = 1;
    static std::array<char, 5> name{"fuzz"};
    static std::array<char *, 2> arguments{name.data(), nullptr};
    static const QCoreApplication application(count, arguments.data());
    static Server server;
    if (size > 4096)
        return 0;
    const int before = nextDescriptor();
    Client(&server, QByteArrayView(data, qsizetype(size))).run();
    server.application.reset();
    server.poller.turn();
    require(server.poller.isEmpty() && nextDescriptor() == before);
    return 0;
}
