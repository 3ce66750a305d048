// Sales at the desk in the published language: the methods that PaymentRequested carries for them,
// and what payment says of their refunds. Source: docs/adr/0011-sales-at-the-desk.md.
#pragma once

#include <string_view>

namespace boxoffice::contracts {

/// Paid in cash, into the drawer.
inline constexpr std::string_view desk_cash = "desk_cash";
/// Paid by card, on the desk's own terminal.
inline constexpr std::string_view desk_card = "desk_card";
/// Given away.
inline constexpr std::string_view desk_comp = "comp";

[[nodiscard]] constexpr bool is_desk_method(std::string_view method) {
    return method == desk_cash || method == desk_card || method == desk_comp;
}

/// The `provider` of what was paid at the desk: nobody outside the house has taken it.
inline constexpr std::string_view desk_provider = "desk";

/// The reason of a RefundFailed that is no failure: the money waits at the desk, where staff hand
/// it over and record that.
inline constexpr std::string_view refund_at_desk = "refund_at_desk";

}  // namespace boxoffice::contracts
