// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TLSTRANSPORT_H
#define LANDLINE_TLSTRANSPORT_H

#include "io/transport.h"

#include <memory>

struct bio_method_st;
struct bio_st;
struct ssl_st;

namespace Landline {

class TlsCredentials;

/// The server's side of TLS on a stream socket of the kernel.
///
/// First it shakes hands: it is watched for Readable, and shakeHands() is called whenever it is ready, until that says Done. From
/// then on it is a Transport like any other, and may be given to another handler by watch().
///
/// Each direction ends by itself, as over TCP: endSending() sends close_notify and then FIN; the peer's close_notify or FIN is
/// Ended for receive(), and what is sent still arrives. FIN alone is no error: those who speak over it know by their frames
/// and lengths whether something is missing.
///
/// What OpenSSL has encrypted and the kernel does not take is kept here until it does, about two records at most, and send()
/// accepts nothing in the meantime: OpenSSL never has to be asked twice to write the same bytes. An idle connection keeps no
/// buffer at all.
class TlsTransport final : public Transport, private DescriptorHandler, private TurnEndHandler
{
public:
    /// Owns \a descriptor, which is connected and does not block. \a poller lives longer. Without memory for it, shakeHands()
    /// fails.
    TlsTransport(int descriptor, DescriptorPoller *poller, const std::shared_ptr<const TlsCredentials> &credentials);
    ~TlsTransport() override;

    enum class Handshake : quint8 {
        NotYet, ///< more has to come
        Done,
        NotTls, ///< what came first is no TLS: a client that speaks something else
        Left, ///< the peer has ended the connection before its ClientHello was whole: a look at the port
        Failed, ///< see handshakeError(); the peer was sent an alert, if there is one for it
    };
    /// Goes on with the handshake. Behind anything but NotYet and Done the connection is of no use as it is, see
    /// takeDescriptor().
    Handshake shakeHands();
    /// Why it Failed, in OpenSSL's words.
    QString handshakeError() const;
    /// Gives the descriptor away, which nobody watches any more, and is as good as closed.
    int takeDescriptor();
    /// The session of an earlier connection was resumed.
    bool isResumed() const;

    bool watch(Interests interests, DescriptorHandler *handler) override;
    void setInterests(Interests interests) override;
    Result receive(std::span<char> buffer) override;
    Result send(QByteArrayView bytes) override;
    Result send(std::span<const iovec> pieces) override;
    State flush() override;
    qint64 unsent() const override { return m_output.size(); }
    void setEnding() override { m_isEnding = true; }
    bool hasMore() const override;
    qint64 unacknowledged() const override;
    void endSending() override;
    void shutDown() override;
    void resetAtClose() override;
    void close() override;
    bool isSecure() const override { return true; }
    QByteArray peerCertificate() const override;

private:
    class Pieces;
    struct Scratch;
    struct SslDeleter
    {
        void operator()(ssl_st *ssl) const;
    };

    void descriptorReady(DescriptorPoller::Readiness ready) override;
    void turnEnded() override;

    static const bio_method_st *bioMethod();
    static int bioRead(bio_st *bio, char *bytes, int size);
    static int bioWrite(bio_st *bio, const char *bytes, int size);
    static long bioControl(bio_st *bio, int command, long number, void *pointer);
    static Scratch &scratch();

    Result readRecords(std::span<char> buffer);
    State stateOf(int error);
    bool encrypt(QByteArrayView record);
    qsizetype recordSize() const;
    State sendOutput();
    qsizetype sendToKernel(QByteArrayView bytes);
    void outputIsSent();
    void setHasInput(bool hasInput);
    void updatePoller();

    DescriptorPoller *m_poller;
    std::unique_ptr<ssl_st, SslDeleter> m_ssl;
    std::shared_ptr<const TlsCredentials> m_credentials; ///< m_ssl uses them
    DescriptorHandler *m_handler = nullptr;
    QByteArray m_output; ///< encrypted, and not taken by the kernel
    int m_descriptor; ///< -1 once it is closed
    quint32 m_sentSize = 0; ///< while records are small; what was sent
    Interests m_interests = DescriptorPoller::NoInterest; ///< the handler's
    Interests m_polled = DescriptorPoller::NoInterest;
    bool m_isWatched = false;
    bool m_isFirst = true; ///< nothing has been received
    bool m_isNotTls = false;
    bool m_inputEnded = false; ///< FIN has come
    bool m_hasInput = false; ///< receive() has something to say that the kernel does not tell of
    bool m_isToCall = false; ///< at the end of the turn
    bool m_inputWaits = false; ///< for m_output to leave
    bool m_inputIsBroken = false;
    bool m_isBroken = false; ///< nothing can be sent any more
    bool m_isEnding = false;
    bool m_outputEnds = false; ///< FIN follows m_output
    bool m_finSent = false;
    bool m_isToReset = false;
};

} // namespace Landline

#endif
