#include "contexts/identity/account.hpp"

#include "ports/mailer.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace boxoffice::identity {
namespace {

using Errors = std::vector<contracts::FieldError>;

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t password_bytes_min = 8;
constexpr std::size_t password_bytes_max = 128;

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

std::string_view to_text(Role role) {
    return boost::describe::enum_to_string(role, "guest");
}

std::string login_key(std::string_view email) {
    std::string key{email};
    for (char& c : key) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return key;
}

Account erased(Account account, base::Instant now) {
    account.email.clear();
    account.name.clear();
    account.language.clear();
    account.password_hash.clear();
    account.guest_code.clear();
    account.erased_at = now;
    return account;
}

base::Result<Session, RefreshRejection> rotate(Session session, std::int64_t counter,
                                               base::Instant now) {
    if (session.revoked_at || session.expires_at <= now) {
        return base::unexpected(RefreshRejection::over);
    }
    const bool is_answer_lost =
        counter + 1 == session.counter && now < session.rotated_at + refresh_grace;
    if (is_answer_lost) return session;
    if (counter != session.counter) return base::unexpected(RefreshRejection::reused);
    ++session.counter;
    session.rotated_at = now;
    return session;
}

Errors check_email(std::string_view email) {
    if (ports::is_mail_address(email)) return {};
    return {{"email", "not_a_mail_address"}};
}

Errors check_name(std::string_view name) {
    if (name.find_first_not_of(' ') == std::string_view::npos) return {{"name", "empty"}};
    if (name.size() > name_bytes_max) return {{"name", "too_long"}};
    if (std::any_of(name.begin(), name.end(), is_control)) {
        return {{"name", "has_control_characters"}};
    }
    return {};
}

Errors check_password(std::string_view field, std::string_view password) {
    if (password.size() < password_bytes_min) return {{std::string{field}, "too_short"}};
    if (password.size() > password_bytes_max) return {{std::string{field}, "too_long"}};
    return {};
}

Errors check_language(std::string_view language) {
    if (language == "ko" || language == "en") return {};
    return {{"language", "not_a_known_value"}};
}

std::optional<Role> role_to_give(std::string_view text) {
    Role role{};
    const std::string name{text};
    const bool is_known = boost::describe::enum_from_string(name.c_str(), role);
    if (!is_known || role == Role::guest) return std::nullopt;
    return role;
}

}  // namespace boxoffice::identity
