// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admincodec.h"
#include "adminfields.h"

#include <QtCore/qcborarray.h>
#include <QtCore/qcbormap.h>
#include <QtCore/qcborstreamreader.h>
#include <QtCore/qcborstreamwriter.h>
#include <QtCore/qdatetime.h>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Landline::Admin {

namespace {

/// The end of the year 9999: what the calendar of any peer can still show.
constexpr qint64 LastTime = 253402300799999;

class Writer
{
public:
    explicit Writer(QByteArray *bytes) : m_cbor(bytes) {}

    template<typename T>
    void required(QLatin1StringView key, const T &value)
    {
        m_cbor.append(key);
        write(value);
    }
    void optional(QLatin1StringView key, const auto &value) { required(key, value); }
    void between(QLatin1StringView key, int value, int, int) { required(key, value); }
    void list(QLatin1StringView key, const auto &values, int) { required(key, values); }
    void list(QLatin1StringView key, const auto &values, int, quint64) { required(key, values); }
    void optionalList(QLatin1StringView key, const auto &values, int) { required(key, values); }

    template<typename Body>
    void message(quint64 id, const Body &body)
    {
        m_cbor.startMap();
        required("id"_L1, id);
        m_cbor.append("type"_L1);
        m_cbor.append(TypeName<Body>);
        describe(*this, body);
        m_cbor.endMap();
    }

private:
    void write(bool value) { m_cbor.append(value); }
    void write(std::integral auto value) { m_cbor.append(qint64(value)); }
    void write(const QString &value) { m_cbor.append(value); }
    void write(const QByteArray &value) { m_cbor.append(value); }
    void write(const Frame &frame) { write(FrameFields{frame.type(), frame.data()}); }

    void write(const QDateTime &time)
    {
        if (time.isValid())
            m_cbor.append(time.toMSecsSinceEpoch());
        else
            m_cbor.appendNull();
    }

    void write(std::chrono::microseconds duration) { m_cbor.append(qint64(duration.count())); }

    template<typename Enum>
        requires std::is_enum_v<Enum>
    void write(Enum value)
    {
        for (const auto &[enumerator, name] : Enumerators<Enum>) {
            if (enumerator == value)
                return m_cbor.append(name);
        }
        Q_UNREACHABLE();
    }

    template<typename T>
    void write(const QList<T> &values)
    {
        m_cbor.startArray(quint64(values.size()));
        for (const T &value : values)
            write(value);
        m_cbor.endArray();
    }

    template<typename T>
        requires std::is_class_v<T>
    void write(const T &fields)
    {
        m_cbor.startMap();
        describe(*this, fields);
        m_cbor.endMap();
    }

    QCborStreamWriter m_cbor;
};

/// What is wrong, and where; nothing is when `what` is empty.
struct Complaint
{
    QString where; ///< "rows[3].fd"
    QString what; ///< "must be text"
    bool isUnknownName = false; ///< well-formed, but an enumerator that this version does not have

    explicit operator bool() const { return !what.isEmpty(); }
    static Complaint mustBe(const QString &rule) { return {{}, "must be "_L1 + rule, false}; }

    Complaint within(const QString &outer) const
    {
        const bool isKey = !where.isEmpty() && !where.startsWith(u'[');
        return {outer + (isKey ? "."_L1 : ""_L1) + where, what, isUnknownName};
    }
};

/// Takes the fields of one map; stops at the first thing wrong.
class Reader
{
public:
    explicit Reader(const QCborMap &map) : m_map(map) {}
    const Complaint &complaint() const { return m_complaint; }

