#include "contracts/codec.hpp"

#include "contracts/codec_definition.hpp"

namespace boxoffice::contracts {

std::string DecodeError::to_text() const {
    std::string out;
    for (const auto& error : errors) {
        if (!out.empty()) out += ", ";
        out += error.field.empty() ? "document" : error.field;
        out += ' ';
        out += error.reason;
    }
    return out;
}

void append_json_string(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t clean_from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text.substr(clean_from, i - clean_from));
        clean_from = i + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out += hex[c >> 4];
                out += hex[c & 15];
        }
    }
    out.append(text.substr(clean_from));
    out += '"';
}

namespace codec_detail {
namespace {

/// Whether a text in `json` has the character U+0000, which JSON can only write as an escape. No
/// text of people has it, and databases do not agree whether one may.
bool has_zero(std::string_view json) {
    constexpr std::string_view zero = "\\u0000";
    for (auto at = json.find(zero); at != std::string_view::npos; at = json.find(zero, at + 1)) {
        std::size_t backslashes = 1;
        while (backslashes <= at && json[at - backslashes] == '\\') ++backslashes;
        if (backslashes % 2 == 1) return true;  // else the backslash itself is escaped
    }
    return false;
}

}  // namespace

base::Result<boost::json::value, DecodeError> parse(std::string_view json,
                                                    boost::json::storage_ptr memory) {
    if (has_zero(json)) return base::unexpected(DecodeError{{{"", "has_a_zero_character"}}});
    boost::json::error_code failed;
    boost::json::parse_options options;
    options.max_depth = 32;
    auto value = boost::json::parse({json.data(), json.size()}, failed, std::move(memory), options);
    if (failed) return base::unexpected(DecodeError{{{"", "not_json"}}});
    return value;
}

}  // namespace codec_detail
}  // namespace boxoffice::contracts
