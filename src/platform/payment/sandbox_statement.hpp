// A page of the sandbox provider's own books, asked for and read. Internal to the room.
#pragma once

#include "ports/http.hpp"
#include "ports/payment_gateway.hpp"

#include <string>

namespace boxoffice::platform::payment {

/// Path and query; a cursor is the number of a page.
[[nodiscard]] std::string statement_path(const ports::ListRequest& request);
/// Anything but a whole page is `unknown`: ask for it again.
[[nodiscard]] ports::ListAnswer to_list_answer(const ports::HttpAnswer& answer);

}  // namespace boxoffice::platform::payment
