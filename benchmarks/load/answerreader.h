// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ANSWERREADER_H
#define LANDLINE_ANSWERREADER_H

#include <optional>
#include <string>
#include <string_view>

namespace Landline::Benchmark {

/// Reads the HTTP/1.1 answers of a server, cut anywhere, and compares each body with the expected one while it arrives.
/// An answer is a 200 with one Content-Length on a connection that stays open; everything else is an error. A base
/// class: what was read is told to virtual functions.
class AnswerReader
{
public:
    virtual ~AnswerReader() = default;

protected:
    /// The body of the answer that begins now, not empty; nothing if none may come.
    virtual std::optional<std::string_view> expectedAnswer() = 0;
    /// A whole answer was as expected.
    virtual void answerRead() = 0;

    /// Reads on. False after the first answer that is not as expected; readError() says why.
    bool readAnswers(std::string_view bytes);
    const std::string &readError() const { return m_error; }
    /// Forgets everything, for a new connection.
    void resetReader();

private:
    bool readHead(std::string_view &bytes);
    bool checkHead();
    bool checkLine(std::string_view line);
    bool fail(const std::string &error);

    std::string m_error;
    std::string m_head; ///< until it is complete
    std::string_view m_expected; ///< what is left of the body
    int m_lengths = 0; ///< Content-Length headers of the head
};

} // namespace Landline::Benchmark

#endif
