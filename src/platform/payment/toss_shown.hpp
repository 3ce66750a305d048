// Small readings that the charges and the statement of Toss Payments share.
#pragma once

#include "base/money.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace boxoffice::platform::payment {

/// "buyer_canceled [key]" -> "key"; empty for a reason that is not one of ours.
[[nodiscard]] inline std::string refund_key_in(std::string_view reason) {
    const auto open = reason.rfind('[');
    if (open == std::string_view::npos || !reason.ends_with(']')) return {};
    return std::string{reason.substr(open + 1, reason.size() - open - 2)};
}

/// What is no currency fits nobody's question.
[[nodiscard]] inline base::Currency currency_of(std::string_view text) {
    base::Currency currency{{'?', '?', '?'}};
    if (text.size() == currency.code.size()) std::copy_n(text.begin(), 3, currency.code.begin());
    return currency;
}

}  // namespace boxoffice::platform::payment
