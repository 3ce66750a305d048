// Tables for spreadsheets: RFC 4180, UTF-8 with a byte order mark, nothing that would be
// calculated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::sales {

/// Written cell by cell; end_row() after the last of a row.
class Csv {
  public:
    /// Begins with the byte order mark, without which spreadsheets take UTF-8 for something else.
    Csv();

    /// A text that a spreadsheet would take for a formula gets an apostrophe in front: it begins
    /// with = + - @, their full-width forms, a tab or a line break, also behind blanks. Source:
    /// OWASP, "CSV Injection".
    void text(std::string_view value);
    void number(std::int64_t value);
    void end_row();

    [[nodiscard]] std::string take() && { return std::move(out_); }

  private:
    void separate();

    std::string out_;
    bool is_row_begun_ = false;
};

}  // namespace boxoffice::sales
