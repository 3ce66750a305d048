#include "contexts/reservation/domain/commands.hpp"

#include "base/type_name.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace boxoffice::reservation {
namespace {

/// Trigger and Input list the same names in the same order, so that an index is a name.
consteval bool triggers_match_inputs() {
    using Enumerators = boost::describe::describe_enumerators<Trigger>;
    static_assert(boost::mp11::mp_size<Enumerators>::value == std::variant_size_v<Input>);
    bool matches = true;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<Input>>>([&](auto index) {
        using Enumerator = boost::mp11::mp_at_c<Enumerators, index>;
        using Alternative = std::variant_alternative_t<index, Input>;
        matches = matches && base::type_name<Alternative>() == Enumerator::name;
    });
    return matches;
}
static_assert(triggers_match_inputs());

}  // namespace

Trigger trigger_of(const Input& input) {
    return static_cast<Trigger>(input.index());
}

std::string_view to_text(Trigger trigger) {
    return boost::describe::enum_to_string(trigger, "?");
}

}  // namespace boxoffice::reservation
