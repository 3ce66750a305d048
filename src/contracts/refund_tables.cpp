#include "contracts/refund_tables.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::contracts {

std::span<const RefundTable> shipped_refund_tables() {
    static const std::array<RefundTable, 2> tables{{
        {.code = "korean-standard",
         .name = "소비자분쟁해결기준(공연업)",
         .name_en = "Korean consumer standard for performances",
         .text = "공연 10일 전까지 전액 환급, 7일 전까지 10%, 3일 전까지 20%, 1일 전까지 30%, 당일 "
                 "공연 시작 전까지 90% 공제 후 환급. 공연 3일 전까지 예매한 경우 예매 후 24시간 "
                 "이내에 취소하면 전액 환급.",
         .text_en =
             "Everything back until 10 days before; less 10 % until 7, 20 % until 3 and 30 % "
             "until 1 day before; less 90 % on the day before it starts. Everything back "
             "within 24 hours of booking, if booked at least 3 days before.",
         .tiers = {{10, 0}, {7, 10}, {3, 20}, {1, 30}, {0, 90}},
         .free_withdrawal = FreeWithdrawal{24, 3}},
        {.code = "house-table",
         .name = "극장 취소 규정",
         .name_en = "House table",
         .text =
             "공연 7일 전까지 전액 환급, 3일 전까지 10%, 1일 전까지 30% 공제 후 환급. 당일은 환급 "
             "불가. 공연 1일 전까지 예매한 경우 예매 후 24시간 이내에 취소하면 전액 환급.",
         .text_en = "Everything back until 7 days before; less 10 % until 3 and 30 % until 1 day "
                    "before; nothing on the day. Everything back within 24 hours of booking, if "
                    "booked at least 1 day before.",
         .tiers = {{7, 0}, {3, 10}, {1, 30}, {0, 100}},
         .free_withdrawal = FreeWithdrawal{24, 1}},
    }};
    return tables;
}

const RefundTable* find_shipped_refund_table(std::string_view code) {
    const auto tables = shipped_refund_tables();
    const auto found = std::ranges::find(tables, code, &RefundTable::code);
    return found == tables.end() ? nullptr : &*found;
}

}  // namespace boxoffice::contracts
