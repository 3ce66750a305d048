// What the identity context publishes. Never a name or an address.
#pragma once

#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>

#include <string>

namespace boxoffice::contracts {

/// Key: account-<userId>.
struct AccountRegistered {
    UserId user_id;
    std::string role;
};
BOOST_DESCRIBE_STRUCT(AccountRegistered, (), (user_id, role))

/// The person asked to be forgotten: readers drop what names them.
struct AccountErased {
    UserId user_id;
};
BOOST_DESCRIBE_STRUCT(AccountErased, (), (user_id))

}  // namespace boxoffice::contracts
