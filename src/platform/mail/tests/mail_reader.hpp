// Takes a mail apart as a reader does: header fields unfolded, encoded words and the body decoded.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform::testing_support {

inline std::string from_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) continue;  // padding and line ends
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFFFU;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count & 0xFFU);
    }
    return out;
}

/// Source: RFC 2047 section 6.2: white space between neighbouring encoded words is not shown.
inline std::string decode_words(std::string_view text) {
    constexpr std::string_view opening = "=?UTF-8?B?";
    std::string out;
    while (!text.empty()) {
        if (text.substr(0, opening.size()) != opening) {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        text.remove_prefix(opening.size());
        const auto end = text.find("?=");
        out += from_base64(text.substr(0, end));
        text.remove_prefix(end + 2);
        if (text.substr(0, opening.size() + 1) == ' ' + std::string{opening}) text.remove_prefix(1);
    }
    return out;
}

struct ReadMail {
    std::vector<std::string> lines;  ///< of the header, as they stand
    std::multimap<std::string, std::string> fields;
    std::string body;

    [[nodiscard]] std::string field(const std::string& name) const {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string{"(absent)"} : decode_words(found->second);
    }
    [[nodiscard]] std::string text() const {
        return field("Content-Transfer-Encoding") == "base64" ? from_base64(body) : body;
    }
};

inline ReadMail read_mail(std::string_view message, std::string_view line_end) {
    ReadMail mail;
    std::string name;
    while (true) {
        const auto end = message.find(line_end);
        const auto line = message.substr(0, end);
        message.remove_prefix(line.size() + line_end.size());
        if (line.empty()) break;
        mail.lines.emplace_back(line);
        if (line.front() == ' ') {
            mail.fields.find(name)->second.append(line);
            continue;
        }
        const auto colon = line.find(": ");
        name = line.substr(0, colon);
        mail.fields.emplace(name, line.substr(colon + 2));
    }
    mail.body = message;
    return mail;
}

}  // namespace boxoffice::platform::testing_support
