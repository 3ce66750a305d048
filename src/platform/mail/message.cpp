#include "platform/mail/message.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "platform/mail/unicode.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace boxoffice::platform {
namespace {

using namespace std::chrono;

/// Source: RFC 2047 section 2: a line with an encoded word has 76 characters at most. "Subject: "
/// takes 9,
/// "=?UTF-8?B?" and "?=" take 12, base64 makes 4 of 3.
constexpr std::size_t encoded_word_bytes_max = (76 - 9 - 12) / 4 * 3;
/// Source: RFC 2045 section 6.8.
constexpr std::size_t base64_line_characters = 76;
/// Source: RFC 5322 section 2.1.1, without the line end.
constexpr std::size_t line_bytes_max = 998;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string to_base64(std::string_view bytes) {
    static constexpr char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= count ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
        }
    }
    return out;
}

/// Whether a header may carry `text` as it is.
bool is_plain_header_text(std::string_view text) {
    const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
    return text.size() <= 60 && std::all_of(text.begin(), text.end(), is_printable) &&
           text.find("=?") == std::string_view::npos &&
           (text.empty() || (text.front() != ' ' && text.back() != ' '));
}

/// `text` as a header's value: RFC 2047 encoded words, folded, where plain text would not do.
std::string header_text(std::string_view raw, std::string_view line_end) {
    auto text = one_line(raw);
    if (is_plain_header_text(text)) return text;
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
        const auto word = utf8_prefix(rest, encoded_word_bytes_max);
        if (!out.empty()) out.append(line_end).append(" ");
        out.append("=?UTF-8?B?").append(to_base64(word)).append("?=");
        rest.remove_prefix(word.size());
    }
    return out;
}

/// A display name: quoted when plain (RFC 5322 section 3.2.4), else encoded words on lines of their
/// own.
std::string display_name(std::string_view raw, std::string_view line_end) {
    auto text = one_line(raw);
    if (!is_plain_header_text(text)) return header_text(text, line_end).append(line_end);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
    const auto digits = std::to_string(number);
    out.append(width - std::min(width, digits.size()), '0').append(digits);
}

/// "Sun, 22 Nov 2026 16:30:00 +0000", RFC 5322 section 3.3.
std::string header_date(base::Instant now) {
    static constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<days>(now);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(now - day)};
    std::string out = weekdays[weekday{day}.c_encoding()];
    out += ", ";
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    out.append(" ").append(months[static_cast<unsigned>(date.month()) - 1]).append(" ");
    append_padded(out, static_cast<int>(date.year()), 4);
    out += ' ';
    append_padded(out, time.hours().count(), 2);
    out += ':';
    append_padded(out, time.minutes().count(), 2);
    out += ':';
    append_padded(out, time.seconds().count(), 2);
    return out + " +0000";
}

bool has_short_lines(std::string_view text) {
    while (!text.empty()) {
        const auto length = std::min(text.find('\n'), text.size());
        if (length > line_bytes_max) return false;
        text.remove_prefix(std::min(text.size(), length + 1));
    }
    return true;
}

std::string wrapped_base64(std::string_view bytes, std::string_view line_end) {
    const auto text = to_base64(bytes);
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += base64_line_characters) {
        out.append(text, i, base64_line_characters).append(line_end);
    }
    return out;
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += line_end;
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

void require_sender(const Sender& sender) {
    if (ports::is_mail_address(sender.address)) return;
    throw base::InfrastructureFault(
        "mail.from must be one bare address such as no-reply@example.org, not \"" + sender.address +
            '"',
        base::Retry::no);
}

base::Result<std::string, std::string> format_message(const ports::Mail& mail, const Sender& sender,
                                                      base::Instant now, Transfer transfer) {
    if (!ports::is_mail_address(mail.to)) return base::unexpected(std::string{"recipient_invalid"});
    if (mail.text.size() > mail_text_bytes_max)
        return base::unexpected(std::string{"text_too_long"});
    BOXOFFICE_INVARIANT(ports::is_mail_address(sender.address));

    const std::string line_end = transfer == Transfer::file ? "\n" : "\r\n";
    const auto text = plain_text(mail.text);
    const bool as_it_is = transfer == Transfer::file && has_short_lines(text);
    const auto domain = sender.address.substr(sender.address.find('@') + 1);
    std::string out;
    const auto add = [&](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append(line_end);
    };
    add("Date", header_date(now));
    add("From", display_name(sender.name, line_end) + " <" + sender.address + '>');
    add("To", '<' + mail.to + '>');
    add("Subject", header_text(mail.subject, line_end));
    add("Message-ID", '<' + safe_name(mail.deduplication_id) + '@' + domain + '>');
    // RFC 3834: vacation responders must not answer.
    add("Auto-Submitted", "auto-generated");
    add("MIME-Version", "1.0");
    add("Content-Type", "text/plain; charset=utf-8");
    add("Content-Transfer-Encoding", as_it_is ? "8bit" : "base64");
    out += line_end;
    if (as_it_is) return out + with_line_ends(text, line_end);
    return out + wrapped_base64(with_line_ends(text, "\r\n"), line_end);
}

std::string safe_name(std::string_view id) {
    static constexpr char hex[] = "0123456789abcdef";
    BOXOFFICE_INVARIANT(!id.empty() && id.size() <= 128);
    std::string out;
    for (const char c : id) {
        if (is_letter_or_digit(c) || c == '-') {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '_';
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

}  // namespace boxoffice::platform
