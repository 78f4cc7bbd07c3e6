// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_APIKEYS_P_H
#define LANDLINE_APIKEYS_P_H

#include "api/apikeyconfig.h"

#include <QtCore/qlist.h>
#include <QtCore/qstringlist.h>

#include <memory>

namespace Landline {

/// The keys of a node with their secrets, of which only hashes are kept. Read-only, so all threads share one.
class ApiKeys
{
public:
    /// The fewest characters of a secret.
    static constexpr qsizetype MinSecretLength = 16;

    struct Key
    {
        QString name;
        ApiScopes scopes;
        QByteArray hash; ///< SHA-256 of the secret
    };

    struct Loading
    {
        std::shared_ptr<const ApiKeys> keys; ///< nullptr if there are errors
        QStringList errors; ///< each with its place; none contains a secret
    };
    /// Reads the secrets of \a keys and checks everything about them.
    static Loading load(const QList<ApiKeyConfig> &keys);

    bool isEmpty() const { return m_keys.isEmpty(); }
    /// The key with this \a secret, or nullptr. The time it takes depends neither on the secrets nor on which one matches.
    const Key *find(const QByteArray &secret) const;

    /// The scopes by the names that a configuration uses: "read", "push", "disconnect".
    static QStringList scopeNames();
    static QString scopeName(ApiScope scope);
    static QStringList namesOf(ApiScopes scopes);
    /// Nothing if \a name is not one of these.
    static ApiScopes scopeOfName(const QString &name);

private:
    QList<Key> m_keys;
};

} // namespace Landline

#endif
