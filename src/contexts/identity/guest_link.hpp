// A guest has no password: the link in the letters to him opens his bookings, by a code that nobody
// can guess. Pure.
#pragma once

#include "contexts/identity/account.hpp"

#include <string>
#include <string_view>

namespace boxoffice::identity {

/// "42-" and `secret`, which is 128 bits as Randomness::token() draws them. All of it may stand in
/// an address as it is. The number says which row to look at, so that no index is searched by a
/// secret; object ids are none.
[[nodiscard]] std::string guest_code_of(contracts::UserId user, std::string_view secret);

/// Whose code that is, if it is one; 0 = it is none.
[[nodiscard]] contracts::UserId guest_of(std::string_view code);

/// Whether `code` opens the bookings of `account`: a living guest's own. The time taken does not
/// depend on how much of a wrong code is right.
[[nodiscard]] bool opens(std::string_view code, const Account& account);

}  // namespace boxoffice::identity
