#include "platform/payment/toss_statement.hpp"

#include "contracts/codec_definition.hpp"
#include "platform/payment/toss_messages.hpp"
#include "platform/payment/toss_shown.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

BOXOFFICE_INSTANTIATE_CODEC(std::vector<boxoffice::platform::payment::TossTransaction>)

namespace boxoffice::platform::payment {
namespace {

using Kind = ports::ProviderMovement::Kind;

/// Lines of one page: with as many cancellations at most as many questions follow.
constexpr std::size_t lines_shown_max = 50;

/// "2026-11-22T09:00:00" as the provider writes times in questions: in Seoul, which has no summer
/// time, without a zone.
std::string in_seoul(base::Instant instant) {
    const auto text = base::to_rfc3339(instant + std::chrono::hours{9});
    return text.substr(0, std::string_view{"2026-11-22T09:00:00"}.size());
}

/// A page whose cancellations are still being asked for.
struct Page {
    std::mutex mutex;
    ports::ListAnswer answer;
    /// By payment: which lines of the answer are its cancellations.
    std::multimap<std::string, std::size_t> cancellations;
    std::size_t missing = 0;
    std::function<void(ports::ListAnswer)> done;
};

/// Writes our keys beside the cancellations of one payment; false when it was not to be had.
bool name_cancellations(Page& page, const std::string& payment_key,
                        const ports::HttpAnswer& answer) {
    if (!answer.response || answer.response->status != 200) return false;
    const auto payment = contracts::decode<TossPayment>(answer.response->body);
    if (!payment || !payment->cancels) return false;
    const auto [begin, end] = page.cancellations.equal_range(payment_key);
    for (auto line = begin; line != end; ++line) {
        auto& movement = page.answer.movements[line->second];
        const auto cancel = std::find_if(
            payment->cancels->begin(), payment->cancels->end(),
            [&](const TossCancelShown& one) { return one.transaction_key == movement.key; });
        if (cancel == payment->cancels->end()) return false;
        movement.idempotency_key = refund_key_in(cancel->cancel_reason);
    }
    return true;
}

void answered(const std::shared_ptr<Page>& page, const std::string& payment_key,
              const ports::HttpAnswer& answer) {
    {
        const std::lock_guard lock{page->mutex};
        if (!name_cancellations(*page, payment_key, answer)) {
            page->answer = {.reason = "cancellations_not_shown"};
            page->cancellations.clear();
        }
        if (--page->missing > 0) return;
    }
    page->done(std::move(page->answer));
}

void add(Page& page, const TossTransaction& line, const ports::ListRequest& request) {
    const bool is_within = line.transaction_at >= request.from && line.transaction_at < request.to;
    if (!is_within) return;
    const bool is_cancel =
        line.amount < 0 || line.status == "CANCELED" || line.status == "PARTIAL_CANCELED";
    if (!is_cancel && line.status != "DONE") return;  // no money has moved
    if (is_cancel) page.cancellations.emplace(line.payment_key, page.answer.movements.size());
    page.answer.movements.push_back(
        {.kind = is_cancel ? Kind::refund : Kind::capture,
         .key = line.transaction_key,
         .order_id = line.order_id,
         .idempotency_key = {},
         .amount = {line.amount < 0 ? -line.amount : line.amount, currency_of(line.currency)},
         .at = line.transaction_at});
}

void ask_for_keys(const ProviderChannel& channel, const std::shared_ptr<Page>& page) {
    std::set<std::string> payments;
    for (const auto& [payment_key, line] : page->cancellations) payments.insert(payment_key);
    const bool all_usable = std::all_of(payments.begin(), payments.end(),
                                        [](const std::string& key) { return is_plain(key); });
    if (!all_usable) return page->done({.reason = "payment_key_unusable"});
    page->missing = payments.size();
    if (payments.empty()) return page->done(std::move(page->answer));
    for (const auto& payment_key : payments) {
        channel.send({.path = "/v1/payments/" + payment_key},
                     [page, payment_key](const ports::HttpAnswer& answer) {
                         answered(page, payment_key, answer);
                     });
    }
}

}  // namespace

void list_toss_transactions(const ProviderChannel& channel, const ports::ListRequest& request,
                            std::function<void(ports::ListAnswer)> done) {
    // A second more, whichever way the provider counts the end; what is too much is left out.
    auto path = "/v1/transactions?startDate=" + in_seoul(request.from) +
                "&endDate=" + in_seoul(request.to + std::chrono::seconds{1}) +
                "&limit=" + std::to_string(lines_shown_max);
    if (!request.cursor.empty()) path += "&startingAfter=" + request.cursor;
    channel.send({.path = std::move(path)},
                 [&channel, request, done = std::move(done)](const ports::HttpAnswer& answer) {
                     if (!answer.response) {
                         return done({.reason = answer.fault.empty() ? "no_answer" : answer.fault});
                     }
                     const auto status = answer.response->status;
                     if (status != 200) return done({.reason = "http_" + std::to_string(status)});
                     const auto lines =
                         contracts::decode<std::vector<TossTransaction>>(answer.response->body);
                     if (!lines) return done({.reason = "unreadable_answer"});
                     const auto page = std::make_shared<Page>();
                     page->done = done;
                     page->answer.outcome = ports::ListOutcome::listed;
                     for (const auto& line : *lines) add(*page, line, request);
                     const bool is_last = lines->size() < lines_shown_max;
                     if (!is_last && is_plain(lines->back().transaction_key)) {
                         page->answer.next_cursor = lines->back().transaction_key;
                     }
                     ask_for_keys(channel, page);
                 });
}

}  // namespace boxoffice::platform::payment
