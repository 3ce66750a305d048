#include "contexts/identity/guest_link.hpp"

#include "base/integer.hpp"
#include "base/secret.hpp"

namespace boxoffice::identity {

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
    return has_code && base::is_same_secret(code, account.guest_code);
}

}  // namespace boxoffice::identity
