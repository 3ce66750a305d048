#include "contexts/payment/domain/reconciliation.hpp"

#include "base/invariant.hpp"
#include "contexts/payment/domain/ledger.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace boxoffice::payment {
namespace {

constexpr std::array rules{
    Rule{Divergence::captured_there, Remedy::ask_about_charge,
         "the provider is asked; then tickets, or a refund"},
    Rule{Divergence::refund_done_there, Remedy::ask_about_refund,
         "the provider is asked about this refund; then it is done here too"},
    Rule{Divergence::refunded_there, Remedy::ask_about_charge,
         "the provider is asked; then the reservation takes the tickets back"},
    Rule{Divergence::amount_mismatch, Remedy::human,
         "staff: compare the order at the provider's console; nothing of it is believed here"},
    Rule{Divergence::refunded_twice, Remedy::human,
         "staff: take the second payout up with the provider"},
    Rule{Divergence::more_refunded_than_paid, Remedy::human,
         "staff: take the payouts up with the provider"},
    Rule{Divergence::order_unknown, Remedy::human,
         "staff: find out whose money it is; give it back at the provider's console"},
    Rule{Divergence::capture_not_shown, Remedy::human,
         "staff: ask the provider what became of the charge; there may be tickets for it"},
    Rule{Divergence::refund_not_shown, Remedy::human,
         "staff: ask the provider what became of the refund; the buyer was told that it is done"},
    Rule{Divergence::captured_without_ticket, Remedy::human,
         "staff: see the reservation's timeline; refund when it does not go on"},
    Rule{Divergence::ticket_without_money, Remedy::human,
         "staff: see the reservation's timeline; cancel it when the money does not come"},
    Rule{Divergence::maybe_paid_twice, Remedy::human,
         "staff: compare the payout by hand with the provider's console"},
};

/// What the statement's lines say, added up.
struct Theirs {
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
    bool has_capture = false;
    bool has_repeated_refund = false;
};

Theirs added_up(const std::vector<StatementLine>& lines) {
    Theirs theirs;
    std::map<std::string, int> by_request;
    for (const auto& line : lines) {
        if (line.is_capture) {
            theirs.has_capture = true;
            theirs.captured += line.amount.amount;
            continue;
        }
        theirs.refunded += line.amount.amount;
        const bool is_ours = !line.idempotency_key.empty();
        if (is_ours && ++by_request[line.idempotency_key] > 1) theirs.has_repeated_refund = true;
    }
    return theirs;
}

bool is_shown(const Refund& refund, const std::vector<StatementLine>& lines) {
    return std::any_of(lines.begin(), lines.end(), [&](const StatementLine& line) {
        return !line.is_capture && line.idempotency_key == refund.idempotency_key;
    });
}

std::int64_t done_here(const Payment& payment) {
    auto sum = payment.refunded_unasked.amount;
    for (const auto& refund : payment.refunds) {
        if (refund.state == RefundState::done) sum += refund.amount.amount;
    }
    return sum;
}

/// Refunds of ours that the statement shows and that are not done here.
std::int64_t compare_our_refunds(const Payment& payment, const std::vector<StatementLine>& lines,
                                 Comparison& found) {
    std::int64_t sum = 0;
    for (const auto& refund : payment.refunds) {
        if (refund.state == RefundState::done || !is_shown(refund, lines)) continue;
        sum += refund.amount.amount;
        found.differences.push_back({.divergence = Divergence::refund_done_there,
                                     .ours = {0, refund.amount.currency},
                                     .theirs = refund.amount,
                                     .refund_id = refund.refund_id});
    }
    return sum;
}

void compare_with_provider(const Payment& payment, const std::vector<StatementLine>& lines,
                           Comparison& found) {
    const auto theirs = added_up(lines);
    const auto add = [&](Divergence divergence, std::int64_t here, std::int64_t there) {
        const auto currency = payment.amount.currency;
        found.differences.push_back(
            {.divergence = divergence, .ours = {here, currency}, .theirs = {there, currency}});
    };
    const bool is_captured = payment.state == PaymentState::captured;
    const auto here = done_here(payment);
    if (theirs.has_capture && theirs.captured != payment.amount.amount)
        return add(Divergence::amount_mismatch, payment.amount.amount, theirs.captured);
    if (theirs.has_capture && !is_captured) add(Divergence::captured_there, 0, theirs.captured);
    if (theirs.has_repeated_refund) add(Divergence::refunded_twice, here, theirs.refunded);
    if (theirs.has_capture && theirs.refunded > theirs.captured)
        add(Divergence::more_refunded_than_paid, here, theirs.refunded);
    const auto ours_there = compare_our_refunds(payment, lines, found);
    if (is_captured && theirs.refunded > here + ours_there)
        add(Divergence::refunded_there, here, theirs.refunded);
    const bool lacks_capture = is_captured && !theirs.has_capture;
    const bool lacks_refund = theirs.has_capture && theirs.refunded < here;
    found.must_ask = lacks_capture || lacks_refund;
}

/// The tickets' side: what they cost must be there.
void compare_with_tickets(const Payment& payment, base::Instant now, Comparison& found) {
    const auto books = books_of(payment);
    const auto waits_since = payment.captured_at.value_or(payment.requested_at);
    const bool is_settling = now - waits_since < settle_max;
    const auto currency = payment.amount.currency;
    std::int64_t refused = 0;
    for (const auto& refund : payment.refunds) {
        if (refund.state == RefundState::failed) refused += refund.amount.amount;
    }
    const auto waiting = -books.open_items - refused;
    if (waiting > 0 && !is_settling) {
        found.differences.push_back({.divergence = Divergence::captured_without_ticket,
                                     .ours = {waiting, currency},
                                     .theirs = {0, currency}});
    }
    // Beside a refused refund there may be tickets; the reservation knows of it and waits for
    // staff.
    if (books.open_items > 0 && !is_settling) {
        found.differences.push_back(
            {.divergence = Divergence::ticket_without_money,
             .ours = {payment.tickets.amount, currency},
             .theirs = {payment.tickets.amount - books.open_items, currency}});
    }
}

}  // namespace

const Rule& rule_of(Divergence divergence) {
    const auto* found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) {
        return rule.divergence == divergence;
    });
    BOXOFFICE_INVARIANT(found != rules.end());
    return *found;
}

Comparison compare(const Payment& payment, const std::vector<StatementLine>& lines,
                   Statement statement, base::Instant now) {
    Comparison found;
    // What was taken at the desk no provider can show.
    const bool has_provider = !is_at_desk(payment);
    if (has_provider && (statement == Statement::whole || !lines.empty()))
        compare_with_provider(payment, lines, found);
    compare_with_tickets(payment, now, found);
    return found;
}

}  // namespace boxoffice::payment
