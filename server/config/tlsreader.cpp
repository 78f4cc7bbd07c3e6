// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/tlsreader.h"

#include "config/diagnostics.h"
#include "config/tablereader.h"
#include "shared/quantity.h"
#include "shared/quoting.h"

#include <QtCore/qregularexpression.h>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Landline {

namespace {

constexpr std::chrono::milliseconds longestHandshake = 10min;

/// The file that \a key names, from the folder of the configuration.
QString file(TableReader &table, QLatin1StringView key)
{
    const std::optional<QString> name = table.text(key);
    if (!name)
        return QString();
    if (name->isEmpty()) {
        table.reportWrong(key, u"the name of a file"_s);
        return QString();
    }
    return table.diagnostics()->filePath(*name);
}

CertificateFiles readFiles(TableReader &table)
{
    table.require("certificate"_L1);
    table.require("key"_L1);
    CertificateFiles files;
    files.certificate = file(table, "certificate"_L1);
    files.certificateOrigin = table.place("certificate"_L1);
    files.key = file(table, "key"_L1);
    files.keyOrigin = table.place("key"_L1);
    files.keyPassphraseFile = file(table, "key_passphrase_file"_L1);
    files.keyPassphraseOrigin = table.place("key_passphrase_file"_L1);
    return files;
}

/// A host name, or one whose first label is a star.
bool isHostName(const QString &name)
{
    static const QRegularExpression form(u"^(\\*\\.)?[^\\s.*/:@]+(\\.[^\\s.*/:@]+)*$"_s);
    return name.size() <= 255 && form.match(name).hasMatch();
}

void readNames(TableReader &table, CertificateFiles *files)
{
    files->names = table.textList("names"_L1).value_or(QStringList());
    for (const QString &name : std::as_const(files->names)) {
        if (!isHostName(name)) {
            table.report("names"_L1, "has %1, which is no host name: write \"a.example\" or \"*.a.example\""_L1.arg(
                                             quoted(name)));
            return;
        }
    }
}

void readVersion(TableReader &table, TlsConfig *tls)
{
    const std::optional<QString> version = table.text("minimum_version"_L1);
    if (!version)
        return;
    if (*version == "1.2"_L1)
        tls->minimumVersion = TlsConfig::Version::Tls12;
    else if (*version == "1.3"_L1)
        tls->minimumVersion = TlsConfig::Version::Tls13;
    else
        table.reportWrong("minimum_version"_L1, u"\"1.2\" or \"1.3\""_s);
}

void readClientCertificates(TableReader &table, TlsConfig *tls)
{
    using ClientCertificates = TlsConfig::ClientCertificates;
    tls->clientCa = file(table, "client_ca"_L1);
    tls->clientCaOrigin = table.place("client_ca"_L1);
    tls->clientCrl = file(table, "client_crl"_L1);
    tls->clientCrlOrigin = table.place("client_crl"_L1);
    const std::optional<QString> wanted = table.text("client_certificates"_L1);
    if (!wanted)
        return;
    constexpr std::array all{ClientCertificates::None, ClientCertificates::Optional, ClientCertificates::Required};
    const auto found = std::ranges::find_if(all, [&](ClientCertificates one) { return toToml(one) == *wanted; });
    if (found == all.end()) {
        table.reportWrong("client_certificates"_L1, u"\"none\", \"optional\" or \"required\""_s);
        return;
    }
    tls->clientCertificates = *found;
    if (*found != ClientCertificates::None && !table.contains("client_ca"_L1))
        table.report("client_certificates"_L1,
                     u"needs client_ca, the PEM file of those who sign them; for example: client_ca = \"clients.pem\""_s);
}

/// Which names there are is known where they are used, see TlsCredentials.
void readCiphers(TableReader &table, TlsConfig *tls)
{
    const auto read = [&table](QLatin1StringView key, QString *list, QString *origin) {
        const std::optional<QString> written = table.text(key);
        *list = written.value_or(QString());
        *origin = table.place(key);
        if (written && written->trimmed().isEmpty())
            table.reportWrong(key, u"names with colons between them"_s);
    };
    read("ciphers"_L1, &tls->ciphers, &tls->ciphersOrigin);
    read("ciphersuites"_L1, &tls->ciphersuites, &tls->ciphersuitesOrigin);
}

void readHandshakeTimeout(TableReader &table, TlsConfig *tls)
{
    constexpr auto key = "handshake_timeout"_L1;
    const std::optional<QString> written = table.text(key);
    if (!written)
        return;
    const Quantity<std::chrono::milliseconds> time = parseDuration(*written);
    if (!time.value)
        table.report(key, time.error);
    else if (*time.value < 1ms || *time.value > longestHandshake)
        table.reportWrong(key, "from \"1 ms\" to \"%1\""_L1.arg(formatDuration(longestHandshake)));
    else
        tls->handshakeTimeout = *time.value;
}

} // namespace

QLatin1StringView toToml(TlsConfig::Version version)
{
    return version == TlsConfig::Version::Tls13 ? "1.3"_L1 : "1.2"_L1;
}

QLatin1StringView toToml(TlsConfig::ClientCertificates certificates)
{
    switch (certificates) {
    case TlsConfig::ClientCertificates::Optional: return "optional"_L1;
    case TlsConfig::ClientCertificates::Required: return "required"_L1;
    case TlsConfig::ClientCertificates::None: break;
    }
    return "none"_L1;
}

TlsConfig readTls(TableReader &table)
{
    TlsConfig tls;
    tls.certificates.append(readFiles(table));
    readVersion(table, &tls);
    readClientCertificates(table, &tls);
    readCiphers(table, &tls);
    readHandshakeTimeout(table, &tls);
    int index = 0;
    for (const TomlValue *value : table.tables("host"_L1)) {
        TableReader host(*value, ConfigTable::TlsHost, "%1.host.%2"_L1.arg(table.path(), QString::number(index++)),
                         table.diagnostics());
        CertificateFiles files = readFiles(host);
        readNames(host, &files);
        tls.certificates.append(files);
    }
    return tls;
}

} // namespace Landline
