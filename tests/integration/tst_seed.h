// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TST_SEED_H
#define LANDLINE_TST_SEED_H

#include <QtCore/qobject.h>

#include <memory>

class NginxExample;

/// The page of Hyperf that Landline follows, sentence by sentence: a function for each of S1 to S51 that a
/// program can show, named by its number. Each begins with what the page asks for.
///
/// Not shown here:
/// - S2, that one step installs it: the step is scripts/run on a bare Debian, and a test must not install
///   packages.
class tst_Seed : public QObject
{
    Q_OBJECT

public:
    tst_Seed();
    ~tst_Seed() override;

private slots:
    // tst_seed.cpp: the configuration
    void s01_minimalApplication();
    void s03_severalServersInOneFile();
    void s04_nameJoinsRoutesAndMiddleware();
    void s05_typeOfAServer_data();
    void s05_typeOfAServer();
    void s06_hostAndPort_data();
    void s06_hostAndPort();
    void s07_sockType_data();
    void s07_sockType();
    void s08_callbacksOfEachServer();
    void s09_onOpenFollowsTheHandshake();
    void s10_routesFromTheFile();
    void s11_routesAreScopedToAServer();
    void s12_routeNamesAController();
    void s13_middlewareByServerName();
    void s13_middlewareMayRefuse_data();
    void s13_middlewareMayRefuse();
    void s13_middlewareAddsToTheHandshake();

    // seed_controllers.cpp: controllers and the context of a connection
    void s14_anySubsetOfCallbacks_data();
    void s14_anySubsetOfCallbacks();
    void s15_messageHandlerPushesBack();
    void s16_closeHandlerKnowsWho_data();
    void s16_closeHandlerKnowsWho();
    void s17_openHandlerHasTheRequest();
    void s17_firstFrameIsThatOfOnOpen();
    void s30_callbacksAreTurnsOfTheWorker();
    void s31_contextOfARequestIsNotThatOfAConnection();
    void s32_verbsOfTheContext();
    void s33_cookieIntoTheContext();
    void s34_contextInLaterCallbacks();
    void s34_contextIsGoneAfterClose_data();
    void s34_contextIsGoneAfterClose();

    // seed_program.cpp: the program, any client, and nginx
    void s18_startStartsEverything();
    void s19_anyClient();
    void s20_workerLines();
    void s21_webSocketLine();
    void s22_httpLineComesLast();
    void s35_nodesBehindNginx();
    void s36_constantUpgradeHeader();
    void s37_http10AsPrinted();
    void s37_throughNginx_data();
    void s37_throughNginx();

    // seed_ports.cpp: HTTP and WebSocket on one port and on two
    void s23_webSocketThroughTheHttpPort();
    void s24_sameRoutesOnBothPorts();
    void s25_httpHandlerPushes();
    void s26_httpHandlerPushesToAll();
    void s27_openWebSocketProtocolFalse();
    void s28_settingsOfEachServer();
    void s29_httpServer();
    void s47_httpOnTheWebSocketPort();
    void s48_sameClassesOnSeveralServers();
    void s49_workersOwnTheirConnections();
    void s50_combinedServer();
    void s51_httpAndWebSocketRoutesOfOneServer();

    // seed_sender.cpp: the Sender and the ServerController
    void s38_senderInAnHttpService();
    void s39_senderOnTheSameWorker();
    void s40_senderToAnotherWorker();
    void s41_ownerDelivers();
    void s42_pushAndDisconnect_data();
    void s42_pushAndDisconnect();
    void s42_results();
    void s42_resultsOfMany();
    void s43_routesOfAClass_data();
    void s43_routesOfAClass();
    void s44_senderIsInjected();
    void s45_closeOneSecondLater();
    void s45_closeRefuses_data();
    void s45_closeRefuses();
    void s46_sendHelloWorld_data();
    void s46_sendHelloWorld();
    void s46_sendRefuses_data();
    void s46_sendRefuses();

private:
    /// Started by the first test that needs it; nullptr, and a skipped test, without nginx.
    NginxExample *nginx();

    std::unique_ptr<NginxExample> m_nginx;
};

#endif
