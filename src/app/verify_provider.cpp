#include "app/verify_provider.hpp"

#include "app/adapters.hpp"
#include "base/fault.hpp"
#include "contexts/payment/codecs.hpp"
#include "platform/http/client.hpp"
#include "platform/runtime/clocks.hpp"
#include "ports/payment_gateway.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <memory>
#include <optional>

namespace boxoffice::app {
namespace {

using payment::Payment;
using payment::PaymentState;
using payment::RefundState;

/// What is younger may still be on its way between the two books.
constexpr base::Duration too_young = std::chrono::seconds{5};
/// The provider's clock may differ from ours by as much.
constexpr base::Duration clock_margin = std::chrono::minutes{10};

constexpr ports::SqlText all_payments = "SELECT body FROM payment";

struct Theirs {
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
    base::Instant last_at{};
};

/// Waits for one page; a page is asked for a few times.
ports::ListAnswer page_of(ports::PaymentGateway& gateway, const ports::ListRequest& request) {
    constexpr int tries_max = 3;
    ports::ListAnswer answer;
    for (int i = 0; i < tries_max; ++i) {
        const auto promise = std::make_shared<std::promise<ports::ListAnswer>>();
        auto future = promise->get_future();
        gateway.list(request,
                     [promise](ports::ListAnswer got) { promise->set_value(std::move(got)); });
        answer = future.get();
        if (answer.outcome != ports::ListOutcome::unknown) break;
    }
    if (answer.outcome == ports::ListOutcome::listed) return answer;
    const bool is_able = answer.outcome == ports::ListOutcome::unknown;
    throw base::InfrastructureFault(
        is_able ? "the provider does not list its books (" + answer.reason +
                      "): see --provider-url and --provider-secret, or leave out --provider"
                : std::string{"this provider has no list of its books: leave out --provider"},
        base::Retry::no);
}

std::map<std::string, Theirs> list_all(ports::PaymentGateway& gateway, ports::ListRequest request) {
    std::map<std::string, Theirs> orders;
    do {
        auto page = page_of(gateway, request);
        for (const auto& movement : page.movements) {
            auto& theirs = orders[movement.order_id];
            const bool is_capture = movement.kind == ports::ProviderMovement::Kind::capture;
            (is_capture ? theirs.captured : theirs.refunded) += movement.amount.amount;
            theirs.last_at = std::max(theirs.last_at, movement.at);
        }
        request.cursor = std::move(page.next_cursor);
    } while (!request.cursor.empty());
    return orders;
}

/// Whether nothing of it is on its way: what the two books say must then be the same.
bool is_at_rest(const Payment& payment) {
    return !payment::next_wake(payment) && payment.asked == payment::Asked::nothing;
}

std::int64_t given_back(const Payment& payment) {
    auto sum = payment.refunded_unasked.amount;
    for (const auto& refund : payment.refunds) {
        if (refund.state == RefundState::done) sum += refund.amount.amount;
    }
    return sum;
}

}  // namespace

std::vector<Checked> verify_provider(const platform::ServeOptions& options, Tables& payment) {
    platform::http::BeastHttpClient client;
    const auto gateway = make_gateway(options, LiveOptions{options}, client);
    const platform::SystemClock clock;
    const auto now = clock.now();
    std::map<std::string, Payment> ours;
    auto from = now;
    payment.each(all_payments, [&](const ports::SqlRow& row) {
        auto read = payment::decode_payment(row.text(0));
        if (payment::is_at_desk(read)) return;
        from = std::min(from, read.requested_at - clock_margin);
        ours.emplace(read.order_id, std::move(read));
    });
    const auto theirs = list_all(*gateway, {.from = from, .to = now});

    std::vector<std::string> strays;
    std::vector<std::string> charges;
    std::vector<std::string> refunds;
    for (const auto& [order, books] : theirs) {
        if (!ours.contains(order) && now - books.last_at > too_young)
            strays.push_back("order " + order + " has " + std::to_string(books.captured));
    }
    for (const auto& [order, here] : ours) {
        const auto found = theirs.find(order);
        const auto there = found == theirs.end() ? Theirs{} : found->second;
        const auto last_at = std::max(there.last_at, here.captured_at.value_or(here.requested_at));
        if (!is_at_rest(here) || now - last_at < too_young) continue;
        const auto name = "payment " + std::to_string(here.payment_id.value);
        const auto captured = here.state == PaymentState::captured ? here.amount.amount : 0;
        if (captured != there.captured)
            charges.push_back(name + ": " + std::to_string(captured) + " here, " +
                              std::to_string(there.captured) + " there");
        if (given_back(here) != there.refunded)
            refunds.push_back(name + ": " + std::to_string(given_back(here)) + " here, " +
                              std::to_string(there.refunded) + " there");
    }
    return {{"I3  the provider has no money for orders that are not ours", std::move(strays)},
            {"I2  what is captured here is captured at the provider, and the other way round",
             std::move(charges)},
            {"I4  what went back here went back at the provider, and the other way round",
             std::move(refunds)}};
}

}  // namespace boxoffice::app
