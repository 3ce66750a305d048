// Mails as bytes: RFC 5322 with MIME. Nothing that a person typed can add a header or a recipient.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "ports/mailer.hpp"

#include <string>
#include <string_view>

namespace boxoffice::platform {

/// Longer texts are refused: notices are short.
inline constexpr std::size_t mail_text_bytes_max = 256 * 1024;

/// Who mails come from.
struct Sender {
    std::string name = "Boxoffice";
    std::string address = "no-reply@boxoffice.invalid";
};

enum class Transfer {
    file,  ///< LF line ends, text as it is when its lines allow: readable with `cat`
    wire,  ///< CRLF line ends, 7-bit only (base64): every SMTP server takes it
};

/// @throws base::InfrastructureFault when `sender`'s address is none.
void require_sender(const Sender& sender);

/// The whole message.
/// @return or why it can never be sent, such as an address that is none.
[[nodiscard]] base::Result<std::string, std::string> format_message(const ports::Mail& mail,
                                                                    const Sender& sender,
                                                                    base::Instant now,
                                                                    Transfer transfer);

/// `id` in letters, digits and hyphens only; different ids give different names. At most 128 bytes
/// of `id` are kept, more is a bug.
[[nodiscard]] std::string safe_name(std::string_view id);

}  // namespace boxoffice::platform
