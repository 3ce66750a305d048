// Purchases as they are stored.
#pragma once

#include "contexts/sales/domain/purchase.hpp"

#include <string>
#include <string_view>

namespace boxoffice::sales {

[[nodiscard]] std::string encode_purchase(const Purchase& purchase);
/// @throws base::InfrastructureFault (not retryable) when the stored text is damaged.
[[nodiscard]] Purchase decode_purchase(std::string_view text);

}  // namespace boxoffice::sales
