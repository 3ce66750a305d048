#include "contexts/sales/csv.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::sales {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Among them the full-width forms, which spreadsheets in East Asia read as the plain ones.
constexpr std::array<std::string_view, 11> formula_beginnings{
    "=",           "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
    "\xEF\xBC\xA0"};

bool looks_like_formula(std::string_view value) {
    const auto begin = value.find_first_not_of(' ');
    if (begin == std::string_view::npos) return false;
    const auto rest = value.substr(begin);
    return std::any_of(formula_beginnings.begin(), formula_beginnings.end(),
                       [&](std::string_view each) { return rest.starts_with(each); });
}

}  // namespace

Csv::Csv() : out_(byte_order_mark) {}

void Csv::separate() {
    if (is_row_begun_) out_ += ',';
    is_row_begun_ = true;
}

void Csv::text(std::string_view value) {
    separate();
    std::string cell = looks_like_formula(value) ? "'" : "";
    cell += value;
    if (cell.find_first_of("\",\r\n") == std::string::npos) {
        out_ += cell;
        return;
    }
    out_ += '"';
    for (const char c : cell) {
        if (c == '"') out_ += '"';
        out_ += c;
    }
    out_ += '"';
}

void Csv::number(std::int64_t value) {
    separate();
    out_ += std::to_string(value);
}

void Csv::end_row() {
    out_ += "\r\n";
    is_row_begun_ = false;
}

}  // namespace boxoffice::sales
