#include "platform/payment/sandbox_statement.hpp"

#include "contracts/codec_definition.hpp"
#include "platform/payment/sandbox_messages.hpp"

#include <utility>

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::platform::payment::SandboxTransactionPage)

namespace boxoffice::platform::payment {

std::string statement_path(const ports::ListRequest& request) {
    return "/v1/transactions?from=" + base::to_rfc3339(request.from) +
           "&to=" + base::to_rfc3339(request.to) +
           "&page=" + (request.cursor.empty() ? "0" : request.cursor);
}

ports::ListAnswer to_list_answer(const ports::HttpAnswer& answer) {
    if (!answer.response) return {.reason = answer.fault.empty() ? "no_answer" : answer.fault};
    const auto status = answer.response->status;
    if (status != 200) return {.reason = "http_" + std::to_string(status)};
    auto page = contracts::decode<SandboxTransactionPage>(answer.response->body);
    if (!page) return {.reason = "unreadable_answer"};
    ports::ListAnswer listed{.outcome = ports::ListOutcome::listed};
    for (auto& transaction : page->transactions) {
        using Kind = ports::ProviderMovement::Kind;
        const bool is_capture = transaction.kind == "capture";
        if (!is_capture && transaction.kind != "cancel") return {.reason = "unknown_kind"};
        listed.movements.push_back({.kind = is_capture ? Kind::capture : Kind::refund,
                                    .key = std::move(transaction.transaction_key),
                                    .order_id = std::move(transaction.order_id),
                                    .idempotency_key = std::move(transaction.idempotency_key),
                                    .amount = transaction.amount,
                                    .at = transaction.at});
    }
    if (page->has_more) listed.next_cursor = std::to_string(page->page + 1);
    return listed;
}

}  // namespace boxoffice::platform::payment
