// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FILTER_H
#define LANDLINE_FILTER_H

#include <Landline/filterkey.h>
#include <Landline/landline_export.h>

#include <QtCore/qlist.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qshareddata.h>

namespace Landline {

struct ConnectionInfo;
struct FilterCompletion;
struct FilterTerm;
class FilterData;
class FilterSubject;

/// What is wrong with the text of a Filter.
struct FilterError
{
    qsizetype position = 0; ///< where in the text, in UTF-16 units from 0; its length if something is missing at its end
    QString message; ///< what is wrong there and what can be written instead: one sentence, plain text, not translated

    friend bool operator==(const FilterError &, const FilterError &) = default;
};

/// A condition on connections, written as text: the same one in the console, in landlinectl, in the HTTP API and in C++.
///
/// \code
/// FilterError error;
/// const std::optional<Filter> filter = Filter::parse(u"server:ws !user:ann* queued>64KiB", &error);
/// if (!filter)
///     return fail(error.position, error.message);
/// \endcode
///
/// Terms are separated by spaces, and all of them must match. docs/filter.md has the whole grammar.
///
/// | form | meaning |
/// |---|---|
/// | `ann`, `"ann lee"` | some text of the connection contains it; case is ignored |
/// | `key:value`, `key:a\|b`, `key:"a b"` | the value is equal, ignoring case; `*` stands for any text |
/// | `key>n`, `>=`, `<`, `<=`, `=` | numbers, sizes and durations |
/// | `tls`, `compressed` | the connection is |
/// | `!term` | the term does not match |
///
/// An implicitly shared value. All functions are reentrant.
class LANDLINE_EXPORT Filter
{
public:
    /// The longest text that parse() accepts, in UTF-16 units.
    static constexpr qsizetype MaxLength = 4096;

    /// Matches every connection, as an empty text does.
    Filter();
    Filter(const Filter &other);
    Filter(Filter &&other) noexcept;
    Filter &operator=(const Filter &other);
    Filter &operator=(Filter &&other) noexcept;
    ~Filter();

    /// Reads \a text. Returns nothing if any part of it is wrong; \a error then says what.
    static std::optional<Filter> parse(QStringView text, FilterError *error = nullptr);
    /// The normal form: parse() reads it as an equal filter. Terms stay in their order. Where it writes escapes for
    /// control characters it may be longer than the text, and than MaxLength.
    QString toString() const;

    /// True if it has no terms and matches every connection.
    bool isEmpty() const;

    /// True if all terms match \a subject at \a now, which is in ms since the epoch.
    bool matches(const FilterSubject &subject, qint64 now) const;
    /// The same for a row. The context values of its connection are not in it (see usesContext()), nor are all groups if
    /// there are many.
    bool matches(const ConnectionInfo &info, qint64 now) const;

    /// True if terms about time (`idle`, `age`) are in it: what it says of a connection may change though nothing happens.
    bool dependsOnTime() const;
    /// When that is: the first moment after \a now at which matches() may return something else though nothing has happened
    /// to \a subject, in ms since the epoch. Nothing if it stays as it is until something happens.
    std::optional<qint64> nextChange(const FilterSubject &subject, qint64 now) const;
    /// True if terms about the context (`ctx.NAME`) are in it: only the node itself can evaluate it.
    bool usesContext() const;

    /// \a text as the value of a key: in quotation marks and with escapes where that is necessary. For terms made of what
    /// a connection is: `"user:" + Filter::quotedValue(info.user)`.
    static QString quotedValue(const QString &text);
    /// What can be written at \a position of \a text, which need not be a whole filter.
    static FilterCompletion completionsAt(QStringView text, qsizetype position);

    /// True if their normal forms are equal.
    friend bool operator==(const Filter &left, const Filter &right) { return left.toString() == right.toString(); }

private:
    friend class FilterParser;

    QList<FilterTerm> &terms();

    QSharedDataPointer<FilterData> d; ///< nullptr without terms
};

/// What can be written at one place of a filter, to replace `length` UTF-16 units from `start`: for completers.
struct FilterCompletion
{
    qsizetype start = 0;
    qsizetype length = 0;
    /// Whole keys with what follows them, "user:", "queued>", "tls", "ctx."; empty where no key can stand.
    QStringList keys;
    /// Where a value stands, its key: who asks knows which values there are, and writes them with Filter::quotedValue().
    std::optional<FilterKey> valueOf;
    QString contextName; ///< of FilterKey::Context, "role" in "ctx.role"
    QString typed; ///< what is there of the key or the value before the position, without quotation marks and escapes

    friend bool operator==(const FilterCompletion &, const FilterCompletion &) = default;
};

} // namespace Landline

Q_DECLARE_METATYPE(Landline::Filter)

#endif
