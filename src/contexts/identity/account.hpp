// Accounts and sessions, and the rules they keep. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "contracts/codec.hpp"
#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::identity {

enum class Role { guest, customer, boxoffice, admin };
BOOST_DESCRIBE_ENUM(Role, guest, customer, boxoffice, admin)
[[nodiscard]] std::string_view to_text(Role role);
/// Works for the house: box office and administrators.
[[nodiscard]] constexpr bool is_staff(Role role) {
    return role == Role::boxoffice || role == Role::admin;
}

/// One person. A guest has no password: he comes back by the link in his letters. His address is
/// not his alone.
struct Account {
    contracts::UserId user_id;
    Role role = Role::customer;
    std::string email;
    std::string name;
    std::string language;  ///< "ko" or "en"
    std::string password_hash;
    base::Instant created_at{};
    std::optional<base::Instant> erased_at;  ///< nothing of the person is left then
    std::string guest_code{};                ///< of a guest who was written to; see guest_link.hpp
};

/// Upper and lower case of an address are one person.
[[nodiscard]] std::string login_key(std::string_view email);

/// The account without the person.
[[nodiscard]] Account erased(Account account, base::Instant now);

/// One sign-in on one device. `counter` rises with each refresh; only the newest token counts.
struct Session {
    std::string session_id;
    contracts::UserId user_id;
    std::int64_t counter = 1;
    base::Instant created_at{};
    base::Instant rotated_at{};
    base::Instant expires_at{};
    std::optional<base::Instant> revoked_at;
};

/// How long the token before the newest is still answered: the newest may have been lost on its
/// way.
inline constexpr base::Duration refresh_grace = std::chrono::seconds{10};

enum class RefreshRejection {
    over,    ///< expired, revoked or unknown
    reused,  ///< an old token came again: somebody stole one, the session must end
};

/// Source: RFC 9700 section 4.14.2, refresh token rotation.
[[nodiscard]] base::Result<Session, RefreshRejection> rotate(Session session, std::int64_t counter,
                                                             base::Instant now);

/// What is wrong with each, by field; empty when nothing is.
[[nodiscard]] std::vector<contracts::FieldError> check_email(std::string_view email);
/// 1 to 200 bytes on one line.
[[nodiscard]] std::vector<contracts::FieldError> check_name(std::string_view name);
/// 8 to 128 bytes. Source: NIST SP 800-63B section 5.1.1.2; the upper bound is ours.
[[nodiscard]] std::vector<contracts::FieldError> check_password(std::string_view field,
                                                                std::string_view password);
[[nodiscard]] std::vector<contracts::FieldError> check_language(std::string_view language);
/// A role that can be given: customer, boxoffice or admin.
[[nodiscard]] std::optional<Role> role_to_give(std::string_view text);

}  // namespace boxoffice::identity
