// Pages as JSON: how they are stored, and how HTTP shows them.
#pragma once

#include "contexts/mypage/page.hpp"

#include <string>
#include <string_view>

namespace boxoffice::mypage {

[[nodiscard]] std::string encode_page(const Page& page);
/// @throws base::InfrastructureFault (not retryable) when a stored page is damaged.
[[nodiscard]] Page decode_page(std::string_view text);

/// The resource /myPages/{id}.
[[nodiscard]] std::string to_resource(const Page& page);

}  // namespace boxoffice::mypage