    void required(QLatin1StringView key, auto &value)
    {
        take(key, true, [&value](const QCborValue &found) { return read(found, value); });
    }
    void optional(QLatin1StringView key, auto &value)
    {
        take(key, false, [&value](const QCborValue &found) { return read(found, value); });
    }
    void between(QLatin1StringView key, int &value, int least, int most)
    {
        take(key, false, [&](const QCborValue &found) { return read(found, value, least, most); });
    }
    void list(QLatin1StringView key, auto &values, int most)
    {
        quint64 leftOut = 0;
        list(key, values, most, leftOut);
    }
    void list(QLatin1StringView key, auto &values, int most, quint64 &leftOut)
    {
        take(key, true, [&](const QCborValue &found) { return readList(found, values, most, leftOut); });
    }
    void optionalList(QLatin1StringView key, auto &values, int most)
    {
        quint64 leftOut = 0;
        take(key, false, [&](const QCborValue &found) { return readList(found, values, most, leftOut); });
    }

private:
    void take(QLatin1StringView key, bool isRequired, auto readValue)
    {
        if (m_complaint)
            return;
        const QCborValue found = m_map.value(key);
        if (!found.isUndefined())
            m_complaint = readValue(found).within(key);
        else if (isRequired)
            m_complaint = {key, u"is missing"_s, false};
    }

    static Complaint read(const QCborValue &found, bool &value)
    {
        value = found.toBool();
        return found.isBool() ? Complaint() : Complaint::mustBe(u"true or false"_s);
    }

    static Complaint read(const QCborValue &found, QString &value)
    {
        value = found.toString();
        return found.isString() ? Complaint() : Complaint::mustBe(u"text"_s);
    }

    static Complaint read(const QCborValue &found, QByteArray &value)
    {
        value = found.toByteArray();
        return found.isByteArray() ? Complaint() : Complaint::mustBe(u"a byte string"_s);
    }

    /// The largest T that is a CBOR integer for Qt as well, which knows no larger one than qint64's.
    template<std::integral T>
    static constexpr qint64 largest()
    {
        return qint64(std::min(quint64(std::numeric_limits<T>::max()), quint64(INT64_MAX)));
    }

    template<std::integral T>
    static Complaint read(const QCborValue &found, T &value,
                          qint64 least = qint64(std::numeric_limits<T>::min()),
                          qint64 most = largest<T>())
    {
        // A double of 1e300 would be converted by toInteger(), for which C++ knows no result.
        const qint64 number = found.isInteger() ? found.toInteger() : 0;
        if (!found.isInteger() || number < least || number > most)
            return Complaint::mustBe(u"an integer from %1 to %2"_s.arg(least).arg(most));
        value = T(number);
        return {};
    }

    static Complaint read(const QCborValue &found, QDateTime &value)
    {
        qint64 milliseconds = 0;
        if (found.isNull())
            value = QDateTime();
        else if (const Complaint complaint = read(found, milliseconds, 0, LastTime))
            return Complaint::mustBe(u"a time in milliseconds since 1970, or null"_s);
        else
            value = QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC);
        return {};
    }

    static Complaint read(const QCborValue &found, std::chrono::microseconds &duration)
    {
        qint64 count = 0;
        const Complaint complaint = read(found, count);
        duration = std::chrono::microseconds(count);
        return complaint;
    }

    template<typename Enum>
        requires std::is_enum_v<Enum>
    static Complaint read(const QCborValue &found, Enum &value)
    {
        const QString name = found.toString();
        QStringList names;
        for (const auto &[enumerator, known] : Enumerators<Enum>) {
            if (found.isString() && name == known) {
                value = enumerator;
                return {};
            }
            names.append(known);
        }
        if (found.isString() && UnknownName<Enum>) {
            value = *UnknownName<Enum>;
            return {};
        }
        Complaint complaint = Complaint::mustBe("one of "_L1 + names.join(", "_L1));
        complaint.isUnknownName = found.isString();
        return complaint;
    }

    static Complaint read(const QCborValue &found, Frame &frame)
    {
        FrameFields fields;
        const Complaint complaint = read(found, fields);
        frame = fields.type == FrameType::Text ? Frame(fields.payload)
                                               : Frame::fromBinary(fields.payload);
        return complaint;
    }

    template<typename T>
        requires std::is_class_v<T>
    static Complaint read(const QCborValue &found, T &fields)
    {
        if (!found.isMap())
            return Complaint::mustBe(u"a map"_s);
        Reader reader(found.toMap());
        describe(reader, fields);
        return reader.complaint();
    }

