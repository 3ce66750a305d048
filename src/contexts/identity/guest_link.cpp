#include "contexts/identity/guest_link.hpp"

#include "base/integer.hpp"

namespace boxoffice::identity {
namespace {

/// Looks at every byte, whatever the first ones say.
bool is_same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    }
    return difference == 0;
}

}  // namespace

std::string guest_code_of(contracts::UserId user, std::string_view secret) {
    return std::to_string(user.value).append(1, '-').append(secret);
}

contracts::UserId guest_of(std::string_view code) {
    const auto number = base::to_integer(code.substr(0, code.find('-')));
    if (!number || *number < 1 || *number > base::id_max) return {};
    return {*number};
}

bool opens(std::string_view code, const Account& account) {
    const bool has_code =
        account.role == Role::guest && !account.erased_at && !account.guest_code.empty();
    return has_code && is_same_secret(code, account.guest_code);
}

}  // namespace boxoffice::identity
