// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HTTPCONTROLLER_H
#define LANDLINE_HTTPCONTROLLER_H

#include <Landline/landline_export.h>
#include <Landline/reply.h>
#include <Landline/request.h>

#include <QtCore/qobject.h>

namespace Landline {

/// HTTP routes from a class: each public slot is one. Hyperf's #[AutoController].
///
/// \code
/// class ServerController : public Landline::HttpController
/// {
///     Q_OBJECT
/// public:
///     explicit ServerController(Landline::Sender sender);
/// public slots:
///     QFuture<Landline::Response> send(qint64 fd);     // GET or POST /server/send?fd=1
///     QString hello(const QString &name = "world");    // /server/hello, /server/hello?name=ann
/// };
///
/// router.autoController<ServerController>("/server");
/// \endcode
///
/// Only the class's own public slots become routes, for GET, HEAD and POST; `index` also answers at the prefix itself.
/// Arguments are found by name: in the path, then the query, then a form or JSON body. One that is missing and has no
/// default, or that is not exactly a value of its type (" 12 " and 4294967297 are no int), is answered with 400 and the
/// reason. As C++ leaves out arguments at the end only, one with a default is missing too where a later one is given.
/// Types: QString, QByteArray, bool, the integers, double, Landline::Request for the request as a whole, and
/// Landline::RequestStream for a body that is to be read while it arrives, and then has no arguments in it.
/// A slot returns a Response, a Reply, a QFuture<Response>, a QString, a QJsonObject, a QJsonArray, a number, or nothing.
///
/// One instance a worker and mount, made, called and destroyed in the worker's thread.
class LANDLINE_EXPORT HttpController : public QObject
{
    Q_OBJECT

public:
    explicit HttpController(QObject *parent = nullptr);
    ~HttpController() override;
};

} // namespace Landline

#endif