    template<typename T>
    static Complaint readList(const QCborValue &found, QList<T> &values, int most, quint64 &leftOut)
    {
        const QCborArray array = found.toArray();
        if (!found.isArray() || array.size() > most)
            return Complaint::mustBe(u"a list of at most %1 entries"_s.arg(most));
        values.clear();
        values.reserve(std::min(array.size(), qsizetype(MaxRows))); // an entry can be far larger than its bytes
        for (qsizetype i = 0; i < array.size(); ++i) {
            T value{};
            const Complaint complaint = read(array.at(i), value);
            if (complaint.isUnknownName)
                ++leftOut;
            else if (complaint)
                return complaint.within(u"[%1]"_s.arg(i));
            else
                values.append(std::move(value));
        }
        return {};
    }

    QCborMap m_map;
    Complaint m_complaint;
};

/// The map that is all of \a bytes.
std::optional<QCborMap> parse(QByteArrayView bytes, QString *error)
{
    // QCborValue trusts the announced sizes of lists, so a few bytes could make it ask for gigabytes, and its
    // limit of nesting is a thousand. Walking over the bytes first costs no memory and proves that all that is
    // announced is there.
    QCborStreamReader scan(bytes.data(), bytes.size());
    scan.next(MaxNesting);
    if (scan.lastError() == QCborError::NoError && scan.currentOffset() != bytes.size()) {
        *error = u"The message ends at byte %1 of %2."_s
                         .arg(scan.currentOffset())
                         .arg(bytes.size());
        return std::nullopt;
    }
    QCborStreamReader reader(bytes.data(), bytes.size());
    QCborValue value;
    if (scan.lastError() == QCborError::NoError)
        value = QCborValue::fromCbor(reader);
    const QCborError failure = scan.lastError() ? scan.lastError() : reader.lastError();
    if (failure != QCborError::NoError) {
        *error = u"The message is not well-formed CBOR: %1."_s.arg(failure.toString());
        return std::nullopt;
    }
    if (!value.isMap()) {
        *error = u"The message is not a CBOR map."_s;
        return std::nullopt;
    }
    return value.toMap();
}

template<typename... Bodies>
bool readBody(Reader &reader, const QString &type, std::variant<Bodies...> &body)
{
    const auto readIf = [&]<typename Body>(std::type_identity<Body>) {
        if (type != TypeName<Body>)
            return false;
        describe(reader, body.template emplace<Body>());
        return true;
    };
    return (readIf(std::type_identity<Bodies>()) || ...);
}

template<typename Message>
std::optional<Message> decode(QByteArrayView bytes, QString *error)
{
    const std::optional<QCborMap> map = parse(bytes, error);
    if (!map)
        return std::nullopt;
    Message message;
    QString type;
    Reader reader(*map);
    reader.required("id"_L1, message.id);
    reader.required("type"_L1, type);
    const bool isKnown = !reader.complaint() && readBody(reader, type, message.body);
    if (const Complaint &complaint = reader.complaint()) {
        *error = u"'%1' of %2 %3."_s.arg(complaint.where, isKnown ? type : u"the message"_s,
                                         complaint.what);
        return std::nullopt;
    }
    if (!isKnown) {
        *error = u"There is no message of type '%1' here."_s.arg(type.left(40));
        return std::nullopt;
    }
    return message;
}

template<typename Message>
QByteArray encodeMessage(const Message &message)
{
    QByteArray bytes;
    Writer writer(&bytes);
    std::visit([&](const auto &body) { writer.message(message.id, body); }, message.body);
    return bytes;
}

} // namespace

QByteArray encode(const Request &request)
{
    return encodeMessage(request);
}

QByteArray encode(const Reply &reply)
{
    return encodeMessage(reply);
}

std::optional<Request> decodeRequest(QByteArrayView message, QString *error)
{
    return decode<Request>(message, error);
}

std::optional<Reply> decodeReply(QByteArrayView message, QString *error)
{
    return decode<Reply>(message, error);
}

} // namespace Landline::Admin
