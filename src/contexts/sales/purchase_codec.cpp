#include "contexts/sales/purchase_codec.hpp"

#include "base/fault.hpp"
#include "contracts/codec_definition.hpp"

// Most purchases use few of their members, and nobody else reads them as they are stored.
template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::sales::Purchase> = true;
template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::sales::Attempt> = true;
template <>
inline constexpr bool boxoffice::contracts::is_sparse<boxoffice::sales::RefundOfSeats> = true;

namespace boxoffice::sales {

std::string encode_purchase(const Purchase& purchase) {
    return contracts::encode(purchase);
}

Purchase decode_purchase(std::string_view text) {
    auto purchase = contracts::decode<Purchase>(text);
    if (purchase) return std::move(purchase).value();
    throw base::InfrastructureFault("a stored purchase is damaged: " + purchase.error().to_text() +
                                        "; rebuild it: boxoffice replay sales",
                                    base::Retry::no);
}

}  // namespace boxoffice::sales
