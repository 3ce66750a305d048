// The hosted checkout page, in Korean and English. No scripts: three buttons, each a form of its
// own.
#pragma once

#include "ports/http.hpp"
#include "sandbox_provider/ledger.hpp"

#include <string>
#include <string_view>

namespace boxoffice::sandbox {

/// The page of that order as it stands at `now`.
[[nodiscard]] ports::HttpResponse checkout_page(const Payment& payment, base::Instant now,
                                                bool korean);
/// For an order that does not exist.
[[nodiscard]] ports::HttpResponse no_such_page(bool korean);
/// Where the buyer goes after a press: back to the merchant, who learns nothing that he must not
/// ask for.
[[nodiscard]] ports::HttpResponse leave_page(const Payment& payment, base::Instant now);

/// http:// or https:// with a host and no character that could end a header or an attribute.
[[nodiscard]] bool is_web_address(std::string_view url);

}  // namespace boxoffice::sandbox
