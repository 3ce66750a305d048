// The unqualified name of a type: the struct ReservationPlaced names the event "ReservationPlaced".
#pragma once

#include <string_view>

namespace boxoffice::base {

template <class T>
[[nodiscard]] consteval std::string_view type_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text = text.substr(0, text.find_first_of(";]"));
    return text.substr(text.rfind(':') + 1);
}

}  // namespace boxoffice::base
