#include "contexts/payment/codecs.hpp"

#include "base/fault.hpp"
#include "contexts/payment/resource.hpp"
#include "contracts/codec_definition.hpp"

#include <boost/describe/enum_to_string.hpp>

template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::payment::Payment> = true;

namespace boxoffice::payment {

Payment decode_payment(std::string_view body) {
    auto decoded = contracts::decode<Payment>(body);
    if (decoded) return std::move(decoded).value();
    throw base::InfrastructureFault(
        "a stored payment cannot be read: " + decoded.error().to_text() +
            "; restore the database from a backup",
        base::Retry::no);
}

std::string_view to_text(PaymentState state) {
    return boost::describe::enum_to_string(state, "unknown");
}

std::string_view to_text(Occasion occasion) {
    return boost::describe::enum_to_string(occasion, "unknown");
}

}  // namespace boxoffice::payment

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::Payment)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::payment::PaymentResource)
