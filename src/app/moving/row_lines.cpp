#include "app/moving/row_lines.hpp"

#include "base/fault.hpp"
#include "contracts/codec.hpp"

#include <boost/json/parse.hpp>

namespace boxoffice::app {
namespace {

[[noreturn]] void refuse(std::string_view line) {
    throw base::InfrastructureFault(
        "this line is no row of a table: " + std::string{line.substr(0, 200)}, base::Retry::no);
}

platform::ArchiveCell to_cell(const boost::json::value& value, std::string_view line) {
    if (value.is_null()) return std::monostate{};
    if (value.is_int64()) return value.get_int64();
    if (value.is_string()) return std::string{value.get_string()};
    refuse(line);
}

}  // namespace

void append_row(std::string& out, const platform::ArchiveRow& row) {
    out += '[';
    bool is_first = true;
    for (const auto& cell : row) {
        if (!is_first) out += ',';
        is_first = false;
        if (const auto* number = std::get_if<std::int64_t>(&cell)) {
            out += std::to_string(*number);
        } else if (const auto* text = std::get_if<std::string>(&cell)) {
            contracts::append_json_string(out, *text);
        } else {
            out += "null";
        }
    }
    out += ']';
}

platform::ArchiveRow to_row(std::string_view line) {
    boost::system::error_code wrong;
    const auto parsed = boost::json::parse(line, wrong);
    if (wrong || !parsed.is_array()) refuse(line);
    platform::ArchiveRow row;
    row.reserve(parsed.get_array().size());
    for (const auto& value : parsed.get_array()) row.push_back(to_cell(value, line));
    return row;
}

}  // namespace boxoffice::app
